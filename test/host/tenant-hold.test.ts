import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { mustBeDone } from '../../host/demo/window.ts';
import { machineClock } from '../../host/machine/clock.ts';
import { openRegistry } from '../../registry/open.ts';
import { type Hall, hallFor, labelOf, virtualDrive, whyNot } from '../kit/station.ts';
import { cheap, firstAdmin, personWith } from '../registry/console-kit.ts';

/* A legal hold on a whole tenant, and the end of a contract: said in the console, kept by real stations while no registry answers. */

const limitMs = 60_000;

test('a hold on a tenant keeps its drives at every station that heard of it, also offline', { timeout: 180_000 }, async () => {
  const dir = mkdtempSync(join(tmpdir(), 'custos-held-'));
  const clock = { nowMs: machineClock.wallMs, monoMs: machineClock.monoMs, boot: machineClock.bootId };
  const registry = await openRegistry({ dataDir: dir, name: 'custos.invalid/held', clock, port: 0, console: { passwordCost: cheap } });
  onTestFinished(async () => {
    await registry.close();
    rmSync(dir, { recursive: true, force: true });
  });
  const admin = await firstAdmin(registry);
  const enter = async (name: string, drives: Parameters<typeof hallFor>[0] = {}) =>
    hallFor({ ...drives, registry: { url: registry.url, code: await registry.enrolmentCode(), name, site: 'Oslo' } });
  const drives = { held: virtualDrive('sata_ssd'), other: virtualDrive('sata_hdd'), nobody: virtualDrive('sas_hdd') };
  const bench = await enter('Bench A', { drives: Object.values(drives) });
  const beside = await enter('Bench B');
  await bench.as('custodian');
  const take = async (drive: ReturnType<typeof virtualDrive>, owner?: string): Promise<string> => {
    for (const text of labelOf(drive)) await bench.client.bench.scan({ text, source: 'wedge' });
    const claim = { reason: 'failed', data_class: 'confidential', destination: 'destruction', place: 'Bench 1' } as const;
    const receipt = mustBeDone(await bench.client.custody.claim({ ...claim, ...(owner === undefined ? {} : { owner }) }), 'a claim');
    return receipt.subject ?? '';
  };
  const held = await take(drives.held, 'Acme  Ltd');
  const other = await take(drives.other, 'Bolt');
  const nobody = await take(drives.nobody);

  const { browser: first } = await personWith(admin, [{ role: 'supervisor' }]);
  const tenantNamed = async (wanted: string): Promise<string | undefined> => {
    await first.ask('retention.list'); // reads the owners that were sealed until now
    return (await first.ask('tenants.list')).rows.find(({ name }) => name === wanted)?.tenant;
  };
  for (const name of ['Acme  Ltd', 'Bolt']) await expect.poll(() => tenantNamed(name), { timeout: limitMs }).toBeDefined();
  const tenant = (await tenantNamed('Acme  Ltd')) ?? '';
  await first.ask('retention.hold', { params: { tenant }, body: { ground: 'litigation', note: 'Matter 7' } });
  const [hold] = (await first.ask('retention.list')).holds;
  expect(hold).toMatchObject({ name: 'Acme  Ltd', ground: 'litigation' });
  const lift = { params: { tenant, hold: hold?.hold ?? '' }, body: {} };
  expect((await first.refused('retention.lift', lift)).code).toBe('refused');

  const barAt = async (hall: Hall, subject: string) => {
    const standing = await hall.client.holds.look({ subject });
    return 'kind' in standing ? standing.kind : (standing.tenant ?? 'free');
  };
  await expect.poll(() => barAt(bench, held), { timeout: limitMs }).toBe('held');
  // The other bench of the site was told whose the drives are; it never had them in hand.
  await expect.poll(() => barAt(beside, held), { timeout: limitMs }).toBe('held');
  expect(await barAt(beside, other)).toBe('free');
  expect(await barAt(beside, nobody)).toBe('owner_unknown');

  // The contract of the other has ended: what is of it is kept, and no drive of another is.
  const bolt = { tenant: (await tenantNamed('Bolt')) ?? '' };
  await first.ask('retention.end', { params: bolt, body: { ended_ms: Date.now() - 1 } });
  const dueAt = async (hall: Hall) => (await hall.client.retention.due()).rows.map(({ drive, due }) => [drive.subject, due.kind]);
  await expect.poll(() => dueAt(beside), { timeout: limitMs }).toEqual([[other, 'kept']]);
  await expect.poll(() => dueAt(bench), { timeout: limitMs }).toEqual([[other, 'kept']]);

  await registry.close();
  await bench.restart();
  await bench.as('custodian');
  expect(await bench.client.retention.due()).toMatchObject({ contracts: 1, unknown: 1, rows: [{ owner: 'Bolt' }] });
  expect(await Promise.all([held, other, nobody].map((subject) => barAt(bench, subject)))).toEqual(['held', 'free', 'owner_unknown']);
  const waysOf = async (subject: string) => (await bench.drive(subject)).ways_out.map((way) => (way.open ? 'open' : way.why));
  expect(new Set(await waysOf(held))).toEqual(new Set(['on_hold']));
  expect(new Set(await waysOf(nobody))).toEqual(new Set(['owner_unknown']));
  expect(new Set(await waysOf(other))).toEqual(new Set(['contract_keeps']));
  const witness = bench.cast.witness;
  const destroy = (subject: string, drive: ReturnType<typeof virtualDrive>) =>
    bench.client.custody.destroy({
      subject,
      item: labelOf(drive)[0] ?? '',
      technique: 'disintegrate',
      witness: { badge: witness.badge, pin: witness.pin },
    });
  expect(whyNot(await destroy(held, drives.held))).toBe('on_hold');
  expect(whyNot(await destroy(nobody, drives.nobody))).toBe('owner_unknown');
  expect(whyNot(await destroy(other, drives.other))).toBe('contract_keeps');

  // Another name frees nothing that the first one holds; the first name of a drive of nobody does.
  mustBeDone(await bench.client.holds.owner({ subject: held, owner: 'Bolt' }), 'saying another owner');
  mustBeDone(await bench.client.holds.owner({ subject: nobody, owner: 'bolt' }), 'saying whose it is');
  expect(await barAt(bench, held)).toBe('held');
  expect(await barAt(bench, nobody)).toBe('free');
  expect(whyNot(await destroy(nobody, drives.nobody))).toBe('contract_keeps');
  // The log names nobody: neither the tenant nor the key.
  const told = [...bench.assembled.store.pull.authority()].map(({ entry }) => Buffer.from(entry).toString('utf8')).join('\n');
  expect(told).toContain('"tenant.held"');
  expect(told).toContain('"contract.ended"');
  // With the space: four letters alone come up in keys and hashes.
  expect(told).not.toMatch(/acme\s+ltd|\bbolt\b/i);
});
