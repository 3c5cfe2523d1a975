import { spawnSync } from 'node:child_process';
import { describe, expect, it, type TestContext } from 'vitest';
import type { DriveSpecInput } from '../../../hardware/simulator/drive-spec.ts';
import { driveSpec } from '../../../hardware/simulator/drive-spec.ts';
import { demoDrives } from '../../../hardware/simulator/demo-drives.ts';
import { ataTurns, freshAta } from '../../../hardware/simulator/model/ata-drive.ts';
import { identifyData } from '../../../hardware/simulator/model/ata-identify-data.ts';

/** What hdparm makes of the IDENTIFY data of a virtual drive that has just been switched on. It reads the words from its standard input. */
function hdparmOf(drive: DriveSpecInput, ctx: TestContext): string {
  const spec = driveSpec.parse(drive);
  const data = identifyData(ataTurns.poweredOn(freshAta(spec), spec), spec);
  const words = Array.from({ length: 256 }, (_, i) => ((data[i * 2] ?? 0) | ((data[i * 2 + 1] ?? 0) << 8)).toString(16).padStart(4, '0'));
  const read = spawnSync('hdparm', ['--Istdin'], { input: `${words.join(' ')}\n`, encoding: 'utf8' });
  const missing = read.error === undefined ? undefined : 'hdparm is not installed here';
  ctx.skip(missing !== undefined, missing);
  return read.stdout.replaceAll(/\s+/g, ' ');
}

describe('hdparm, an independent reader of ATA words', () => {
  it('finds a disk whole: security, sanitize, limits, sizes, name and checksum', (ctx) => {
    const told = hdparmOf(demoDrives.sataHdd, ctx);
    for (const fact of [
      'Model Number: ST4000NM000A-2HZ100',
      'Serial Number: ZDEMO0A1',
      'LBA48 user addressable sectors: 131072',
      'Physical Sector size: 4096 bytes',
      'Host Protected Area feature set',
      'Device Configuration Overlay feature set',
      'SANITIZE feature set * OVERWRITE_EXT command',
      'supported not enabled not locked not frozen not expired: security count supported: enhanced erase',
      '120min for SECURITY ERASE UNIT. 120min for ENHANCED SECURITY ERASE UNIT.',
      'Logical Unit WWN Device Identifier: 5000c500de300001',
      'Checksum: correct',
    ])
      expect(told).toContain(fact);
  });

  it('finds what a flash drive can do, and no limits on it', (ctx) => {
    const told = hdparmOf(demoDrives.sataSsd, ctx);
    expect(told).toContain('Solid State Device');
    expect(told).toContain('CRYPTO_SCRAMBLE_EXT command * BLOCK_ERASE_EXT command * Device encrypts all user data');
    expect(told).toContain('Deterministic read ZEROs after TRIM');
    expect(told).not.toContain('Host Protected Area');
    expect(told).toContain('Checksum: correct');
  });

  it('finds a lock of the maximum level, large blocks, and a disk with an accessible maximum', (ctx) => {
    expect(hdparmOf({ ...demoDrives.sataHdd, faults: [{ kind: 'locked' }] }, ctx)).toContain(
      'enabled locked not frozen not expired: security count supported: enhanced erase Security level maximum',
    );
    expect(hdparmOf({ ...demoDrives.sataHdd, faults: [{ kind: 'security_frozen' }] }, ctx)).toMatch(/not locked frozen not expired/);
    expect(hdparmOf({ ...demoDrives.sataHdd, block_bytes: 4096 }, ctx)).toContain(
      'Logical Sector size: 4096 bytes Physical Sector size: 4096 bytes',
    );
    const ama = hdparmOf({ ...demoDrives.sataHdd, ama_blocks: 1024 }, ctx);
    expect(ama).toContain('LBA48 user addressable sectors: 130048');
    expect(ama).not.toContain('Device Configuration Overlay');
  });
});
