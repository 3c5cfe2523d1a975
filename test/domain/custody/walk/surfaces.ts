import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { factOfEntry, type StationStore } from '../../../../contract/ports.ts';
import type { Authority } from '../../../../domain/authority/authority.ts';
import { migrate, readMigrations } from '../../../../db/migrate.ts';
import { stationStoreOver } from '../../../../db/open.ts';
import { toBase64url } from '../../../../domain/bytes.ts';
import type { Around } from '../../../../domain/containers/around.ts';
import { type ContainerLife, evolveContainer } from '../../../../domain/containers/life.ts';
import { type DriveLife, evolve, isCustodyType, type RecordedFact } from '../../../../domain/custody/life.ts';
import type { FactType } from '../../../../domain/facts/facts.ts';
import { sealEvent } from '../../../../domain/ledger/entry.ts';
import { type Event, nothingSeen } from '../../../../domain/ledger/event.ts';
import { hashText } from '../../../../domain/ledger/hash.ts';
import { emptyRoot } from '../../../../domain/ledger/tree.ts';
import { createVerifier, generateSigner } from '../../../../keys/ed25519.ts';
import { randomBytes } from '../../../../keys/random.ts';
import { gateOver } from '../../../../station/custody/contest.ts';
import { aroundIn } from '../../../../station/custody/around-in.ts';
import { closeLot } from '../../../../station/custody/lots.ts';
import { RecordRefused } from '../../../../station/record/refused.ts';
import { createRecorder, type Recorder } from '../../../../station/record/recorder.ts';
import { Sessions } from '../../../../station/record/sessions.ts';
import { hashOf, rolesOf } from '../story.ts';

/** A fact that somebody wants written, legal or not. */
export interface Wish {
  readonly type: FactType;
  readonly subject: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly actor?: string | undefined;
  readonly witness?: string | undefined;
  /** Written without knowing the newest custody event of the drive. */
  readonly stale?: boolean;
  /** By the station's own call, where there is one. */
  readonly byCall?: boolean;
  /** Values that are sealed beside it. */
  readonly sealed?: Readonly<Record<string, string>>;
}

/** One way by which facts come in. What is asked of it is what the product asks. */
export interface Surface extends Around {
  readonly name: 'fold' | 'station' | 'pull' | 'hall';
  /** Here facts are asked about before they are signed. */
  readonly isAsked: boolean;
  /** @returns what was written; nothing when it was refused */
  tell(wish: Wish, nowMs: number): readonly RecordedFact[];
  /** The registry was heard of now. */
  contact(nowMs: number): void;
  /** Before the next history. */
  begin(): void;
  close(): void;
}

/** Everything is recorded, and folded by the rules alone. */
export function foldSurface(): Surface {
  let drives = new Map<string, DriveLife>();
  let containers = new Map<string, ContainerLife>();
  let n = 0;
  return {
    name: 'fold',
    isAsked: false,
    tell(wish, nowMs) {
      n += 1;
      const fact = factOf(wish, nowMs, hashOf(n), n, drives.get(wish.subject)?.head);
      if (wish.subject.startsWith('d1_')) drives.set(wish.subject, evolve(drives.get(wish.subject), fact));
      else {
        const life = evolveContainer(containers.get(wish.subject), fact);
        if (life !== undefined) containers.set(wish.subject, life);
      }
      return [fact];
    },
    drive: (subject) => drives.get(subject),
    container: (subject) => containers.get(subject),
    inside(item) {
      const lives = [...containers.values()].filter(
        (life) => life.closed === undefined && life.released === undefined && life.items.some((each) => each.item === item),
      );
      return {
        container: lives.find(({ what }) => what?.is === 'container')?.subject,
        lot: lives.find(({ what }) => what?.is === 'lot')?.subject,
      };
    },
    contact: () => undefined,
    begin() {
      [drives, containers, n] = [new Map(), new Map(), 0];
    },
    close: () => undefined,
  };
}

function factOf(wish: Wish, nowMs: number, hash: string, seq: number, head: string | undefined): RecordedFact {
  const { type, subject, body, actor, witness } = wish;
  const rests = isCustodyType(type) && head !== undefined;
  const deps = rests ? [wish.stale === true ? hashOf(0) : head] : [];
  return { hash, station: 'st_walk', epoch: 1, seq, type, body, subject, actor, witness, deps, wall: new Date(nowMs).toISOString() };
}

export const pins = { url: 'http://127.0.0.1:9', reg: 'walk.example', log: 'walk.example/1', logKey: 'l', ackKey: 'a', controlKey: 'c' };
export const genesis = hashText(emptyRoot);

/** Real SQLite in a real file; only what makes commits durable is left out, which nothing here asks for. */
function openStore(): { readonly store: StationStore; close(): void } {
  const dir = mkdtempSync(join(tmpdir(), 'custos-walk-'));
  const db = new Database(join(dir, 'station.sqlite'));
  db.pragma('journal_mode = MEMORY');
  db.pragma('synchronous = OFF');
  migrate(db, readMigrations(new URL('../../../../db/migrations/', import.meta.url)));
  const store = stationStoreOver(db);
  store.sync.enrol(pins, { reg: pins.reg, station: 'st_walk', epoch: 1, genesis });
  return {
    store,
    close() {
      store.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** A station's parts, as far as custody needs them, with the people of the story signed in. */
export interface WalkStation {
  readonly store: StationStore;
  readonly recorder: Recorder;
  readonly random: { bytes(size: number): Uint8Array };
  readonly clock: { wall: number; wallMs(): number; monoMs(): number; readonly bootId: string };
  readonly authority?: (() => Authority) | undefined;
  close(): void;
}

/** Store, recorder and gate are the real ones. `authority` is what the log says of people and tenants, where one is heard of. */
export function openStation(authority?: () => Authority): WalkStation {
  const { store, close } = openStore();
  const clock = { wall: Date.UTC(2026, 0, 1), wallMs: () => clock.wall, monoMs: () => 1, bootId: 'boot-1' };
  const keys = { event: generateSigner(), transport: generateSigner(), nextKeyDigest: genesis, verifier: createVerifier() };
  const sessions = new Sessions(clock);
  const random = { bytes: randomBytes };
  const recorder = createRecorder({
    store,
    keys,
    sessions,
    clock,
    random,
    gate: gateOver({ store, authority }),
    log: { note: () => undefined },
  });
  for (const [person, roles] of Object.entries(rolesOf)) {
    sessions.open({ person, signer: generateSigner(), untilMs: Date.UTC(2100, 0, 1) });
    const key = toBase64url(generateSigner().publicKey);
    recorder.record([{ type: 'person.enrolled', actor: person, body: { person, roles, key } }]);
  }
  return { store, recorder, random, clock, authority, close };
}

/** The station's recorder with its real gate, and its real call for closing lots. */
export function stationSurface(station: WalkStation = openStation()): Surface {
  const { store, recorder, clock } = station;
  return {
    ...aroundIn(store),
    name: 'station',
    isAsked: true,
    tell(wish, nowMs) {
      clock.wall = nowMs;
      try {
        return wish.byCall === true && wish.type === 'lot.closed' ? lotClosed(station, wish) : written(recorder, wish);
      } catch (error) {
        if (error instanceof RecordRefused && error.code === 'illegal') return [];
        throw error;
      }
    },
    contact: (nowMs) => store.pull.take({ entries: [], readMs: nowMs }),
    begin: () => undefined,
    close: () => station.close(),
  };
}

function written(recorder: Recorder, { type, subject, body, actor, witness, sealed }: Wish): readonly RecordedFact[] {
  return recorder.record([
    {
      type,
      subject,
      body,
      ...(actor === undefined ? {} : { actor }),
      ...(witness === undefined ? {} : { witness }),
      ...(sealed === undefined ? {} : { sealed }),
    },
  ]);
}

function lotClosed(station: WalkStation, wish: Wish): readonly RecordedFact[] {
  const actor = station.store.people.byId(wish.actor ?? '');
  if (actor === undefined) return [];
  const receipt = closeLot(station, { actor }, { lot: wish.subject });
  return receipt.kind === 'refused' ? [] : receipt.events.flatMap((hash) => station.store.shelf.byHash(hash)?.fact ?? []);
}

/** Tells a store what the log has of another station: whatever that wrote, legal or not. */
export function pullTo(store: StationStore): (wish: Wish, nowMs: number) => RecordedFact {
  const signers = [generateSigner()] as const;
  let index = 0;
  return (wish, nowMs) => {
    index += 1;
    const { type, subject, body, actor, witness } = wish;
    const fact = factOf(wish, nowMs, '', index, store.facts.newestCustodyEvent(subject));
    const event: Event = {
      v: 1,
      reg: pins.reg,
      station: 'st_elsewhere',
      epoch: 1,
      seq: index,
      prev: genesis,
      type,
      subject,
      deps: fact.deps.map((hash) => (wish.stale === true ? genesis : hash)),
      time: { wall: fact.wall, hlc: '0'.repeat(16), boot: 'boot-9', mono: 1, src: 'none', off: 0, age: 0 },
      seen: nothingSeen,
      ...(actor === undefined ? {} : { actor }),
      ...(witness === undefined ? {} : { witness }),
      body: { ...body },
    };
    const entry = sealEvent({ event, signers });
    store.pull.take({ entries: [{ index, entry, authority: false }], next: index });
    return factOfEntry(entry);
  };
}

/** A store that is told by the log what others wrote, legal or not. */
export function pullSurface(): Surface {
  const opened = openStore();
  const { store } = opened;
  const tell = pullTo(store);
  return {
    ...aroundIn(store),
    name: 'pull',
    isAsked: false,
    tell: (wish, nowMs) => [tell(wish, nowMs)],
    contact: () => undefined,
    begin: () => undefined,
    close: () => opened.close(),
  };
}
