import { describe, expect, it } from 'vitest';
import { readControlFact } from '../../domain/facts/control.ts';
import { readEntry } from '../../domain/ledger/entry.ts';
import { hashText } from '../../domain/ledger/hash.ts';
import { rootOfLeaves } from '../../domain/ledger/tree.ts';
import { leafHash } from '../../domain/ledger/entry.ts';
import { drawRechecks } from '../../domain/policy/recheck.ts';
import type { OpenRegistry } from '../../registry/open.ts';
import { recheckQueries } from '../../registry/ledger/rechecks.ts';
import { openEntries } from './recheck-kit.ts';
import { followed, holder, startConsole, stationAt, subjectOf } from './console-kit.ts';
import { push, taken, tempDir, type TestStation } from './kit.ts';

const certificate = (n: number): string => `cert_${String(n).padStart(20, '0')}`;

async function certify(registry: OpenRegistry, station: TestStation, from: number, upto: number, outcome = 'sanitized'): Promise<void> {
  const entries = [];
  for (let n = from; n < upto; n += 1) {
    const body = { certificate: certificate(n), outcome, sha256: 'A'.repeat(43) };
    entries.push(station.seal({ type: 'certificate.issued', body: body as never, subject: subjectOf(`K${n}`), actor: holder }));
  }
  taken(await push(registry, station, entries));
  await followed(registry);
}

/** What an auditor who has every entry of the log draws, and what the registry told. */
async function drawnAgain(registry: OpenRegistry) {
  const entries = await openEntries(registry);
  const facts = entries.map((bytes) => {
    const read = readEntry(JSON.parse(Buffer.from(bytes).toString('utf8')));
    if (read.kind !== 'entry') throw new Error('an entry that does not read');
    return read.entry;
  });
  return facts.flatMap((entry, index) => {
    const fact = readControlFact(entry.event.type, entry.event.body);
    if (fact?.type !== 'recheck.closed') return [];
    const { from, upto, share_permille: share } = fact.body;
    const root = hashText(rootOfLeaves(entries.slice(0, index + 1).map((bytes) => leafHash(bytes))));
    const subjects = facts
      .slice(from, upto)
      .flatMap(({ event }) => (event.type === 'certificate.issued' && event.body['outcome'] === 'sanitized' ? (event.subject ?? []) : []));
    const told = facts.flatMap(({ event }) => {
      const word = readControlFact(event.type, event.body);
      return word?.type === 'recheck.drawn' && word.body.closed === entry.hash ? [word.body] : [];
    });
    return [{ drawn: drawRechecks(root, share, subjects), subjects, root, told }];
  });
}

export function rechecksSuite(): void {
  describe('re-checks', () => {
    it('are drawn window by window, and whoever has the log draws the same', async () => {
      const dir = tempDir();
      const options = { rechecks: { permille: 500, windowMs: 1 } };
      const registry = await startConsole({}, dir, options);
      const station = await stationAt(registry, 'North');
      await certify(registry, station, 0, 150);
      await certify(registry, station, 150, 152, 'not_sanitized');
      await certify(registry, station, 152, 400);
      const whole = async (): Promise<number> => {
        taken(await push(registry, station, [station.seal({ type: 'station.heartbeat', body: { version: '1' } })]));
        await followed(registry);
        const windows = await drawnAgain(registry);
        return windows.filter(({ told }) => told.length > 0 && told.length === told[0]?.parts).flatMap(({ subjects }) => subjects).length;
      };
      await expect.poll(whole, { timeout: 15_000 }).toBe(398);
      const windows = await drawnAgain(registry);
      for (const { drawn, subjects, root, told } of windows) {
        expect(told.flatMap((part) => part.drawn)).toEqual(drawn);
        expect(told.map(({ part }) => part)).toEqual(told.map((_, n) => n + 1));
        expect(told.every((part) => part.root === root && part.drives === subjects.length)).toBe(true);
      }
      // Half of them on average: what lies outside of these bounds happens once in a million draws.
      const count = windows.reduce((sum, { drawn }) => sum + drawn.length, 0);
      expect(count).toBeGreaterThan(150);
      expect(count).toBeLessThan(250);
      // The log has the words a moment before the tables that follow it.
      await followed(registry);
      const { sql } = registry.ledger.store;
      expect(await sql.query('SELECT 1 AS one FROM recheck_drawn')).toHaveLength(count);
      expect(await sql.query(recheckQueries.undrawn, [1])).toEqual([]);
      expect(await registry.ledger.projector.check('rechecks')).toMatchObject({ kind: 'equal' });
    });

    it('are drawn for a window that was closed before a stop, and none where nobody asked for any', async () => {
      const dir = tempDir();
      const before = await startConsole({}, dir);
      const station = await stationAt(before, 'North');
      await certify(before, station, 0, 5);
      expect((await drawnAgain(before)).length).toBe(0);
      // As a registry that went down between the two words leaves it.
      await before.ledger.control.write({ type: 'recheck.closed', body: { from: 0, upto: 100, share_permille: 1000 } });
      await followed(before);
      await expect.poll(async () => (await drawnAgain(before))[0]?.told.length, { timeout: 30_000 }).toBe(1);
      const [window] = await drawnAgain(before);
      expect(window?.told[0]?.drawn).toEqual([0, 1, 2, 3, 4].map((n) => subjectOf(`K${n}`)).toSorted());
    });
  });
}
