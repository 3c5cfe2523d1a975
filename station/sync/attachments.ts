import type { Clock, KeyStore, Log, Random, RegistryConnection, StationStore, Timer } from '../../contract/ports.ts';
import type { PhotoShelf } from '../../contract/photos.ts';
import { type Caller, type Said, signedCall } from './call.ts';
import { createSleep } from './sleep.ts';
import { backOffMs, type SyncWaits, syncWaits } from './waits.ts';

export interface AttachmentNeeds {
  readonly store: Pick<StationStore, 'sync' | 'secrets' | 'shelf'>;
  readonly photos: Pick<PhotoShelf, 'read'>;
  readonly keys: Pick<KeyStore, 'transport'>;
  connect(url: string): RegistryConnection;
  readonly clock: Pick<Clock, 'wallMs'>;
  readonly timer: Timer;
  readonly random: Random;
  readonly log: Log;
  readonly waits?: Partial<SyncWaits>;
}

/** Brings photos to the registry behind their facts, one part at a time, on a connection of its own: it holds up no fact. */
export interface AttachmentCarrier {
  start(): void;
  /** A photo was taken. */
  taken(): void;
  /** Facts came into the log: look for photos that waited for that, unless a back-off is under way. */
  poke(): void;
  stop(): Promise<void>;
}

/** Bytes of one part. A line that breaks costs no more than this. */
export const partBytes = 256 * 1024;

/** `sent`: the registry has it whole. `gone`: its bytes are not here. `later`: try again; the rest waits as well. */
export type SendOutcome = 'sent' | 'gone' | 'later';

export function createAttachmentCarrier(needs: AttachmentNeeds): AttachmentCarrier {
  const waits: SyncWaits = { ...syncWaits, ...needs.waits };
  const { store, photos } = needs;
  const sleep = createSleep(needs.timer);
  let connection: RegistryConnection | undefined;
  let stopping = false;
  let running: Promise<void> | undefined;
  let isWaiting = true;
  /** Bytes that were not here when this station was started: asked for once. */
  const gone = new Set<string>();

  async function round(): Promise<'idle' | 'later'> {
    const { pins, phase } = store.sync.state();
    if (pins === undefined || phase === 'none') return 'idle';
    const open = unsent(store, pins.reg).filter(({ sha256 }) => !gone.has(sha256));
    isWaiting = open.length > 0;
    for (const { sha256, isLogged } of open) {
      // Before the log has the fact, the registry does not know that there is such a photo.
      if (!isLogged) continue;
      if (stopping) return 'idle';
      connection ??= needs.connect(pins.url);
      const { keys, clock, random } = needs;
      const outcome = await sendPhoto({ store, photos }, { connection, keys, clock, random, callMs: waits.callMs }, sha256, pins.reg);
      if (outcome === 'later') return 'later';
      if (outcome === 'gone') gone.add(sha256);
    }
    return 'idle';
  }
  async function run(): Promise<void> {
    for (let tries = 0; !stopping;) {
      sleep.begin();
      const outcome = await round();
      tries = outcome === 'later' ? tries + 1 : 0;
      const [high = 0, low = 0] = needs.random.bytes(2);
      const share = (high * 256 + low + 1) / 65_536;
      await sleep.rest(outcome === 'later' ? backOffMs(tries - 1, share, waits) : waits.lookWhenIdleMs, outcome === 'later');
    }
  }

  return {
    start() {
      running ??= run().catch((cause: unknown) => {
        // This side, e.g. a full disk. Nothing is lost: what was not noted as sent is sent again at the next start.
        needs.log.note('attachments_broken', { why: String(cause) });
        running = undefined;
      });
    },
    taken() {
      isWaiting = true;
      sleep.poke();
    },
    poke() {
      if (isWaiting) sleep.poke();
    },
    async stop() {
      stopping = true;
      connection?.close();
      sleep.stop();
      await running;
    },
  };
}

const keptName = (sha256: string): string => `blob:${sha256}`;

/** Photos that this registry was not brought yet, the oldest first. */
export function unsent(
  store: Pick<StationStore, 'secrets' | 'shelf'>,
  reg: string,
): readonly { readonly sha256: string; readonly isLogged: boolean }[] {
  const taken = store.shelf.ofType('photo.kept', 0, Number.MAX_SAFE_INTEGER);
  return taken
    .map(({ fact, safety }) => ({
      sha256: String((fact.body as { readonly sha256?: unknown }).sha256), // every event body is a JSON object
      isLogged: safety === 'logged' || safety === 'proven',
    }))
    .filter(({ sha256 }) => store.secrets.kept(keptName(sha256)) !== reg);
}

/** Sends one photo from where the registry has it, and notes that it is there. */
export async function sendPhoto(
  { store, photos }: Pick<AttachmentNeeds, 'store' | 'photos'>,
  caller: Caller,
  sha256: string,
  reg: string,
): Promise<SendOutcome> {
  const bytes = photos.read(sha256);
  if (bytes === undefined || bytes.length === 0) return 'gone';
  for (let from = 0; ;) {
    const part = bytes.subarray(from, from + partBytes);
    const range = `bytes ${from}-${from + part.length - 1}/${bytes.length}`;
    const said = await signedCall(store.sync, caller, {
      method: 'PUT',
      path: `/v1/blobs/${sha256}`,
      headers: { 'content-range': range, 'content-type': 'application/octet-stream' },
      body: part,
    });
    const next = nextOf(said, from + part.length);
    if (next === undefined || (next < bytes.length && next === from)) return 'later';
    if (next >= bytes.length) {
      store.secrets.keep(keptName(sha256), reg);
      return 'sent';
    }
    from = next;
  }
}

/** Where to go on: after this part, or where the registry says that it stands. Undefined: not now. */
function nextOf(said: Said, after: number): number | undefined {
  if (said.kind === 'ok') return after;
  return said.kind === 'problem' && said.problem.code === 'gap' ? said.problem.index : undefined;
}
