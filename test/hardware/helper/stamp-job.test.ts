import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import { toBase64 } from '../../../domain/bytes.ts';
import type { Clearance } from '../../../domain/erase/clearance.ts';
import type { Technique } from '../../../domain/erase/technique.ts';
import { regionOf, sealStamp } from '../../../domain/stamp/stamp.ts';
import { imageDock, imagePort } from '../../../hardware/docks/images.ts';
import { virtualLimits } from '../../../hardware/erase/limits.ts';
import { mediumOf } from '../../../hardware/erase/medium.ts';
import { runErase } from '../../../hardware/helper/erase-job.ts';
import { Identifying } from '../../../hardware/helper/identify.ts';
import { runStamp } from '../../../hardware/helper/stamp-job.ts';
import { runVerify } from '../../../hardware/helper/verify-job.ts';
import { readIdentity } from '../../../hardware/identity/read-identity.ts';
import { demoDrives } from '../../../hardware/simulator/demo-drives.ts';
import type { DriveSpecInput } from '../../../hardware/simulator/drive-spec.ts';
import { generateSigner } from '../../../keys/ed25519.ts';
import { imageFile, loopDevice, noLoopDevices } from '../docks/loop.ts';
import { benchWith, clearanceFor, lastOf, milestones, port, small, type TestBench } from './bench.ts';

const never = new AbortController().signal;
let current: TestBench | undefined;
afterEach(async () => {
  await current?.end();
  current = undefined;
});

const signer = generateSigner();
const words = {
  certificate: `cert_${'a'.repeat(20)}`,
  subject: `d1_${'b'.repeat(32)}`,
  issued: '2026-11-24T02:40:00Z',
  station: 'st_01',
  key: signer.keyId,
};
const sealed = sealStamp(words, signer, 512);
const region = toBase64(sealed);
/** As a station makes it for a stamp: the order of the erase, and an id of its own. */
const again = (clearance: Clearance, n = 1): Clearance => ({ ...clearance, id: `stamp${n}`.padEnd(22, '_') });

async function erased(technique: Technique, drive: DriveSpecInput, pattern: 'zero' | 'random' = 'zero') {
  const bed = await benchWith(small(drive));
  current = bed;
  const clearance = await clearanceFor(bed.shelf, technique, { order: { pattern, read_back: { kind: 'full' } } });
  const end = lastOf(await milestones(runErase(bed.bench, clearance, never)));
  if (end.kind !== 'erased') throw new Error(JSON.stringify(end));
  const order = { clearance, record: end.record, markers: 16 };
  return {
    bed,
    clearance,
    look: async (stamp?: Parameters<typeof regionOf>[0]) => {
      const said = lastOf(
        await milestones(runVerify(bed.bench, stamp === undefined ? order : { ...order, stamp: regionOf(stamp) }, never)),
      );
      if (said.kind !== 'verified') throw new Error(JSON.stringify(said));
      return said;
    },
  };
}

describe('a stamp', () => {
  test.each([
    ['host_overwrite', 'disk', demoDrives.sataHdd, 'zero'],
    ['host_overwrite', 'solid-state drive', demoDrives.nvme, 'random'],
    ['nvme_sanitize_crypto_erase', 'solid-state drive', demoDrives.nvme, 'zero'],
  ] as const)(
    'is written once after %s on a %s, told at the dock, and left out of a reading exactly as it is on record',
    async (technique, _what, drive, pattern) => {
      const { bed, clearance, look } = await erased(technique, drive, pattern);
      const before = bed.image();
      expect(await new Identifying(bed.bench).identify(port)).not.toHaveProperty('stamp');
      expect(await runStamp(bed.bench, { clearance: again(clearance), region })).toEqual({ kind: 'stamped' });
      const after = bed.image();
      expect(after.subarray(0, 4096).equals(sealed)).toBe(true);
      expect(after.subarray(4096).equals(before.subarray(4096)), 'nothing else was written').toBe(true);
      expect(await new Identifying(bed.bench).identify(port)).toMatchObject({ kind: 'identified', stamp: words });
      expect(await runStamp(bed.bench, { clearance: again(clearance), region })).toMatchObject({ why: 'clearance_spent', wrote: false });
      expect(await look(sealed)).toMatchObject({ evidence: { unexpected: 0 }, excluded: regionOf(sealed) });
      // Another stamp on record explains nothing.
      const other = await look(sealStamp({ ...words, issued: '2026-11-24T02:41:00Z' }, signer, 512));
      expect(other).not.toHaveProperty('excluded');
      if (technique === 'host_overwrite') expect([other, await look()].map(({ evidence }) => evidence.unexpected)).toEqual([1, 1]);
    },
  );

  test('is left out to its last byte, and what lies behind it is not', async () => {
    const { bed, clearance, look } = await erased('host_overwrite', demoDrives.sataHdd);
    await runStamp(bed.bench, { clearance: again(clearance), region });
    const open = await bed.shelf.openDrive(port);
    const medium = await mediumOf(open, { capacity_bytes: clearance.capacity_bytes, block_bytes: 512 }, virtualLimits);
    await medium.write(4096, new Uint8Array(512).fill(7));
    await medium.flush();
    await open.close();
    expect(await look(sealed)).toMatchObject({ evidence: { unexpected: 1, first_unexpected: 0 }, excluded: regionOf(sealed) });
  });
});

test.for(['image', 'loop device'])('a stamp is written through the host on its %s', async (what, ctx) => {
  ctx.skip(what === 'loop device' && noLoopDevices !== undefined, noLoopDevices);
  const file = imageFile(4 * 1024 * 1024);
  const path = what === 'image' ? file : loopDevice(file);
  current = await benchWith(small(demoDrives.sataHdd));
  const dock = imageDock([path]);
  const bench = { ...current.bench, sources: [dock] };
  const open = await dock.openDrive(imagePort(path));
  const told = await readIdentity(open, virtualLimits);
  await open.close();
  if (told.kind !== 'identified') throw new Error(told.detail);
  const { serial, wwn, model, capacity_bytes } = told.identity;
  const other = await clearanceFor(current.shelf, 'host_overwrite');
  const { wwn: _, ...rest } = other;
  const clearance = { ...rest, serial, model, capacity_bytes, port: imagePort(path), ...(wwn === undefined ? {} : { wwn }) };
  const bytes = sealStamp(words, signer, told.identity.block_bytes);
  expect(await runStamp(bench, { clearance, region: toBase64(bytes) })).toEqual({ kind: 'stamped' });
  const now = readFileSync(file);
  expect(now.subarray(0, bytes.length).equals(bytes)).toBe(true);
  expect(now.subarray(bytes.length).some((byte) => byte !== 0)).toBe(false);
  expect(await new Identifying(bench).identify(imagePort(path))).toMatchObject({ stamp: words });
});

describe('nothing is written', () => {
  test('that is no stamp, that is late, on another drive, or where the drive holds something else than the erase left', async () => {
    const { bed, clearance } = await erased('host_overwrite', demoDrives.sataHdd);
    const clean = bed.image();
    const refusals = [
      [{ region: toBase64(new Uint8Array(4096)) }, 'command_refused'],
      [{ region: toBase64(sealed.subarray(0, 512)) }, 'command_refused'],
      [{ region: toBase64(sealStamp(words, signer, 520)) }, 'command_refused'],
      [{ clearance: { ...again(clearance), deadline_ms: 1 } }, 'clearance_expired'],
      [{ clearance: { ...again(clearance), serial: 'ZDEMO0A2' } }, 'wrong_drive'],
      [{ clearance: { ...again(clearance), capacity_bytes: clearance.capacity_bytes + 512 } }, 'wrong_drive'],
      [{ clearance: { ...again(clearance), port: 'virtual/9' } }, 'drive_gone'],
      [{ clearance }, 'clearance_spent'],
    ] as const;
    for (const [order, why] of refusals)
      expect(await runStamp(bed.bench, { clearance: again(clearance), region, ...order }), why).toMatchObject({
        kind: 'not_stamped',
        why,
        wrote: false,
      });
    expect(bed.image().equals(clean)).toBe(true);
    expect(await bed.bench.spent.lastStep(again(clearance).id), 'leave was not spent').toBeUndefined();
    const [source] = bed.bench.sources;
    if (source === undefined) throw new Error('no dock');
    const holdsTheSystem = {
      bays: async () => (await source.bays()).map((bay) => ({ ...bay, guarded: 'holds the system' })),
      openDrive: source.openDrive.bind(source),
    };
    const full = { ...bed.bench, spent: { ...bed.bench.spent, spend: () => Promise.reject(new Error('the disk is full')) } };
    expect(await runStamp(full, { clearance: again(clearance), region })).toMatchObject({ why: 'command_refused', wrote: false });
    const guarded = { ...bed.bench, sources: [holdsTheSystem] };
    expect(await runStamp(guarded, { clearance: again(clearance), region })).toMatchObject({ why: 'in_use', wrote: false });
    expect(bed.image().equals(clean)).toBe(true);
  });

  test('on a drive that somebody has used since', async () => {
    const bed = await benchWith(small(demoDrives.sataHdd));
    current = bed;
    const before = bed.image();
    const clearance = await clearanceFor(bed.shelf, 'host_overwrite');
    expect(await runStamp(bed.bench, { clearance, region })).toMatchObject({ why: 'command_refused', wrote: false });
    expect(bed.image().equals(before)).toBe(true);
  });
});
