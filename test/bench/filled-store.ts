import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import Database from 'better-sqlite3';
import type { KeyStore } from '../../contract/ports.ts';
import type { DriveIdentity } from '../../domain/drive/identity.ts';
import { utf8 } from '../../domain/bytes.ts';
import { sha256 } from '../../domain/ledger/hash.ts';
import { driveId } from '../../domain/ledger/ids.ts';
import { signerFromSeed } from '../../keys/ed25519.ts';
import type { Draft } from '../../station/record/draft.ts';
import { type Bench, freshKeys, openBench, setUp } from '../station/record/bench-kit.ts';
import type { BenchRoom } from './bench-case.ts';
import { RealClock } from './real-clock.ts';

export const driveCount = 100_000;
const perCommit = 500;
/** One drive in so many was also seen in a dock, and has a WWN. */
const seenEvery = 4;

/** Code that decides what a filled store looks like: when it changes, the store is filled anew. */
const madeBy = [
  'db/migrations',
  'db/projections.ts',
  'db/drive-row.ts',
  'db/facts.ts',
  'domain/custody',
  'domain/facts',
  'domain/ledger',
  'station/record',
  'test/bench/filled-store.ts',
];

/** The event key is the same in every run: a later run goes on with the chain of an earlier one. */
const keys = (): KeyStore => ({ ...freshKeys(), event: signerFromSeed(sha256(utf8('custos bench'))) });

export interface FilledStore {
  readonly bench: Bench;
  /** One plain table of as many rows: number, serial (indexed), life as JSON. */
  readonly bare: Database.Database;
  close(): void;
}

/**
 * A station's store that holds 100,000 drives, each claimed through the recorder, and a bare table of the same
 * drives. Filling takes minutes, so both stay in the system's temp folder for the next run of the same code.
 */
export async function openFilledStore({ folder: own, say }: Pick<BenchRoom, 'folder' | 'say'>): Promise<FilledStore> {
  const folder = join(tmpdir(), 'custos-bench-filled');
  mkdirSync(folder, { recursive: true });
  const name = digestOfCode();
  const kept = join(folder, name);
  if (!existsSync(kept)) {
    // What other code has filled is of no use any more.
    for (const old of readdirSync(folder)) if (/^[0-9a-f]{16}$/.test(old)) rmSync(join(folder, old), { recursive: true });
    say(`Filling a store with ${driveCount} drives, once for this code: a few minutes.`);
    // In our own folder until it is whole: an interrupted run leaves nothing behind.
    const making = join(own.path, 'filled');
    mkdirSync(making);
    await fill(making, say);
    renameSync(making, kept);
  }
  const bench = openBench(join(kept, 'store.sqlite'), { clock: new RealClock(), keys: keys() });
  const bare = new Database(join(kept, 'bare.sqlite'), { readonly: true });
  return {
    bench,
    bare,
    close() {
      bare.close();
      bench.store.close();
    },
  };
}

const model = 'ST4000NM0035';

/** A drive by its number from 1, with a serial as Seagate prints them: eight characters that look like no order. */
export function driveOf(number: number): { readonly subject: string; readonly serial: string } {
  // An odd multiplier modulo 32^5 gives each number another word.
  const word = ((number * 14_348_907) % 32 ** 5).toString(32).toUpperCase().padStart(5, '0');
  const serial = `ZA1${word}`;
  return { serial, subject: driveId({ kind: 'ms', model, serial }) };
}

function claim(person: string, number: number): Draft {
  const { subject, serial } = driveOf(number);
  const body = {
    holder: person,
    place: 'Bench 1',
    reason: 'failed',
    data_class: 'confidential',
    destination: 'destruction',
    serial,
    model,
    label: { serial, model },
  };
  return { type: 'custody.claimed', subject, actor: person, body };
}

/** What the drive of this number says of itself. */
export function identityOf(number: number): DriveIdentity {
  const { serial } = driveOf(number);
  const wwn = `5000c5${number.toString(16).padStart(10, '0')}`;
  return {
    interface: 'ata',
    media: 'ata_hdd',
    model,
    serial,
    firmware: 'SN05',
    wwn,
    serial_source: 'identify_device',
    capacity_bytes: 4_000_787_030_016,
    native_bytes: 4_000_787_030_016,
    block_bytes: 512,
  };
}

async function fill(folder: string, say: (line: string) => void): Promise<void> {
  const bench = openBench(join(folder, 'store.sqlite'), { clock: new RealClock(), keys: keys() });
  const person = await setUp(bench);
  const lock = { verdict: 'open', findings: ['serial_equal', 'model_equal'] };
  for (let at = 1; at <= driveCount; at += perCommit) {
    const numbers = Array.from({ length: perCommit }, (_, i) => at + i);
    bench.recorder.record(numbers.map((number) => claim(person, number)));
    const seen = numbers.filter((number) => number % seenEvery === 0);
    bench.recorder.record(
      seen.map((number) => ({
        type: 'drive.seen',
        subject: driveOf(number).subject,
        body: { port: `usb-${number % 8}`, dock: 'SATA dock', virtual: false, identity: identityOf(number), lock },
      })),
    );
    // Recording is synchronous: a person's Ctrl-C must be heard in between.
    await turn();
    if ((at - 1) % 10_000 === 0) say(`  ${at - 1} of ${driveCount}`);
  }
  fillBare(join(folder, 'bare.sqlite'), bench);
  bench.store.close();
}

function fillBare(path: string, bench: Bench): void {
  const db = new Database(path);
  db.exec('CREATE TABLE drives (n INTEGER PRIMARY KEY, serial TEXT NOT NULL, life TEXT NOT NULL) STRICT');
  const put = db.prepare('INSERT INTO drives (serial, life) VALUES (?, ?)');
  db.transaction(() => {
    for (let number = 1; number <= driveCount; number++) {
      const { serial, subject } = driveOf(number);
      put.run(serial, JSON.stringify(bench.store.drives.life(subject)));
    }
  })();
  db.exec('CREATE INDEX drives_serial ON drives (serial)');
  db.close();
}

function digestOfCode(): string {
  const root = join(import.meta.dirname, '..', '..');
  const digest = createHash('sha256');
  for (const each of madeBy) {
    const files = each.endsWith('.ts')
      ? [each]
      : readdirSync(join(root, each), { recursive: true, encoding: 'utf8' })
          .filter((file) => /\.(ts|sql)$/.test(file))
          .map((file) => `${each}/${file}`);
    for (const file of files.toSorted()) digest.update(`${file}\n`).update(readFileSync(join(root, file)));
  }
  return digest.digest('hex').slice(0, 16);
}
