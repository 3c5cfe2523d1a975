import { describe, expect, it } from 'vitest';
import { startAuthority } from '../../domain/authority/authority.ts';
import { readEntry } from '../../domain/ledger/entry.ts';
import { blockOf } from '../../domain/policy/firmware-list.ts';
import { findingsQuery } from '../../registry/console/firmware.ts';
import { untoldFirmware } from '../../registry/ledger/firmware.ts';
import type { OpenRegistry } from '../../registry/open.ts';
import { record, step, type Step } from '../domain/custody/story.ts';
import { claim, firstAdmin, followed, holder, personWith, startConsole, stationAt, subjectOf } from './console-kit.ts';
import { call, push, taken, type TestStation } from './kit.ts';
import { plansIn } from './plans.ts';

const row = { model: 'ST8000NM0055', firmware: 'SN05', technique: record.technique } as const;

/** The facts of a drive whose erase was verified, or left markers behind. */
function erased(job: number, ...reasons: string[]): readonly Step[] {
  const good = step.verify(job);
  const verdict = { kind: 'failed', reasons };
  return [step.seen(), step.finish(job), reasons.length === 0 ? good : { ...good, body: { ...good.body, verdict } }];
}

async function write(registry: OpenRegistry, station: TestStation, serial: string, steps: readonly Step[]): Promise<void> {
  const entries = steps.map(({ type, body }) => station.seal({ type, body: body as never, subject: subjectOf(serial), actor: holder }));
  taken(await push(registry, station, entries));
  await followed(registry);
}

/** What a station that follows the feed believes of the firmware. */
async function listOf(registry: OpenRegistry, station: TestStation) {
  const answer = await call(registry, station, 'GET', '/v1/feed?after=-1&limit=500');
  const lines = (await answer.text()).trim().split('\n').slice(0, -1);
  const fold = startAuthority();
  for (const line of lines) {
    const { i, entry } = JSON.parse(line) as { readonly i: number; readonly entry: unknown };
    const read = readEntry(entry);
    if (read.kind === 'entry') fold.apply({ at: i, entry: read.entry });
  }
  return fold.authority.firmware;
}

const told = async (registry: OpenRegistry): Promise<number> =>
  (
    await registry.ledger.store.sql.query(
      "SELECT 1 AS one FROM events AS e JOIN types AS t ON t.type_no = e.type_no WHERE t.type = 'firmware.blocked'",
    )
  ).length;

export function firmwareSuite(): void {
  describe('firmware that left data behind', () => {
    it('is told once to every site, is lifted by an officer with a reason, and is told again when it happens again', async () => {
      const registry = await startConsole();
      const admin = await firstAdmin(registry);
      const [north, south] = [await stationAt(registry, 'North'), await stationAt(registry, 'South')];
      await claim(registry, north, [{ serial: 'F1' }, { serial: 'F2' }]);
      await claim(registry, south, [{ serial: 'F3' }]);
      await write(registry, north, 'F1', erased(1));
      expect(await listOf(registry, south)).toEqual(new Map());
      await write(registry, north, 'F1', erased(2, 'markers_survive'));
      await write(registry, north, 'F2', erased(3, 'structures_found'));
      await expect.poll(() => told(registry)).toBe(1);
      await expect.poll(async () => blockOf(await listOf(registry, south), row, row.technique)).toMatchObject(row);
      await followed(registry);

      const { browser } = await personWith(admin, [{ role: 'supervisor' }]);
      const { browser: local } = await personWith(admin, [{ role: 'supervisor', sites: ['South'] }]);
      const seen = await browser.ask('firmware.list');
      expect(seen.rows).toMatchObject([{ ...row, blocked: true, others: 0 }]);
      expect(seen.rows[0]?.drives.map(({ serial, site }) => `${serial} ${site}`)).toEqual(['F2 North', 'F1 North']);
      expect((await local.ask('firmware.list')).rows).toMatchObject([{ ...row, drives: [], others: 2 }]);

      const body = { ...row, ground: 'cause_was_elsewhere', note: 'The dock lost power between both.' } as const;
      expect((await admin.refused('firmware.lift', { body })).code).toBe('role');
      expect(await local.refused('firmware.lift', { body })).toMatchObject({ code: 'refused', why: 'not_everywhere' });
      expect((await browser.refused('firmware.lift', { body: { ...body, firmware: 'SN06' } })).code).toBe('not_found');
      expect((await browser.refused('firmware.lift', { body: { ...body, note: '' } })).code).toBe('malformed');
      await browser.ask('firmware.lift', { body });
      expect((await browser.ask('firmware.list')).rows).toMatchObject([{ ...row, blocked: false, ground: 'cause_was_elsewhere' }]);
      await expect.poll(async () => (await listOf(registry, north)).size).toBe(0);
      expect((await browser.refused('firmware.lift', { body })).code).toBe('not_found');
      expect(await registry.ledger.store.sql.query(untoldFirmware)).toEqual([]);

      await write(registry, south, 'F3', erased(4, 'read_back_unexpected'));
      await expect.poll(() => told(registry)).toBe(2);
      await expect.poll(async () => (await listOf(registry, north)).size).toBe(1);
      await followed(registry);
      expect((await local.ask('firmware.list')).rows).toMatchObject([{ ...row, blocked: true, drives: [{ serial: 'F3' }], others: 2 }]);
      expect(await registry.ledger.projector.check('firmware')).toMatchObject({ kind: 'equal' });
    });

    it('reads what is to be told, and what stands behind a row, by key', async () => {
      const registry = await startConsole();
      const { sql } = registry.ledger.store;
      const plans = await plansIn(sql);
      const findings = findingsQuery([{ sites: ['North'], tenants: ['*'] }]);
      const plan = await plans.of(findings.text, findings.params);
      expect(plan, plan).not.toMatch(plans.isSqlite ? /\bSCAN (d|dt)\b/ : /Seq Scan on console_drives/);
    });
  });
}
