import type { DataPhase, NvmeAnswer, NvmeCommand, NvmeTransport, OpenDrive, ScsiAnswer, ScsiTransport } from '../transport/transport.ts';
import { TransportError } from '../transport/transport.ts';
import type { Lock } from '../transport/lock.ts';
import { takeLock } from '../transport/lock.ts';
import { status } from '../scsi/command.ts';
import type { Clock } from './clock.ts';
import { docked } from './bridge/docked.ts';
import { type DriveSpec, faultOf } from './drive-spec.ts';
import type { FileMedium } from './file-medium.ts';
import { openFileMedium } from './file-medium.ts';
import type { Context, Outcome } from './model/context.ts';
import type { DriveState } from './model/machine.ts';
import { live, switchPower } from './model/machine.ts';
import { parseTransfer } from './model/block-io.ts';
import { nvmeAdmin, nvmeIo } from './model/nvme-drive.ts';
import type { Trip } from './model/operation.ts';
import { nextChangeMs } from './model/operation.ts';
import { satlCommand } from './model/satl.ts';
import { scsiCommand } from './model/scsi-drive.ts';
import type { DriveRecord } from './shelf-file.ts';
import { changeShelf, driveIn, lockPath, mediumPath, presenceIn, readDrive, shelfReader, withTrip, writeDrive } from './shelf-file.ts';

/** How often a blocked command looks whether its drive is still there. */
const lookMs = 50;
const shortestTimeoutMs = 1000;
/** A hang has no beginning that the wire could show when the host writes: it strikes after this much. */
const hangAfterWritten = 0.3;

/** Runs one command against the present state. */
type Run<Answer> = (state: DriveState, context: Context) => Outcome<DriveState, Answer>;

/** A virtual drive in the hands of one process. */
interface Session {
  run<Answer>(run: Run<Answer>, timeoutMs: number, written: (answer: Answer) => number): Promise<Answer>;
  readonly presence: string;
  readonly family: DriveState['family'];
  readonly bridge: DriveSpec['bridge'];
  close(): Promise<void>;
}

const gone = (): TransportError => new TransportError('gone', 'the drive is not there any more');

/** Opens the drive in `port` for this process alone. Throws TransportError: `gone` when the bay is empty, `busy` when it is open elsewhere. */
export async function openVirtualDrive(dir: string, port: string, clock: Clock): Promise<OpenDrive> {
  const session = await openSession(dir, port, clock);
  const transport = session.family === 'nvme' ? nvmeTransport(session) : scsiTransport(session);
  return {
    ...(session.bridge === undefined ? { transport } : docked(transport, session.bridge)),
    presence: session.presence,
    close: () => session.close(),
  };
}

function scsiTransport(session: Session): ScsiTransport {
  return {
    kind: 'scsi',
    execute: (cdb, data, timeoutMs) =>
      session.run<ScsiAnswer>(
        (state, context) => runScsi(state, cdb, data, context),
        timeoutMs,
        (answer) => (data.kind === 'out' && answer.status === status.good && parseTransfer(cdb)?.write === true ? data.bytes.length : 0),
      ),
  };
}

function runScsi(state: DriveState, cdb: Uint8Array, data: DataPhase, context: Context): Outcome<DriveState, ScsiAnswer> {
  switch (state.family) {
    case 'ata':
      return widen(satlCommand(state, cdb, data, context), 'ata');
    case 'scsi':
      return widen(scsiCommand(state, cdb, data, context), 'scsi');
    case 'nvme':
      throw new Error('an NVMe drive takes no CDB');
  }
}

function nvmeTransport(session: Session): NvmeTransport {
  const send = (command: NvmeCommand, timeoutMs: number, model: typeof nvmeAdmin, counts: boolean): Promise<NvmeAnswer> =>
    session.run<NvmeAnswer>(
      (state, context) => {
        if (state.family !== 'nvme') throw new Error('this drive takes no NVMe command');
        return widen(model(state, command, context), 'nvme');
      },
      timeoutMs,
      (answer) => (counts && command.opcode === 0x01 && command.data.kind === 'out' && answer.status === 0 ? command.data.bytes.length : 0),
    );
  return {
    kind: 'nvme',
    admin: (command, timeoutMs) => send(command, timeoutMs, nvmeAdmin, false),
    io: (command, timeoutMs) => send(command, timeoutMs, nvmeIo, true),
  };
}

/** A model's outcome in terms of any drive's state. */
function widen<Family extends DriveState['family'], Answer>(
  outcome: Outcome<Extract<DriveState, { family: Family }>, Answer>,
  family: Family,
): Outcome<DriveState, Answer> {
  if (outcome.kind === 'answered') return outcome;
  return {
    kind: 'waits',
    state: outcome.state,
    whenEnded: (state) => {
      if (state.family !== family) throw new Error('a drive cannot change its kind');
      // The check above is the proof that the compiler cannot draw from a generic tag.
      return outcome.whenEnded(state as Extract<DriveState, { family: Family }>);
    },
  };
}

async function openSession(dir: string, port: string, clock: Clock): Promise<Session> {
  const readShelf = shelfReader(dir);
  const folder = driveIn(readShelf(), port, clock.now());
  if (folder === undefined) throw gone();
  const lock = await takeLock(lockPath(dir, folder));
  if (lock === undefined) throw new TransportError('busy', 'another program has the drive open');
  let medium: FileMedium | undefined;
  try {
    medium = openFileMedium(mediumPath(dir, folder));
    const life = new Life(dir, readDrive(dir, folder), medium, readShelf, clock);
    await life.settle();
    if (driveIn(readShelf(), port, clock.now()) !== folder) throw gone();
    return sessionOf(life, { port, medium, lock, clock, readShelf });
  } catch (error) {
    medium?.close();
    await lock.release();
    throw error;
  }
}

/** The drive's record in memory and on disk, moved along by the clock and the shelf's power record. */
class Life {
  readonly #dir: string;
  readonly #medium: FileMedium;
  readonly #readShelf: ReturnType<typeof shelfReader>;
  readonly #clock: Clock;
  record: DriveRecord;

  constructor(dir: string, record: DriveRecord, medium: FileMedium, readShelf: ReturnType<typeof shelfReader>, clock: Clock) {
    this.#dir = dir;
    this.record = record;
    this.#medium = medium;
    this.#readShelf = readShelf;
    this.#clock = clock;
  }

  /** Keeps a new state. The bytes were changed before: dying in between repeats the same change. */
  keep(state: DriveState): void {
    if (state === this.record.state) return;
    this.record = { ...this.record, state };
    writeDrive(this.#dir, this.record);
  }

  async trip(trip: Trip): Promise<void> {
    await changeShelf(this.#dir, (shelf) => withTrip(shelf, this.record.spec.folder, trip));
  }

  /** Works out what has happened up to now: power, progress, the end of an erase. */
  async settle(): Promise<void> {
    const { spec } = this.record;
    for (;;) {
      const now = this.#clock.now();
      const next = this.#readShelf().power[spec.folder]?.[this.record.state.power_seen];
      const due = next !== undefined && next.at_ms <= now ? next : undefined;
      const lived = live(this.record.state, due?.at_ms ?? now, spec, this.#medium);
      if (lived.trip !== undefined) {
        // The shelf first: a crash in between finds the fault not yet fired, and the power cut once more.
        await this.trip(lived.trip);
        this.keep(lived.state);
        continue;
      }
      this.keep(due === undefined ? lived.state : switchPower(lived.state, due.on, due.at_ms, spec, this.#medium));
      if (due === undefined) return;
    }
  }
}

interface Held {
  readonly port: string;
  readonly medium: FileMedium;
  readonly lock: Lock;
  readonly clock: Clock;
  readonly readShelf: ReturnType<typeof shelfReader>;
}

function sessionOf(life: Life, held: Held): Session {
  const { port, medium, lock, clock, readShelf } = held;
  const presence = presenceIn(readShelf(), port, clock.now());
  let writtenBytes = 0;
  let closed = false;
  let last: Promise<unknown> = Promise.resolve();
  /** Settles when every command sent so far has ended. */
  let blocked: Promise<unknown> = Promise.resolve();

  const settleHere = async (): Promise<void> => {
    await life.settle();
    if (presenceIn(readShelf(), port, clock.now()) !== presence) throw gone();
  };
  const patience = (timeoutMs: number): number => Math.max(Math.min(timeoutMs, shortestTimeoutMs), timeoutMs / readShelf().time_scale);

  /** Waits in silence until time is up, or the drive is pulled. */
  const silence = async (untilMs: number): Promise<never> => {
    while (clock.now() < untilMs) {
      await clock.sleep(Math.min(lookMs, untilMs - clock.now()));
      await settleHere();
    }
    throw new TransportError('timeout', 'the drive did not answer in time');
  };

  const waitForEnd = async <Answer>(whenEnded: (state: DriveState) => Answer, untilMs: number): Promise<Answer> => {
    for (;;) {
      await settleHere();
      const { state, spec } = life.record;
      if (state.hung) return silence(untilMs);
      if (state.operation === null) return whenEnded(state);
      const now = clock.now();
      if (now >= untilMs) throw new TransportError('timeout', 'the drive did not answer in time');
      await clock.sleep(Math.max(1, Math.min(lookMs, untilMs - now, (nextChangeMs(state, spec) ?? untilMs) - now)));
    }
  };

  /** What one command has brought at once: its answer, or the wait for the end of what it started. */
  type Brought<Answer> = { readonly answer: Answer } | { readonly waiting: Promise<Answer> };

  const one = async <Answer>(run: Run<Answer>, timeoutMs: number, written: (answer: Answer) => number): Promise<Brought<Answer>> => {
    if (closed) throw new TransportError('io', 'the drive was closed');
    await settleHere();
    const untilMs = clock.now() + patience(timeoutMs);
    if (life.record.state.hung) return { waiting: silence(untilMs) };
    const { spec, state } = life.record;
    const outcome = run(state, { spec, medium, nowMs: clock.now(), timeScale: readShelf().time_scale, writtenBytes });
    life.keep(outcome.state);
    if (outcome.kind === 'waits') return { waiting: waitForEnd(outcome.whenEnded, untilMs) };
    const bytes = written(outcome.answer);
    if (bytes > 0) {
      writtenBytes += bytes;
      await strikeWhileWriting(life, writtenBytes / medium.sizeBytes, clock.now());
      await settleHere();
      if (life.record.state.hung) return { waiting: silence(untilMs) };
    }
    return { answer: outcome.answer };
  };

  return {
    presence,
    family: life.record.state.family,
    bridge: life.record.spec.bridge,
    // One command at a time, as behind a Bulk-Only bridge: the order of arrival is the order of work. An NVMe queue
    // takes other commands while one of its own goes on.
    run: async (run, timeoutMs, written) => {
      const mine = last.then(() => one(run, timeoutMs, written));
      const ended = mine.then((brought) => ('answer' in brought ? brought.answer : brought.waiting));
      const settled = ended.then(
        () => undefined,
        () => undefined,
      );
      blocked = Promise.all([blocked, settled]).then(() => undefined);
      last = life.record.state.family === 'nvme' ? mine.catch(() => undefined) : settled;
      return ended;
    },
    close: async () => {
      if (closed) return;
      await blocked;
      closed = true;
      medium.close();
      await lock.release();
    },
  };
}

/** The faults that wait for a part of the medium to be written by the host. */
async function strikeWhileWriting(life: Life, done: number, nowMs: number): Promise<void> {
  const { spec, state } = life.record;
  const unplug = faultOf(spec, 'unplug_at');
  const loss = faultOf(spec, 'power_loss_at');
  const hangs = faultOf(spec, 'hangs');
  if (unplug !== undefined && done >= unplug.fraction && !state.fired.includes('unplug_at')) {
    await life.trip({ kind: 'unplug', atMs: nowMs, offMs: 0 });
    life.keep({ ...state, fired: [...state.fired, 'unplug_at'] });
  } else if (loss !== undefined && done >= loss.fraction && !state.fired.includes('power_loss_at')) {
    await life.trip({ kind: 'power_loss', atMs: nowMs, offMs: loss.off_ms });
    life.keep({ ...state, fired: [...state.fired, 'power_loss_at'] });
  } else if (hangs !== undefined && done >= Math.max(hangs.fraction, hangAfterWritten) && !state.fired.includes('hangs')) {
    life.keep({ ...state, hung: true, fired: [...state.fired, 'hangs'] });
  }
}
