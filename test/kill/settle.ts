import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { checkCertificate } from '../../certificate/check/check.ts';
import type { StoredFact } from '../../contract/ports.ts';
import { openStationStore } from '../../db/open.ts';
import { utf8 } from '../../domain/bytes.ts';
import { currentJob, stateOf } from '../../domain/custody/life.ts';
import { chainFault } from '../../domain/ledger/chain.ts';
import { openEntry } from '../../domain/ledger/entry.ts';
import { controlStation } from '../../domain/ledger/ids.ts';
import type { AssembledStation } from '../../host/assemble/assemble.ts';
import { countPlanted } from '../../host/demo/planted.ts';
import { connectInProcess } from '../../host/demo/window.ts';
import { createVerifier } from '../../keys/ed25519.ts';
import { databaseOf, docksOf, drives, imageOf, openBench } from './bench.ts';
import { carryOn } from './job.ts';

/*
 * A new process on the folder of one that was killed: waits until the station has settled, holds what is there
 * against what was told, goes on to the end as people would, and looks again. Prints one JSON object; `faults` is empty when all is well.
 */

const faults: string[] = [];
const must = (is: boolean, fault: string): void => {
  if (!is) faults.push(fault);
};

const [dir = '', toldFile = ''] = process.argv.slice(2);
const told = readFileSync(toldFile, 'utf8')
  .split('\n')
  .filter((hash) => hash !== '');

checkRebuild('after the kill');
const bench = await openBench(dir);
must(await isSettled(bench), 'the station did not settle after the kill');
const settled = statesOf(bench);
checkLedger(bench, told, 'after the kill');
checkDrives(bench, 'after the kill');
await checkRegistry(bench, 'after the kill');

const received: string[] = [];
try {
  await carryOn(bench, (receipt) => void (receipt.kind === 'done' && received.push(...receipt.events)));
} catch (error) {
  faults.push(`the job could not be finished: ${error instanceof Error ? error.message : String(error)}`);
}
must(await isSettled(bench), 'the station did not settle at the end');
checkLedger(bench, [...told, ...received], 'at the end');
checkDrives(bench, 'at the end');
for (const state of statesOf(bench)) must(/ (validated|released)$/.test(state), `at the end: ${state}`);
must(statesOf(bench).length === drives.length + 1, 'at the end a drive has no record');
await checkRegistry(bench, 'at the end');
await checkCertificates(bench);
await bench.close();
checkRebuild('at the end');
process.stdout.write(`${JSON.stringify({ faults, settled })}\n`);
process.exit(0);

function statesOf({ store }: AssembledStation): readonly string[] {
  return store.drives
    .find('', { limit: 50 })
    .map(({ serial, state }) => `${serial} ${state}`)
    .toSorted();
}

/** Settled: every drive has answered, nothing runs, and nothing begins for a while. */
async function isSettled({ station, store }: AssembledStation): Promise<boolean> {
  const until = Date.now() + 60_000;
  let quiet = 0;
  while (Date.now() < until) {
    const docks = station.room.docks.all();
    const answered = docks.length === drives.length + 1 && docks.every(({ identified }) => identified?.kind === 'identified');
    const passing = store.drives.find('', { limit: 50, states: ['cleared', 'sanitizing', 'sanitized_unverified'] }).length;
    quiet = answered && station.room.jobs.count === 0 && passing === 0 ? quiet + 1 : 0;
    if (quiet === 12) return true;
    await pause(50);
  }
  return false;
}

function factsOf({ store }: AssembledStation): readonly StoredFact[] {
  return store.shelf.newest(1_000_000).toReversed();
}

/** Everything that was told is there, in one chain without gap or double. */
function checkLedger(assembled: AssembledStation, hashes: readonly string[], when: string): void {
  const facts = factsOf(assembled);
  const there = new Set(facts.map(({ fact }) => fact.hash));
  for (const hash of hashes) must(there.has(hash), `${when}: ${hash} was told and is not in the store`);
  must(there.size === facts.length, `${when}: a fact is there twice`);
  const identity = assembled.store.facts.chain()?.identity;
  if (identity === undefined) return must(facts.length === 0, `${when}: facts without a chain`);
  const entries = facts.flatMap(({ entry }) => {
    const opened = openEntry(entry);
    return opened.kind === 'entry' ? [opened.entry] : [];
  });
  must(entries.length === facts.length, `${when}: an entry does not open`);
  const fault = chainFault({ epoch: identity.epoch, seq: 0, hash: identity.genesis }, identity.station, entries);
  must(fault === undefined, `${when}: the chain is broken: ${JSON.stringify(fault)}`);
}

/** Nothing claims more than the bytes show, and nothing is left hanging. */
function checkDrives({ store, station }: AssembledStation, when: string): void {
  for (const { subject, serial } of store.drives.find('', { limit: 50 })) {
    const life = store.drives.life(subject);
    if (life === undefined) continue;
    const state = stateOf(life);
    const folder = drives.find((drive) => drive.serial === serial)?.folder;
    const left = countPlanted(folder === undefined ? imageOf(dir) : `${docksOf(dir)}/${folder}/medium.img`);
    if (['verified', 'validated', 'offered', 'released'].includes(state))
      must(left === 0, `${when}: ${serial} is ${state} and still holds ${left} records`);
    if (['in_custody', 'identified'].includes(state)) must(left > 0, `${when}: ${serial} is ${state} and holds no record any more`);
    must(
      station.room.jobs.isRunning(subject) || !['cleared', 'sanitizing', 'sanitized_unverified'].includes(state),
      `${when}: ${serial} is ${state} and nothing runs`,
    );
    must(life.breach_count === 0, `${when}: ${serial} has breaches: ${JSON.stringify(life.breaches)}`);
    const job = currentJob(life);
    // Killed before the markers were written down: the drive has erased itself, and nothing can prove it.
    if (state === 'quarantined')
      must(
        life.quarantine?.cause === 'not_verified' && life.quarantine.bound_for === 'decision' && job?.markers_written === undefined,
        `${when}: ${serial} is quarantined: ${life.quarantine?.cause ?? ''}`,
      );
    if (job?.phase === 'interrupted')
      must(job.data !== undefined && job.data !== 'untouched', `${when}: ${serial} was interrupted with data ${job.data ?? 'unsaid'}`);
    if (job?.phase === 'failed')
      must(
        job.why === 'station_died' && job.data === 'untouched' && left > 0,
        `${when}: ${serial} failed: ${job.why ?? ''}, ${job.data ?? ''}, ${left} records`,
      );
    for (const one of life.jobs)
      must(
        store.shelf
          .ofSubject(subject)
          .filter(({ fact }) => fact.type === 'erase.finished' && (fact.body as { job?: string }).job === one.job).length <= 1,
        `${when}: a job of ${serial} finished twice`,
      );
  }
}

/** The log holds the station's chain from its beginning, in order, each event once. */
async function checkRegistry(assembled: AssembledStation, when: string): Promise<void> {
  const { store, registry, pump } = assembled;
  const chain = store.facts.chain();
  if (registry === undefined || chain === undefined) return must(false, `${when}: no registry`);
  pump.poke();
  const until = Date.now() + 30_000;
  while (Date.now() < until && (store.sync.counts().acknowledged < store.sync.counts().here || store.sync.checkpoint() === undefined))
    await pause(50);
  const counts = store.sync.counts();
  must(
    counts.acknowledged === counts.here,
    `${when}: ${counts.here - counts.acknowledged} facts were not taken by the registry: ${store.sync.state().phase} ${store.sync.state().problem ?? ''}`,
  );
  const ledger = registry.ledger.store;
  const row = await ledger.station(chain.identity.station);
  const there = await ledger.chainHashes(row?.stationNo ?? -1, chain.identity.epoch, 1, counts.here + 10);
  const own = factsOf(assembled).map(({ fact }) => fact.hash);
  must(
    there.length === counts.here && there.every((hash, index) => hash === own[index]),
    `${when}: the registry has another chain: ${there.length} against ${own.length}`,
  );
  // Besides, the registry's own: its birth, the enrolment, and the roles of the station's people. A conflict or a fork would be a fault.
  const log = (await ledger.entries(0, await ledger.logSize())).map((bytes) => openEntry(new Uint8Array(bytes)));
  const others = log.flatMap((opened) =>
    opened.kind === 'entry' && opened.entry.event.station === controlStation ? [opened.entry.event.type] : [],
  );
  must(
    log.length === own.length + others.length && others.every((type) => ['log.opened', 'station.enrolled', 'role.granted'].includes(type)),
    `${when}: the log has ${log.length} entries for ${own.length} facts and ${others.join(' ')}`,
  );
  const indexes = factsOf(assembled).flatMap(({ logIndex }) => (logIndex === undefined ? [] : [logIndex]));
  must(
    new Set(indexes).size === indexes.length && indexes.every((index, i) => i === 0 || index > (indexes[i - 1] ?? -1)),
    `${when}: a log index is there twice or out of order`,
  );
}

/** A rebuild from the events gives the projections as they stand, to the byte. */
function checkRebuild(when: string): void {
  if (!existsSync(databaseOf(dir))) return; // killed before there was one
  openStationStore(databaseOf(dir)).close();
  const before = dump();
  const store = openStationStore(databaseOf(dir));
  store.rebuild();
  store.close();
  must(dump() === before, `${when}: a rebuild gives other rows`);
}

function dump(): string {
  const db = new Database(databaseOf(dir), { readonly: true });
  try {
    return JSON.stringify(
      ['drives', 'drive_counts', 'drive_words', 'drive_words_backwards', 'people'].map((table) => {
        const rows = db
          .prepare(`SELECT * FROM ${table}`)
          .all()
          .map((row) => JSON.stringify(row));
        return [table, rows.toSorted()];
      }),
    );
  } finally {
    db.close();
  }
}

/** What an outsider says of each certificate, once its receipts are there. */
async function checkCertificates({ store, station }: AssembledStation): Promise<void> {
  const window = connectInProcess(station.router);
  for (const { subject, serial } of store.drives.find('', { limit: 50 })) {
    const certificates = store.drives.life(subject)?.certificates.filter(({ outcome }) => outcome === 'sanitized') ?? [];
    must(certificates.length === 1, `${serial} has ${certificates.length} certificates`);
    for (const { id } of certificates) {
      let verdict = '';
      for (const until = Date.now() + 30_000; Date.now() < until && verdict !== 'valid'; await pause(100)) {
        const file = await window.client.certificates.json({ id });
        verdict = file.kind === 'file' ? checkCertificate({ bytes: utf8(file.text), verifier: createVerifier() }).verdict : file.kind;
      }
      must(verdict === 'valid', `the certificate of ${serial} is ${verdict}`);
    }
  }
  window.close();
}
