import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { utf8 } from '../../../domain/bytes.ts';
import { canonicalText } from '../../../domain/ledger/canonical.ts';
import type { Entry } from '../../../domain/ledger/entry.ts';
import { type Event, hashOfEventBytes, nothingSeen } from '../../../domain/ledger/event.ts';
import { readHash } from '../../../domain/ledger/hash.ts';
import { driveId } from '../../../domain/ledger/ids.ts';
import { generateSigner } from '../../../keys/ed25519.ts';
import { usePlatformHash } from '../../../keys/platform-hash.ts';
import { subjectsProjection } from '../../../registry/projections/subjects.ts';
import { startProjector } from '../../../registry/projector/projector.ts';
import { openSqliteStore } from '../../../registry/sqlite/store.ts';
import type { RegistryStore } from '../../../registry/store.ts';
import { registryName } from './rig.ts';

/** What the log tells of each drive. Its events stand as far from each other as they can: a page for each. */
export const eventsOfADrive = 60;
const perPush = 1000;
const stationNo = 1;
const station = 'st_00000000000000000000000000000001';

export function driveAt(no: number): string {
  return driveId({ kind: 'wwn', value: `5000c500${no.toString(16).padStart(8, '0')}` });
}

/**
 * A store on SQLite with a log of so many events, through the transactions and the projection of a registry. What is
 * left out is what a reader of histories never sees: no signature is good, and no checkpoint covers them.
 */
export async function fillLog(folder: string, events: number): Promise<RegistryStore> {
  usePlatformHash();
  const store = openSqliteStore(join(folder, `log-${events}.sqlite`));
  const { publicKey, keyId } = generateSigner();
  await store.createLog({ logId: 1, name: registryName, logVkey: 'none', ackVkey: 'none', controlKey: { publicKey, keyId } });
  await store.takeLog();
  const genesis = hashOfEventBytes(utf8('bench'));
  await store.sql.apply([
    {
      text: 'INSERT INTO stations (station_no, station, name, site, platform) VALUES ($1, $2, $3, $4, $5)',
      params: [stationNo, station, 'Bench', 'Bench', 'linux'],
    },
    {
      text: 'INSERT INTO heads (station_no, epoch, seq, hash, frozen) VALUES ($1, 1, 0, $2, 0)',
      params: [stationNo, readHash(genesis) ?? null],
    },
  ]);
  await fill(store, events, genesis);
  await follow(store, events);
  return store;
}

async function fill(store: RegistryStore, events: number, genesis: string): Promise<void> {
  const sigs = [{ keyid: 'ed25519:AAAAAAAAAAAAAAAAAAAAAA', sig: 'A'.repeat(86) }];
  const after = canonicalText(sigs);
  const drives = Math.ceil(events / eventsOfADrive);
  let prev = genesis;
  for (let at = 0; at < events; at += perPush) {
    // SQLite answers at once: signals are heard between pushes.
    await nextTurn();
    const entries = Array.from({ length: Math.min(perPush, events - at) }, (_, i): Entry => {
      const event = eventAt(at + i + 1, prev, driveAt((at + i) % drives));
      const text = canonicalText(event);
      const eventBytes = utf8(text);
      prev = hashOfEventBytes(eventBytes);
      return { event, sigs, bytes: utf8(`{"event":${text},"sigs":${after}}`), eventBytes, hash: prev };
    });
    const outcome = await store.append({
      station,
      epoch: 1,
      from: at + 1,
      entries: entries.map((entry) => ({ entry, keys: [], sealed: [] })),
      recvMs: at,
    });
    if (outcome.kind !== 'accepted') throw new Error(`the log could not be filled: ${outcome.kind}`);
  }
}

/** Members in the order of canonical JSON, which saves the sorting. */
function eventAt(seq: number, prev: string, subject: string): Event {
  const holder = 'tc_0123456789abcdef0123456789abcdef';
  return {
    actor: holder,
    body: { holder, place: 'Cage 7' },
    deps: [],
    epoch: 1,
    prev,
    reg: registryName,
    seen: { root: nothingSeen.root, size: nothingSeen.size },
    seq,
    station,
    subject,
    time: { age: 310, boot: 'b1', hlc: '01a203989d530000', mono: seq, off: -12, src: 'registry', wall: '2026-11-22T14:11:03.123Z' },
    type: 'custody.moved',
    v: 1,
  };
}

async function follow(store: RegistryStore, events: number): Promise<void> {
  const projector = await startProjector({
    store,
    projections: [subjectsProjection],
    clock: { nowMs: () => Date.now() },
    after: (ms, run) => {
      const timer = setTimeout(run, ms);
      return () => {
        clearTimeout(timer);
      };
    },
    report: (what, cause) => {
      throw new Error(what, { cause });
    },
    delayMs: 0,
  });
  await projector.settled(events - 1);
  await projector.stop();
}
