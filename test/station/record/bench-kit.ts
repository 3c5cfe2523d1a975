import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock, KeyStore, PinVault, StationStore, Timer } from '../../../contract/ports.ts';
import { openStationStore } from '../../../db/open.ts';
import { toBase64url } from '../../../domain/bytes.ts';
import type { DriveLife } from '../../../domain/custody/life.ts';
import { judgeMove } from '../../../domain/custody/moves.ts';
import { sha256 } from '../../../domain/ledger/hash.ts';
import { driveId } from '../../../domain/ledger/ids.ts';
import { createVerifier, generateSigner, signerFromSeed } from '../../../keys/ed25519.ts';
import { unwrapPrivateKey, wrapPrivateKey } from '../../../keys/pin.ts';
import { randomBytes } from '../../../keys/random.ts';
import type { People } from '../../../station/people/people.ts';
import { createPeople } from '../../../station/people/people.ts';
import type { Draft } from '../../../station/record/draft.ts';
import type { Gate, Recorder } from '../../../station/record/recorder.ts';
import { createRecorder } from '../../../station/record/recorder.ts';
import { Sessions } from '../../../station/record/sessions.ts';
import { foundAlone } from '../../../station/sync/enrol.ts';
import type { RegistryLink } from '../../../station/sync/link.ts';

/** A clock that moves only when told. */
export class HandClock implements Clock {
  wall = Date.UTC(2026, 10, 22, 8);
  mono = 1000;
  bootId = 'boot-1';
  wallMs = (): number => this.wall;
  monoMs = (): number => this.mono;
  pass(ms: number): void {
    this.wall += ms;
    this.mono += ms;
  }
}

export const realTimer: Timer = {
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

const event = generateSigner();
const next = generateSigner();
export function freshKeys(): KeyStore {
  return {
    event: generateSigner(),
    transport: generateSigner(),
    nextKeyDigest: toBase64url(sha256(next.publicKey)),
    verifier: createVerifier(),
  };
}
const sharedKeys: KeyStore = { ...freshKeys(), event };

/** The real wrapping at a cost that tests can pay. */
export const cheapVault: PinVault = {
  newKey() {
    const signer = generateSigner();
    return { signer, seed: signer.exportSeed() };
  },
  wrap: async (pin, seed) => JSON.stringify(await wrapPrivateKey(pin, seed, { cost: { memoryKib: 64, passes: 1, lanes: 1 } })),
  async unwrap(pin, wrapped) {
    const opened = await unwrapPrivateKey(pin, JSON.parse(wrapped));
    return opened.kind === 'key' ? { kind: 'key', signer: signerFromSeed(opened.seed) } : { kind: opened.code };
  },
};

export interface Bench {
  readonly store: StationStore;
  readonly recorder: Recorder;
  readonly people: People;
  readonly sessions: Sessions;
  readonly clock: HandClock;
  readonly keys: KeyStore;
  readonly notes: string[];
}

/** A folder that goes away with the test file. */
export function temporaryFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'custos-station-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** A station without docks or window: real file, real keys, real rules. Chained alone unless told. */
export function openBench(
  path: string,
  options: {
    readonly clock?: HandClock;
    readonly keys?: KeyStore;
    readonly alone?: boolean;
    readonly gate?: Gate;
    readonly store?: (real: StationStore) => StationStore;
  } = {},
): Bench {
  const real = openStationStore(path);
  const store = options.store?.(real) ?? real;
  const keys = options.keys ?? sharedKeys;
  const clock = options.clock ?? new HandClock();
  const notes: string[] = [];
  const sessions = new Sessions(clock);
  const random = { bytes: randomBytes };
  const recorder = createRecorder({
    store,
    keys,
    sessions,
    clock,
    random,
    gate: options.gate ?? judgeMove,
    log: { note: (what, more) => void notes.push(`${what} ${JSON.stringify(more ?? {})}`) },
  });
  const people = createPeople({ store, recorder, sessions, vault: cheapVault, clock, random });
  if (options.alone !== false) foundAlone({ store, keys });
  return { store, recorder, people, sessions, clock, keys, notes };
}

/** The line of a station that belongs to no registry. */
export const noLink: RegistryLink = {
  view: () => ({ state: 'none', here: 0, acknowledged: 0, proven: 0 }),
  resume: () => undefined,
  askEpoch: () => false,
  rotateKey: () => [],
  exportBundle: () => Promise.resolve('no_registry'),
  importBundle: () => Promise.resolve('no_registry'),
};

export const ana = { name: 'Ana Müller', badge: 'BADGE-ANA', pin: '246810' };
export const ben = { name: 'Technician 2', badge: 'BADGE-BEN', pin: '135791' };

/** Sets the station up and signs its first supervisor in. @returns the person's id */
export async function setUp(bench: Bench): Promise<string> {
  const first = await bench.people.first({ ...ana, site: 'Site 3', station: 'Bench 1', mode: 'practice' });
  if (first.kind === 'refused') throw new Error(first.why);
  const signedIn = await bench.people.signIn(ana);
  if (signedIn.kind === 'refused') throw new Error(signedIn.why);
  return first.person;
}

export function driveOf(number: number): { readonly subject: string; readonly serial: string } {
  const serial = `ZA1${String(number).padStart(7, '0')}Q`;
  return { subject: driveId({ kind: 'ms', model: 'ST4000NM0035', serial }), serial };
}

export function claim(person: string, number: number, more: Partial<Draft> = {}): Draft {
  const { subject, serial } = driveOf(number);
  return {
    type: 'custody.claimed',
    subject,
    actor: person,
    body: {
      holder: person,
      place: 'Bench 1',
      reason: 'failed',
      data_class: 'confidential',
      destination: 'destruction',
      serial,
      model: 'ST4000NM0035',
      label: { serial, model: 'ST4000NM0035' },
    },
    ...more,
  };
}

/** A life as stored, or the test fails. */
export function lifeOf(bench: Bench, subject: string): DriveLife {
  const life = bench.store.drives.life(subject);
  if (life === undefined) throw new Error(`${subject} is not known`);
  return life;
}
