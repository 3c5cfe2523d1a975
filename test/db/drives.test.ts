import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { driveQueries } from '../../db/drives.ts';
import { openStationStore } from '../../db/open.ts';
import type { StationStore } from '../../contract/ports.ts';
import { claim, driveOf, openBench, setUp, temporaryFolder } from '../station/record/bench-kit.ts';

const folder = temporaryFolder();
const path = join(folder.path, 'many.sqlite');
const drives = 100_000;
let store: StationStore;

/** Rows as the projections write them; 100,000 signed lives would take the test its whole time. */
beforeAll(() => {
  openStationStore(path).close();
  const db = new Database(path);
  db.pragma('synchronous = OFF');
  db.exec(`
    WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ${drives - 1})
    INSERT INTO drives SELECT printf('d1_%032x', i), '{}', CASE i % 100 WHEN 0 THEN 'quarantined' ELSE 'in_custody' END,
      printf('ZA1%07dQ', i), printf('5000c500%08x', i * 7919), 'ST4000NM0035', 'tc_1', 'Cage 4', NULL, 1700000000000 + i FROM n;
    INSERT INTO drive_counts SELECT state, count(*) FROM drives GROUP BY state;
    INSERT INTO drive_words SELECT serial, subject FROM drives UNION SELECT upper(wwn), subject FROM drives UNION SELECT model, subject FROM drives;
  `);
  const add = db.prepare('INSERT INTO drive_words_backwards VALUES (?, ?)');
  const words = db.prepare<[], { word: string; subject: string }>('SELECT word, subject FROM drive_words').all();
  db.transaction(() => {
    for (const { word, subject } of words) add.run([...word].reverse().join(''), subject);
  })();
  db.close();
  store = openStationStore(path);
}, 60_000);
afterAll(() => {
  store.close();
  folder.remove();
});

describe('finding a drive among 100,000', () => {
  it('finds by whole serial, beginning, ending and WWN, in any case', () => {
    const serials = (query: string): string[] => store.drives.find(query, { limit: 20 }).map(({ serial }) => serial);
    expect(serials('ZA10054321Q')).toEqual(['ZA10054321Q']);
    expect(serials('za1005432')).toHaveLength(10);
    expect(serials('54321q')).toEqual(['ZA10054321Q']);
    expect(serials(' ZA10054321Q ')).toEqual(['ZA10054321Q']);
    expect(serials(store.drives.find('ZA10054321Q', { limit: 1 })[0]?.wwn ?? '')).toContain('ZA10054321Q');
    expect(serials('ST4000')).toHaveLength(20);
    expect(serials('nowhere')).toEqual([]);
    expect(serials('%')).toEqual([]);
  });

  it('shows the newest first when nothing is asked, and keeps to the states asked for', () => {
    expect(store.drives.find('', { limit: 2 }).map(({ serial }) => serial)).toEqual(['ZA10099999Q', 'ZA10099998Q']);
    expect(store.drives.find('', { limit: 2, states: ['quarantined'] }).map(({ serial }) => serial)).toEqual([
      'ZA10099900Q',
      'ZA10099800Q',
    ]);
    expect(store.drives.find('ZA1005', { limit: 500, states: ['quarantined'] })).toHaveLength(100);
    expect(store.drives.find('ZA1005', { limit: 500, states: ['destroyed'] })).toEqual([]);
    expect(store.drives.counts().get('quarantined')).toBe(1000);
  });

  it('never walks a whole table: every plan is a search by index', () => {
    // The open store holds its own file; the plans are those of any store of this program.
    const other = join(folder.path, 'plan.sqlite');
    openStationStore(other).close();
    const plans = new Database(other, { readonly: true });
    const plan = (sql: string, ...values: unknown[]): string =>
      plans
        .prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
        .all(...values)
        .map(({ detail }) => detail)
        .join('; ');
    for (const table of ['drive_words', 'drive_words_backwards']) {
      expect(plan(driveQueries.word(table), 'A', 'B', 5)).toMatch(/SEARCH drive_words\w* USING PRIMARY KEY \(word>\? AND word<\?\)/);
      const inStates = plan(driveQueries.wordIn(table), 'A', 'B', '[]', 5);
      expect(inStates).toMatch(/SEARCH w USING PRIMARY KEY \(word>\? AND word<\?\)/);
      expect(inStates).toMatch(/SEARCH d USING PRIMARY KEY \(subject=\?\)/);
    }
    expect(plan(driveQueries.newest, 5)).toMatch(/SCAN drives USING INDEX drives_since/);
    expect(plan(driveQueries.newest, 5)).not.toMatch(/TEMP B-TREE/);
    expect(plan(driveQueries.newestIn, '[]', 5)).toMatch(/SEARCH drives USING INDEX drives_state \(state=\?\)/);
    expect(plan(driveQueries.held, 'tc_1', 5)).toMatch(/SEARCH drives USING INDEX drives_held \(holder=\?\)$/);
    plans.close();
  });
});

describe('drive rows', () => {
  it('are counted by state as facts move them', async () => {
    const bench = openBench(join(folder.path, 'counts.sqlite'));
    const person = await setUp(bench);
    bench.recorder.record([claim(person, 1), claim(person, 2)]);
    expect([...bench.store.drives.counts()]).toEqual([['in_custody', 2]]);
    const hold = (number: number) =>
      bench.recorder.record([
        { type: 'custody.quarantined', subject: driveOf(number).subject, actor: person, body: { cause: 'person', bound_for: 'decision' } },
      ]);
    hold(1);
    expect([...bench.store.drives.counts()]).toEqual([
      ['in_custody', 1],
      ['quarantined', 1],
    ]);
    hold(2);
    expect([...bench.store.drives.counts()]).toEqual([['quarantined', 2]]);
    bench.store.close();
  });

  it('are found by what later facts say, and no more by what they said before', async () => {
    const bench = openBench(join(folder.path, 'words.sqlite'));
    const person = await setUp(bench);
    bench.recorder.record([claim(person, 1)]);
    const { subject } = driveOf(1);
    bench.recorder.record([
      {
        type: 'drive.seen',
        subject,
        body: {
          port: 'usb-1-2',
          dock: 'virtual dock',
          virtual: true,
          identity: {
            interface: 'ata',
            media: 'ata_hdd',
            model: 'WDC WD40EFRX',
            serial: 'WD-WCC7K1',
            firmware: '82.00A82',
            wwn: '50014ee2b1c2d3e4',
            serial_source: 'identify_device',
            capacity_bytes: 4_000_787_030_016,
            block_bytes: 512,
          },
          lock: { verdict: 'shut', findings: ['serial_differs'] },
        },
      },
    ]);
    for (const query of ['WD-WCC7K1', '7k1', 'WD40EFRX', '50014EE2B1C2D3E4', driveOf(1).serial, subject.slice(3)]) {
      expect(
        bench.store.drives.find(query, { limit: 5 }).map((row) => row.subject),
        query,
      ).toEqual([subject]);
    }
    bench.store.close();
  });
});
