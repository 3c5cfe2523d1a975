import { describe, expect, it } from 'vitest';
import { recheckPageQueries } from '../../registry/console/rechecks.ts';
import type { OpenRegistry } from '../../registry/open.ts';
import { judge, other, type Step, step, tech, untilCertified } from '../domain/custody/story.ts';
import { firstAdmin, followed, personWith, startConsole, stationAt, subjectOf } from './console-kit.ts';
import { push, taken, tempDir, type TestStation } from './kit.ts';
import { plansIn } from './plans.ts';

/** @returns the hash of the first fact */
async function write(
  registry: OpenRegistry,
  station: TestStation,
  serial: string,
  steps: readonly Step[],
  deps: string[] = [],
): Promise<string> {
  const subject = subjectOf(serial);
  const entries = steps.map(({ type, body, actor, witness }) => {
    const hands = { ...(actor === undefined ? {} : { actor }), ...(witness === undefined ? {} : { witness }) };
    return station.seal({ type, body: body as never, subject, deps, ...hands });
  });
  taken(await push(registry, station, entries));
  await followed(registry);
  return entries[0]?.hash ?? '';
}

/** Hash of the word that drew this drive, once there is one. */
async function drawOf(registry: OpenRegistry, station: TestStation, serial: string): Promise<string> {
  const { sql } = registry.ledger.store;
  const read = async (): Promise<unknown> => {
    // A window is closed when the log next moves.
    taken(await push(registry, station, [station.seal({ type: 'station.heartbeat', body: { version: '1' } })]));
    await followed(registry);
    return (await sql.query('SELECT event FROM recheck_drawn WHERE subject = $1', [subjectOf(serial)]))[0]?.['event'];
  };
  await expect.poll(read, { timeout: 15_000 }).toBeTypeOf('string');
  return String(await read());
}

function answering(draw: string, looker: string, verdict = 'borne_out', more = {}): readonly Step[] {
  const begun = step.look(1, looker);
  return [step.seen('open', 'virtual/2'), { ...begun, body: { ...begun.body, drawn: draw } }, step.looked(verdict, more)];
}

export function recheckPageSuite(): void {
  describe('the page of re-checks', () => {
    it('shows who waits, what was found by the rules, and the month, to those who may see the drives', async () => {
      const registry = await startConsole({}, tempDir(), { rechecks: { permille: 1000, windowMs: 1 } });
      const admin = await firstAdmin(registry);
      const [north, south] = [await stationAt(registry, 'North'), await stationAt(registry, 'South')];
      const serials = ['R1', 'R2', 'R3', 'R4'];
      const heads = [];
      for (const serial of serials) heads.push(await write(registry, north, serial, untilCertified));
      await write(registry, south, 'S1', untilCertified);
      const draws = new Map<string, string>();
      for (const serial of [...serials, 'S1']) draws.set(serial, await drawOf(registry, north, serial));
      const { browser } = await personWith(admin, [{ role: 'supervisor' }]);
      const { browser: local } = await personWith(admin, [{ role: 'supervisor', sites: ['South'] }]);
      const before = await browser.ask('rechecks.list');
      expect(before).toMatchObject({ share_permille: 1000, due_count: 5, gone_count: 0, done: [], months: [] });
      expect(before.due.map(({ subject }) => subject).toSorted()).toEqual([...serials, 'S1'].map(subjectOf).toSorted());

      await write(registry, north, 'R1', answering(draws.get('R1') ?? '', judge));
      await write(registry, north, 'R2', answering(draws.get('R2') ?? '', other, 'not_borne_out', { unexpected: 3 }));
      await write(registry, north, 'R3', answering(draws.get('R3') ?? '', other, 'unreadable', { unreadable: 1 }));
      // Against the rules: by who erased it, and a verdict that its evidence does not bear. Neither answers anything.
      await write(registry, south, 'S1', answering(draws.get('S1') ?? '', tech));
      await write(registry, south, 'S1', answering(draws.get('S1') ?? '', judge, 'borne_out', { unexpected: 1 }));
      await write(registry, north, 'R4', [step.destroy()], heads.slice(3));

      const after = await browser.ask('rechecks.list');
      expect(after.due.map(({ site }) => site).toSorted()).toEqual(['North', 'South']);
      expect(after.due.map(({ subject }) => subject).toSorted()).toEqual(['R3', 'S1'].map(subjectOf).toSorted());
      expect(after).toMatchObject({ due_count: 2, gone_count: 1, centre: 0.5 });
      expect(new Set(after.done.map(({ subject, verdict }) => `${subject} ${verdict}`))).toEqual(
        new Set([`${subjectOf('R1')} borne_out`, `${subjectOf('R2')} not_borne_out`, `${subjectOf('R3')} unreadable`]),
      );
      expect(after.months).toMatchObject([{ checked: 2, failed: 1, share: 0.5, out: false }]);
      expect(await local.ask('rechecks.list')).toMatchObject({ due_count: 1, gone_count: 0, done: [], months: [] });
      for (const name of ['console', 'rechecks']) expect(await registry.ledger.projector.check(name)).toMatchObject({ kind: 'equal' });
    });

    it('reads drives by key', async () => {
      const registry = await startConsole();
      const { sql } = registry.ledger.store;
      const plans = await plansIn(sql);
      const scope = [{ sites: ['North'], tenants: ['*'] }];
      for (const name of ['due', 'counts', 'done', 'days'] as const) {
        const query = recheckPageQueries[name](scope);
        const plan = await plans.of(query.text, query.params);
        expect(plan, `${name}: ${plan}`).not.toMatch(plans.isSqlite ? /\bSCAN (d|dt|c)\b/ : /Seq Scan on (console_drives|drive_tenants)/);
      }
    });
  });
}
