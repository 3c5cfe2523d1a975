import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { mustBeDone } from '../../host/demo/window.ts';
import { machineClock } from '../../host/machine/clock.ts';
import { openRegistry } from '../../registry/open.ts';
import { hallFor, virtualDrive } from '../kit/station.ts';
import { cheap, firstAdmin, personWith } from '../registry/console-kit.ts';

/* One drive that only says that it erased itself: what other stations offer to drives with its firmware. */

const limitMs = 60_000;

test(
  'a firmware that left data behind at one site is offered that technique at no other, until an officer lifts it',
  { timeout: 180_000 },
  async () => {
    const dir = mkdtempSync(join(tmpdir(), 'custos-firmware-'));
    const clock = { nowMs: machineClock.wallMs, monoMs: machineClock.monoMs, boot: machineClock.bootId };
    const registry = await openRegistry({
      dataDir: dir,
      name: 'custos.invalid/firmware',
      clock,
      port: 0,
      console: { passwordCost: cheap },
    });
    onTestFinished(async () => {
      await registry.close();
      rmSync(dir, { recursive: true, force: true });
    });
    const admin = await firstAdmin(registry);
    const enter = async (site: string, drive: ReturnType<typeof virtualDrive>) =>
      hallFor({ drives: [drive], registry: { url: registry.url, code: await registry.enrolmentCode(), name: `Bench ${site}`, site } });
    const here = await enter('Oslo', virtualDrive('sata_ssd', { faults: [{ kind: 'false_success' }] }));
    const there = await enter('Bergen', virtualDrive('sata_ssd'));

    await there.as('technician');
    const good = await there.takeIn(0);
    const plannedThere = async () => {
      const { plan } = await there.drive(good.subject);
      return { takes: plan?.kind === 'plan' ? plan.technique : plan?.why, rungs: plan?.rungs ?? [] };
    };
    const before = await plannedThere();

    await here.as('technician');
    const liar = await here.takeIn(0);
    mustBeDone(await here.start(liar), 'starting');
    await here.drive(liar.subject, ({ life }) => life.some(({ type }) => type === 'verify.finished'), limitMs);

    await expect.poll(async () => (await plannedThere()).takes, { timeout: limitMs }).not.toBe(before.takes);
    const after = await plannedThere();
    expect(after.rungs).toContainEqual(expect.objectContaining({ technique: before.takes, chosen: false, why: 'firmware_left_data' }));
    // The list is kept with the keys.
    await there.restart();
    await expect.poll(async () => (await plannedThere()).takes, { timeout: limitMs }).toBe(after.takes);

    const { browser } = await personWith(admin, [{ role: 'supervisor' }]);
    const [row] = (await browser.ask('firmware.list')).rows;
    expect(row).toMatchObject({ blocked: true, technique: before.takes, firmware: 'T001', others: 0 });
    expect(row?.drives.map(({ serial, site }) => [serial, site])).toEqual([[liar.spec.serial, 'Oslo']]);
    if (row === undefined) throw new Error('nothing stands on the list');
    const { model, firmware, technique } = row;
    const note = 'The drive was a counterfeit: its label and its firmware are not the maker’s.';
    await browser.ask('firmware.lift', { body: { model, firmware, technique, ground: 'recorded_in_error', note } });
    await expect.poll(async () => (await plannedThere()).takes, { timeout: limitMs }).toBe(before.takes);
  },
);
