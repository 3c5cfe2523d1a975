import { join } from 'node:path';
import Database from 'better-sqlite3';
import { toBase64url, utf8 } from '../../domain/bytes.ts';
import { sha256 } from '../../domain/ledger/hash.ts';
import { keepBytes } from '../../host/assemble/list-reader.ts';
import { bodyHash } from '../../certificate/file.ts';
import type { CertificateBody } from '../../certificate/certificate.ts';
import { canonicalText } from '../../domain/ledger/canonical.ts';
import { createRecorder } from '../../station/record/recorder.ts';
import { Sessions } from '../../station/record/sessions.ts';
import { createPuller } from '../../station/pull/puller.ts';
import { fetchConnection } from '../../station/sync/fetch-connection.ts';
import { machineClock, machineTimer } from '../../host/machine/clock.ts';
import { randomBytes } from '../../keys/random.ts';
import { drive, followed, person, pushAll } from '../registry/feed-kit.ts';
import { enrol, startRegistry, tempDir } from '../registry/kit.ts';
import { claim, driveOf } from '../station/record/bench-kit.ts';
import { inStep, openYard, staff } from '../station/sync/yard.ts';
import { until } from '../station/sync/registry-kit.ts';

export interface SmallStation {
  readonly dir: string;
  readonly file: string;
  readonly keys: string;
}

/**
 * A small store with one of everything: a chain written alone and told again in a registry's, people, sealed values, a
 * certificate, a container, receipts and proofs, and what a second station of the same hall wrote. It is closed.
 */
export async function smallStation(dir: string = tempDir()): Promise<SmallStation> {
  const registry = await startRegistry(tempDir());
  const yard = await openYard(dir, { kind: 'none' });
  const supervisor = await staff(yard);
  yard.recorder.record([claim(supervisor, 1, { sealed: { host: 'db-07' } })]);
  await yard.close();
  const joined = await openYard(dir, { kind: 'remote', url: registry.url, code: await registry.enrolmentCode() });
  const actor = await staff(joined);
  joined.pump.start();
  joined.recorder.record([claim(actor, 2, { sealed: { host: 'db-08' } })]);
  const body = { format: 'a paper', subject: driveOf(2).subject } as unknown as CertificateBody; // kept letter by letter, read by nobody here
  const id = `cert_${'k'.repeat(20)}`;
  free(joined).record(
    [{ type: 'certificate.issued', subject: driveOf(2).subject, body: { certificate: id, outcome: 'sanitized', sha256: bodyHash(body) } }],
    [{ kind: 'certificate', certificate: { id, subject: driveOf(2).subject, text: canonicalText(body) } }],
  );
  const bin = `c1_${'cd'.repeat(16)}`;
  joined.recorder.record([{ type: 'container.made', subject: bin, actor, body: { kind: 'bin', name: 'Bin 4' } }]);
  joined.recorder.record([{ type: 'item.placed', subject: bin, actor, body: { item: driveOf(2).subject } }]);
  await until('in step', inStep(joined));
  await followForeign(joined, registry, actor);
  await until('in step again', inStep(joined));
  await joined.close();
  await registry.close();
  const here = stationIn(dir);
  const database = new Database(here.file);
  database.pragma('journal_mode = DELETE');
  database.close();
  for (const [shelf, text] of Object.entries({ photos: 'A photograph of a label.', answers: 'Serial,Method\nABC123,shredded\n' }))
    await keepBytes(join(dir, shelf), utf8(text), toBase64url(sha256(utf8(text))));
  return here;
}

/** The station that was left in a folder. */
export function stationIn(dir: string): SmallStation {
  return { dir, file: join(dir, 'station.db'), keys: join(dir, 'keys') };
}

type Yard = Awaited<ReturnType<typeof openYard>>;

/** The station's recorder without the rules of custody: what is stored is tried here, not who may write it. */
function free({ store, keys }: Yard): ReturnType<typeof createRecorder> {
  return createRecorder({
    store,
    keys,
    sessions: new Sessions(machineClock),
    clock: machineClock,
    random: { bytes: randomBytes },
    gate: () => ({ kind: 'legal' }),
    log: { note: () => undefined },
  });
}

/** A second station offers a drive to a person of the first, who then has its whole history. */
async function followForeign(yard: Yard, registry: Awaited<ReturnType<typeof startRegistry>>, to: string): Promise<void> {
  const { station } = await enrol(registry, 'Site 3');
  const body = { holder: person(9), place: 'Shelf 1', reason: 'retired', data_class: 'internal', destination: 'vendor', serial: 'ABC123' };
  station.seal({ type: 'custody.claimed', subject: drive(1), actor: person(9), body: { ...body, label: { serial: 'ABC123' } } });
  station.seal({ type: 'custody.offered', subject: drive(1), actor: person(9), body: { from: person(9), to } });
  station.seal({ type: 'custody.moved', subject: driveOf(2).subject, actor: person(9), body: { holder: person(9), place: 'Shelf 2' } });
  await pushAll(registry, station, 0);
  await followed(registry);
  const { store, keys } = yard;
  const puller = createPuller({
    store,
    keys,
    connect: fetchConnection,
    clock: machineClock,
    timer: machineTimer,
    random: { bytes: randomBytes },
    log: { note: () => undefined },
  });
  puller.start();
  await until('followed', () => store.drives.life(drive(1)) !== undefined && store.pull.due(1).length === 0);
  await puller.stop();
}

/** Every table of a store. */
export function tablesOf(database: Database.Database): readonly string[] {
  const names = database.prepare<[], string>(
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
  );
  return names.pluck().all();
}

/** Cells that nobody signed and nothing repeats, and who finds a change of them; docs/simulation.md says it too. */
export const unsaid: ReadonlyMap<string, string> = new Map([
  ...['badge_digest', 'wrapped', 'tries', 'not_before_ms'].map((column) => [`person_keys.${column}`, 'the next sign-in'] as const),
  ...['url', 'batch', 'tries', 'not_before_ms', 'last_contact_ms', 'offset_ms', 'offset_at_ms', 'problem'].map(
    (column) => [`sync.${column}`, 'the next sync'] as const,
  ),
  // A lower one reads again what is here; a higher one is found.
  ['pull.cursor:-1', 'the next sync'],
  ['pull.read_ms', 'the next sync'],
  ...['badge_salt', 'install_start_before'].flatMap((name) =>
    ['name', 'value'].map((column) => [`kept.${column}:${name}`, name === 'badge_salt' ? 'the next sign-in' : 'the next start'] as const),
  ),
]);
