import { asciiField, le16, le32, le64, safeNumber } from '../transport/fields.ts';
import { toHex } from '../../domain/bytes.ts';
import type { AtaCommand } from './sat.ts';

/** IDENTIFY DEVICE (ECh). */
export function identifyDevice(): AtaCommand {
  return { command: 0xec, extend: false, data: { kind: 'in', protocol: 'pio', blocks: 1 } };
}

/** An erase time of word 89 or 90. `over`: the drive says only "longer than". */
export type EraseTime =
  | { readonly kind: 'not_given' }
  | { readonly kind: 'minutes'; readonly minutes: number }
  | { readonly kind: 'over'; readonly minutes: number };

export interface AtaSecurityWord {
  readonly supported: boolean;
  readonly enabled: boolean;
  readonly locked: boolean;
  readonly frozen: boolean;
  readonly countExpired: boolean;
  readonly enhancedErase: boolean;
  readonly masterCapability: 'high' | 'maximum';
  readonly eraseTime: EraseTime;
  readonly enhancedEraseTime: EraseTime;
  /** Word 92; undefined when the drive keeps none. */
  readonly masterIdentifier?: number;
}

export interface IdentifyDevice {
  readonly serial: string;
  readonly firmware: string;
  readonly model: string;
  /** `valid`: signature A5h and a sum of zero. `absent`: no signature. `wrong`: fabricated or damaged. */
  readonly checksum: 'valid' | 'absent' | 'wrong';
  readonly sectors: number;
  readonly logicalSectorBytes: number;
  readonly physicalSectorBytes: number;
  /** 0 not reported, 1 non-rotating, else revolutions per minute. */
  readonly rotationRate: number;
  readonly wwn?: string;
  readonly sanitize: {
    readonly supported: boolean;
    readonly cryptoScramble: boolean;
    readonly overwrite: boolean;
    readonly blockErase: boolean;
    readonly antifreeze: boolean;
  };
  readonly security: AtaSecurityWord;
  /** `undefined` when words 82 and 83 carry no validity mark: then nothing is known. */
  readonly hpa: boolean | undefined;
  readonly dco: boolean | undefined;
  readonly ama: boolean | undefined;
  readonly lba48: boolean;
  readonly trim: { readonly supported: boolean; readonly deterministic: boolean; readonly zeros: boolean };
  readonly encryptsAll: boolean;
  /** Word 69 b1:0: 0 none told, 1 host aware, 2 device managed. A host-managed drive has a signature of its own. */
  readonly zoned: number;
  /** Trusted Computing feature set (word 48 b0): TRUSTED SEND and RECEIVE, so a TPer may be there. */
  readonly trusted: boolean;
  /** SMART is there and switched on (words 82 and 85). */
  readonly smart: boolean;
  /** General purpose logs can be read (word 84). */
  readonly logs: boolean;
}

function byteSwapped(data: Uint8Array, word: number, words: number): string {
  const swapped = new Uint8Array(words * 2);
  for (let i = 0; i < words * 2; i += 2) {
    swapped[i] = data[word * 2 + i + 1] ?? 0;
    swapped[i + 1] = data[word * 2 + i] ?? 0;
  }
  return asciiField(swapped, 0, swapped.length);
}

function checksumOf(data: Uint8Array): IdentifyDevice['checksum'] {
  if (data[510] !== 0xa5) return 'absent';
  let sum = 0;
  for (const byte of data) sum = (sum + byte) & 0xff;
  return sum === 0 ? 'valid' : 'wrong';
}

/** Bits 15:14 = 01b mark a word as meant. */
function marked(word: number): boolean {
  return word >> 14 === 1;
}

/** Word 89 or 90: b15 chooses between a 15-bit and an 8-bit count of 2 minutes. */
export function parseEraseTime(word: number): EraseTime {
  const extended = (word & 0x8000) !== 0;
  const units = extended ? word & 0x7fff : word & 0xff;
  if (units === 0) return { kind: 'not_given' };
  if (units === (extended ? 0x7fff : 0xff)) return { kind: 'over', minutes: (units - 1) * 2 };
  return { kind: 'minutes', minutes: units * 2 };
}

function security(word: (n: number) => number): AtaSecurityWord {
  const flags = word(128);
  const bit = (n: number): boolean => ((flags >> n) & 1) !== 0;
  const identifier = word(92);
  return {
    supported: bit(0),
    enabled: bit(1),
    locked: bit(2),
    frozen: bit(3),
    countExpired: bit(4),
    enhancedErase: bit(5),
    masterCapability: bit(8) ? 'maximum' : 'high',
    eraseTime: parseEraseTime(word(89)),
    enhancedEraseTime: parseEraseTime(word(90)),
    ...(identifier === 0 || identifier === 0xffff ? {} : { masterIdentifier: identifier }),
  };
}

/** Sector count: words 230-233 when w69 b3 says so, else 100-103 with 48-bit addressing, else 60-61. */
function sectorCount(data: Uint8Array, word: (n: number) => number, lba48: boolean): number | undefined {
  if (word(69) !== 0xffff && (word(69) & 0x08) !== 0) {
    const extended = safeNumber(le64(data, 460));
    if (extended !== undefined && extended > 0) return extended;
  }
  return lba48 ? safeNumber(le64(data, 200)) : le32(data, 120);
}

function logicalSectorBytes(data: Uint8Array, word106: number): number {
  return marked(word106) && (word106 & 0x1000) !== 0 ? le32(data, 234) * 2 : 512;
}

/** Words 108-111, when the drive says that it has a name (w84 b8 or w87 b8) and the name is of a known authority (NAA 5). */
function worldWideName(word: (n: number) => number): string | undefined {
  const said = (marked(word(84)) && (word(84) & 0x100) !== 0) || (marked(word(87)) && (word(87) & 0x100) !== 0);
  if (!said || word(108) >> 12 !== 5) return undefined;
  const bytes = new Uint8Array(8);
  for (let i = 0; i < 4; i++) {
    bytes[i * 2] = word(108 + i) >> 8;
    bytes[i * 2 + 1] = word(108 + i) & 0xff;
  }
  return toHex(bytes);
}

/** Reads 512 bytes of IDENTIFY DEVICE data. Undefined when they are short, all zero, or of a packet device. */
export function parseIdentifyDevice(data: Uint8Array): IdentifyDevice | undefined {
  if (data.length < 512 || data.every((byte) => byte === 0)) return undefined;
  const block = data.subarray(0, 512);
  const raw = (n: number): number => le16(block, n * 2);
  // FFFFh means "not given" in every word used through this.
  const word = (n: number): number => (raw(n) === 0xffff ? 0 : raw(n));
  if ((raw(0) & 0x8000) !== 0) return undefined;
  const supportedMarked = marked(word(83));
  const lba48 = supportedMarked && (word(83) & 0x400) !== 0;
  const sectors = sectorCount(block, word, lba48);
  if (sectors === undefined) return undefined;
  const logical = logicalSectorBytes(block, word(106));
  const physical = marked(word(106)) && (word(106) & 0x2000) !== 0 ? logical * 2 ** (word(106) & 0x0f) : logical;
  const wwn = worldWideName(word);
  const flag = (n: number, bit: number): boolean => ((word(n) >> bit) & 1) !== 0;
  return {
    serial: byteSwapped(block, 10, 10),
    firmware: byteSwapped(block, 23, 4),
    model: byteSwapped(block, 27, 20),
    checksum: checksumOf(block),
    sectors,
    logicalSectorBytes: logical,
    physicalSectorBytes: physical,
    rotationRate: word(217),
    ...(wwn === undefined ? {} : { wwn }),
    sanitize: {
      supported: flag(59, 12),
      cryptoScramble: flag(59, 13),
      overwrite: flag(59, 14),
      blockErase: flag(59, 15),
      antifreeze: flag(59, 10),
    },
    security: security(word),
    hpa: supportedMarked ? flag(82, 10) : undefined,
    dco: supportedMarked ? flag(83, 11) : undefined,
    // Word 119 counts only where w86 b15 says that 119 and 120 are meant.
    ama: supportedMarked ? flag(86, 15) && marked(word(119)) && flag(119, 8) : undefined,
    lba48,
    trim: { supported: flag(169, 0), deterministic: flag(69, 14), zeros: flag(69, 5) },
    encryptsAll: flag(69, 4),
    zoned: word(69) & 3,
    trusted: marked(word(48)) && flag(48, 0),
    smart: supportedMarked && flag(82, 0) && flag(85, 0),
    logs: marked(word(84)) && flag(84, 5),
  };
}
