import { afterEach, expect, test } from 'vitest';
import type { HelperProcess } from '../../../hardware/helper/client.ts';
import { demoDrives } from '../../../hardware/simulator/demo-drives.ts';
import { benchWith, clearanceFor, helperOver, lastOf, milestones, port, small, type TestBench } from './bench.ts';

const helpers: HelperProcess[] = [];
let current: TestBench | undefined;
afterEach(async () => {
  for (const helper of helpers.splice(0)) await helper.stop();
  await current?.end();
  current = undefined;
});

function startOver(bench: TestBench): HelperProcess {
  const helper = helperOver(bench);
  helpers.push(helper);
  return helper;
}

const formats = [
  ['scsi_format_unit', demoDrives.sasHdd],
  ['nvme_format_user_data_erase', demoDrives.formatOnly],
  ['nvme_format_cryptographic_erase', demoDrives.formatOnly],
] as const;

/** Clears, erases and reads back by one helper; the evidence of the read-back. */
async function formatted(bed: TestBench, helper: HelperProcess, technique: (typeof formats)[number][0]) {
  const clearance = await clearanceFor(bed.shelf, technique, { order: { method: 'clear' } });
  const erased = lastOf(await milestones(await helper.client.erase({ clearance })));
  if (erased.kind !== 'erased') throw new Error(JSON.stringify(erased));
  const verified = lastOf(await milestones(await helper.client.verify({ clearance, record: erased.record, markers: 16 })));
  if (verified.kind !== 'verified') throw new Error(JSON.stringify(verified));
  return verified.evidence;
}

test.each(formats)(
  '%s through the helper process ends with every sign there',
  async (technique, drive) => {
    const bed = await benchWith(small(drive));
    current = bed;
    const helper = startOver(bed);
    expect(await helper.client.identify({ port })).toMatchObject({ kind: 'identified' });
    expect(await formatted(bed, helper, technique)).toMatchObject({
      unexpected: 0,
      unreadable: 0,
      structures: [],
      markers: { confirmed: 16, surviving: 0, unreadable: 0 },
    });
    expect(bed.marksLeft()).toBe(0);
  },
  30_000,
);
