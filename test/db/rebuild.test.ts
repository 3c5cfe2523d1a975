import { join } from 'node:path';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import type { Draft } from '../../station/record/draft.ts';
import type { Bench } from '../station/record/bench-kit.ts';
import { ben, claim, driveOf, openBench, setUp, temporaryFolder } from '../station/record/bench-kit.ts';

const folder = temporaryFolder();
afterAll(folder.remove);

const projections = ['drives', 'drive_counts', 'drive_words', 'drive_words_backwards', 'people'];

/** Every row of every projection, read by another connection after the station let go of the file. */
function dump(path: string): string {
  const db = new Database(path, { readonly: true });
  const text = projections.map((table) => JSON.stringify(db.prepare(`SELECT * FROM ${table} ORDER BY 1, 2`).all())).join('\n');
  db.close();
  return text;
}

const identity = (number: number) => ({
  interface: 'ata',
  media: 'ata_hdd',
  model: 'ST4000NM0035-1V4107',
  serial: driveOf(number).serial,
  firmware: 'TN03',
  ...(number % 2 === 0 ? { wwn: `5000c500a1b2c${String(number).padStart(3, '0')}` } : {}),
  serial_source: 'identify_device',
  capacity_bytes: 4_000_787_030_016,
  block_bytes: 512,
});

const step = fc.record({
  drive: fc.integer({ min: 1, max: 4 }),
  what: fc.constantFrom('claim', 'move', 'quarantine', 'readmit', 'redirect', 'see', 'mismatch', 'offer', 'destroy'),
  place: fc.constantFrom('Bench 1', 'Cage 4', 'Lot 7'),
});

/** Any order of steps, legal or not: a rule that changes later must find old facts that it would forbid. */
function draftOf(person: string, { drive, what, place }: { drive: number; what: string; place: string }): Draft {
  const { subject } = driveOf(drive);
  const base = { subject, actor: person };
  switch (what) {
    case 'claim':
      return claim(person, drive, { sealed: { host: `host-${place}` } });
    case 'move':
      return { ...base, type: 'custody.moved', body: { holder: person, place } };
    case 'quarantine':
      return { ...base, type: 'custody.quarantined', body: { cause: 'person', bound_for: 'decision', place } };
    case 'readmit':
      return { ...base, type: 'custody.readmitted', body: { cause: 'person' } };
    case 'redirect':
      return { ...base, type: 'custody.destination', body: { destination: place === 'Lot 7' ? 'reuse' : 'destruction' } };
    case 'offer':
      return { ...base, type: 'custody.offered', body: { from: person, to: 'tc_0123456789abcdef0123456789abcdef' } };
    case 'destroy':
      return { ...base, type: 'drive.destroyed', body: { technique: 'shred', place } };
    default:
      return {
        subject,
        type: 'drive.seen',
        body: {
          port: 'usb-1-2',
          dock: 'virtual dock',
          virtual: true,
          identity: identity(drive),
          lock: what === 'see' ? { verdict: 'open', findings: ['serial_equal'] } : { verdict: 'shut', findings: ['serial_differs'] },
        },
      };
  }
}

describe('rebuilding the projections', () => {
  it('gives the same rows to the byte, for any history', async () => {
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (steps) => {
        const path = join(folder.path, `h${++runs}.sqlite`);
        const bench: Bench = openBench(path, { gate: () => ({ kind: 'legal' }) });
        const person = await setUp(bench);
        const second = await bench.people.enrol({ ...ben, roles: ['witness'] });
        for (const each of steps) {
          bench.clock.pass(60_000);
          bench.recorder.record([draftOf(person, each)]);
        }
        if (steps.length % 2 === 0 && second.kind === 'done') bench.people.end(second.person);
        bench.store.close();
        const live = dump(path);
        const again = openBench(path);
        again.store.rebuild();
        again.store.close();
        expect(dump(path)).toBe(live);
        expect(live).toContain(driveOf(steps[0]?.drive ?? 0).subject);
      }),
      { numRuns: 20 },
    );
  });

  it('puts back what was lost or altered in the projections alone', async () => {
    const path = join(folder.path, 'lost.sqlite');
    const bench = openBench(path);
    const person = await setUp(bench);
    bench.recorder.record([claim(person, 1), claim(person, 2)]);
    bench.store.close();
    const live = dump(path);
    const db = new Database(path);
    db.exec("UPDATE drives SET state = 'destroyed', place = 'nowhere'; DELETE FROM drive_words; DELETE FROM people");
    db.close();
    expect(dump(path)).not.toBe(live);
    const again = openBench(path);
    again.store.rebuild();
    expect(again.store.drives.find('ZA1', { limit: 5 })).toHaveLength(2);
    again.store.close();
    expect(dump(path)).toBe(live);
  });

  it('is done once at a start where another version of the program folded the tables', async () => {
    const path = join(folder.path, 'older.sqlite');
    const bench = openBench(path);
    const person = await setUp(bench);
    bench.recorder.record([claim(person, 1), claim(person, 2)]);
    bench.store.close();
    const live = dump(path);
    const alter = (sql: string): void => {
      const db = new Database(path);
      db.exec(sql);
      db.close();
    };
    alter("UPDATE drives SET place = 'nowhere'");
    openBench(path).store.close();
    expect(dump(path)).not.toBe(live);
    alter("UPDATE kept SET value = 'an older program' WHERE name = 'folded_by'");
    openBench(path).store.close();
    expect(dump(path)).toBe(live);
    // An event that does not open keeps the rows as they are, and the station works on.
    alter("UPDATE drives SET place = 'nowhere'; UPDATE kept SET value = 'older' WHERE name = 'folded_by'");
    alter("UPDATE events SET entry = CAST(replace(CAST(entry AS TEXT), 'Bench 1', 'Bench 9') AS BLOB) WHERE type = 'custody.claimed'");
    const again = openBench(path);
    expect(again.store.drives.row(driveOf(1).subject)?.place).toBe('nowhere');
    again.store.close();
  });

  it('finds an entry that was changed from outside, and does not fold it', async () => {
    const path = join(folder.path, 'forged.sqlite');
    const bench = openBench(path);
    const person = await setUp(bench);
    bench.recorder.record([claim(person, 1)]);
    bench.store.close();
    const db = new Database(path);
    db.exec("UPDATE events SET entry = CAST(replace(CAST(entry AS TEXT), 'Bench 1', 'Bench 9') AS BLOB) WHERE type = 'custody.claimed'");
    db.close();
    const again = openBench(path);
    expect(() => again.store.rebuild()).toThrow(/is another one/);
    expect(again.store.drives.row(driveOf(1).subject)?.place).toBe('Bench 1');
    again.store.close();
  });
});
