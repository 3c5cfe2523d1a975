import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { structuresOn } from '../../../hardware/verify/read-back.ts';
import { structureAmong, structuresIn, windows } from '../../../hardware/verify/structures.ts';
import { memoryMedium } from '../erase/memory.ts';

function window(fill: (bytes: Buffer) => void, number = 0): readonly string[] {
  const bytes = Buffer.alloc(windows[number]?.length ?? 0);
  fill(bytes);
  return structuresIn(number, bytes);
}

describe('known structures', () => {
  test.each<[string, number, (bytes: Buffer) => void]>([
    [
      'boot record with partitions',
      0,
      (b) => {
        b[446 + 4] = 0x83;
        b.writeUInt32LE(2048, 446 + 12);
        b.writeUInt16BE(0x55aa, 510);
      },
    ],
    ['GPT header', 0, (b) => b.write('EFI PART', 512, 'latin1')],
    ['GPT header', 0, (b) => b.write('EFI PART', 4096, 'latin1')],
    [
      'ext superblock',
      0,
      (b) => {
        b.writeUInt32LE(1000, 1024);
        b.writeUInt32LE(2, 1024 + 24);
        b.writeUInt16LE(0xef53, 1024 + 56);
        b.writeUInt32LE(1, 1024 + 76);
      },
    ],
    ['NTFS boot sector', 0, (b) => b.write('NTFS    ', 3, 'latin1')],
    ['FAT boot sector', 0, (b) => b.write('FAT32   ', 82, 'latin1')],
    [
      'XFS superblock',
      0,
      (b) => {
        b.write('XFSB', 0, 'latin1');
        b.writeUInt32BE(4096, 4);
      },
    ],
    ['LVM2 label', 0, (b) => b.write('LABELONE', 512, 'latin1')],
    ['LUKS header', 0, (b) => b.write('LUKS\u00ba\u00be', 0, 'latin1')],
    ['Btrfs superblock', 1, (b) => b.write('_BHRfS_M', 64, 'latin1')],
    ['ZFS label', 2, (b) => b.writeBigUInt64LE(0x00bab10cn, 5 * 1024)],
  ])('%s is found', (name, number, fill) => {
    expect(window(fill, number)).toEqual([name]);
  });

  test('nothing is found in zeros, in ones, or in much noise', () => {
    for (const [number, { length }] of windows.entries()) {
      expect(structuresIn(number, Buffer.alloc(length))).toEqual([]);
      expect(structuresIn(number, Buffer.alloc(length, 0xff))).toEqual([]);
      for (let i = 0; i < 200; i++) expect(structuresIn(number, randomBytes(length))).toEqual([]);
    }
    for (let i = 0; i < 20; i++) expect(structureAmong(randomBytes(1024 * 1024))).toBeUndefined();
  });

  test('a boot signature alone is no boot record', () => {
    expect(window((b) => b.writeUInt16BE(0x55aa, 510))).toEqual([]);
  });

  test('a magic word in any sampled sector is found at its place, and nowhere else', () => {
    const bytes = Buffer.alloc(64 * 1024);
    bytes.write('NTFS    ', 10 * 512 + 3, 'latin1');
    expect(structureAmong(bytes)).toBe('NTFS boot sector');
    bytes.fill(0).write('NTFS    ', 10 * 512 + 4, 'latin1');
    expect(structureAmong(bytes)).toBeUndefined();
  });

  test('a real ext4 image is found, bare and behind a partition border', async (ctx) => {
    ctx.skip(!hasMkfs(), 'mkfs.ext4 is not installed');
    const dir = mkdtempSync(join(tmpdir(), 'custos-ext4-'));
    try {
      const path = join(dir, 'fs.img');
      writeFileSync(path, Buffer.alloc(8 * 1024 * 1024));
      execFileSync('mkfs.ext4', ['-q', '-F', path], { stdio: 'ignore' });
      const made = readFileSync(path);
      const bare = memoryMedium(made.length, 4096);
      made.copy(bare.bytes);
      expect(await structuresOn(bare)).toContain('ext superblock');
      const behind = memoryMedium(made.length + 1024 * 1024);
      behind.bytes.fill(0);
      made.copy(behind.bytes, 1024 * 1024);
      expect(await structuresOn(behind)).toEqual(['ext superblock']);
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  });
});

function hasMkfs(): boolean {
  try {
    execFileSync('mkfs.ext4', ['-V'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
