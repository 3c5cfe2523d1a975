/**
 * Known structures that an erased drive must not show. Each test wants more than a two-byte signature, because a
 * crypto-erased drive is full of noise: a false find would send a good drive to the shredder. Offsets and magic
 * numbers as described in the Linux kernel's and util-linux's public sources, from general knowledge of the formats.
 */

/** A window of a drive that is searched, at `offset` bytes from where a disk or a file system may begin. */
export interface Window {
  readonly offset: number;
  readonly length: number;
}

/** What must be read from each possible beginning to find everything in `structuresIn`. */
export const windows: readonly Window[] = [
  { offset: 0, length: 8192 },
  { offset: 65_536, length: 4096 },
  { offset: 131_072, length: 131_072 },
];

/** Where a file system commonly begins on a partitioned drive, besides its start: cylinder 1, and the usual alignments. */
export const usualBeginnings: readonly number[] = [0, 63 * 512, 2048 * 512, 206_848 * 512, 1_050_624 * 512];

type Test = (bytes: Buffer) => boolean;

/** Structures by where they lie from the beginning of a disk or file system. */
const tests: readonly { readonly name: string; readonly window: number; readonly found: Test }[] = [
  { name: 'boot record with partitions', window: 0, found: bootRecord },
  { name: 'GPT header', window: 0, found: (b) => text(b, 512, 'EFI PART') || text(b, 4096, 'EFI PART') },
  { name: 'ext superblock', window: 0, found: ext },
  { name: 'NTFS boot sector', window: 0, found: (b) => text(b, 3, 'NTFS    ') },
  { name: 'exFAT boot sector', window: 0, found: (b) => text(b, 3, 'EXFAT   ') },
  { name: 'FAT boot sector', window: 0, found: (b) => text(b, 82, 'FAT32   ') || text(b, 54, 'FAT16   ') || text(b, 54, 'FAT12   ') },
  { name: 'XFS superblock', window: 0, found: (b) => text(b, 0, 'XFSB') && powerOfTwo(u32be(b, 4)) },
  { name: 'LUKS header', window: 0, found: (b) => text(b, 0, 'LUKS\u00ba\u00be') },
  { name: 'LVM2 label', window: 0, found: (b) => [0, 512, 1024, 1536].some((at) => text(b, at, 'LABELONE')) },
  { name: 'swap area', window: 0, found: (b) => text(b, 4086, 'SWAPSPACE2') },
  { name: 'md RAID superblock', window: 0, found: (b) => [0, 4096].some((at) => u32le(b, at) === 0xa92b4efc && u32le(b, at + 4) === 1) },
  { name: 'Btrfs superblock', window: 1, found: (b) => text(b, 64, '_BHRfS_M') },
  { name: 'ZFS label', window: 2, found: zfs },
];

/** Names of the structures in one window of `windows`, by its number. */
export function structuresIn(window: number, bytes: Uint8Array): readonly string[] {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return tests.filter((test) => test.window === window && test.found(view)).map((test) => test.name);
}

/** Long magic words that are worth looking for in any sampled block, with their place in a 512-byte sector. */
const magics = [
  { name: 'GPT header', at: 0, word: Buffer.from('EFI PART') },
  { name: 'NTFS boot sector', at: 3, word: Buffer.from('NTFS    ') },
  { name: 'exFAT boot sector', at: 3, word: Buffer.from('EXFAT   ') },
  { name: 'FAT boot sector', at: 82, word: Buffer.from('FAT32   ') },
  { name: 'LVM2 label', at: 0, word: Buffer.from('LABELONE') },
  { name: 'Btrfs superblock', at: 64, word: Buffer.from('_BHRfS_M') },
] as const;

/** The name of a structure that begins anywhere in these blocks, or undefined. Eight-byte words only: noise does not make them. */
export function structureAmong(bytes: Uint8Array): string | undefined {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (const magic of magics) {
    for (let at = view.indexOf(magic.word); at !== -1; at = view.indexOf(magic.word, at + 1)) {
      if (at % 512 === magic.at) return magic.name;
    }
  }
  return undefined;
}

function bootRecord(bytes: Buffer): boolean {
  if (bytes.length < 512 || bytes[510] !== 0x55 || bytes[511] !== 0xaa) return false;
  let used = 0;
  for (let entry = 446; entry < 510; entry += 16) {
    const status = bytes[entry];
    if (status !== 0x00 && status !== 0x80) return false;
    if (bytes[entry + 4] !== 0 && u32le(bytes, entry + 12) !== 0) used += 1;
  }
  return used > 0;
}

function ext(bytes: Buffer): boolean {
  const at = 1024;
  if (bytes.length < at + 128) return false;
  const magic = bytes.readUInt16LE(at + 56) === 0xef53;
  return magic && u32le(bytes, at + 24) <= 6 && u32le(bytes, at + 76) <= 1 && u32le(bytes, at) > 0;
}

/** An uberblock in the ring of the first label: 128 KiB of slots of 1 KiB or more, either byte order. */
function zfs(bytes: Buffer): boolean {
  for (let at = 0; at + 8 <= bytes.length; at += 1024) {
    const little = u32le(bytes, at) === 0x00bab10c && u32le(bytes, at + 4) === 0;
    const big = u32be(bytes, at) === 0 && u32be(bytes, at + 4) === 0x00bab10c;
    if (little || big) return true;
  }
  return false;
}

function text(bytes: Buffer, at: number, word: string): boolean {
  return bytes.length >= at + word.length && bytes.toString('latin1', at, at + word.length) === word;
}

function u32le(bytes: Buffer, at: number): number {
  return bytes.length >= at + 4 ? bytes.readUInt32LE(at) : 0;
}

function u32be(bytes: Buffer, at: number): number {
  return bytes.length >= at + 4 ? bytes.readUInt32BE(at) : 0;
}

function powerOfTwo(value: number): boolean {
  return value >= 512 && value <= 65_536 && (value & (value - 1)) === 0;
}
