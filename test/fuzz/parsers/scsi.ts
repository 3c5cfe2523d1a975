import { parseReadCapacity10, parseReadCapacity16, type ReadCapacity } from '../../../hardware/scsi/blocks.ts';
import {
  parseBlockDeviceCharacteristics,
  parseBlockLimits,
  parseDeviceIdentification,
  parseInquiry,
  parseLogicalBlockProvisioning,
  parseSupportedPages,
  parseUnitSerialNumber,
  worldWideName,
} from '../../../hardware/scsi/inquiry.ts';
import { parseSupportedOpcode } from '../../../hardware/scsi/sanitize.ts';
import { parseSense, senseText } from '../../../hardware/scsi/sense.ts';
import { structureAmong, structuresIn, windows } from '../../../hardware/verify/structures.ts';
import { type Fuzzed, must, mustBeAscii, mustBeCount } from '../fuzzed.ts';
import { dataVectors, senseVectors } from '../vectors.ts';

/** Sense data in fixed and descriptor format. */
export const sense: Fuzzed = {
  name: 'sense',
  share: 14,
  seeds: async () => (await senseVectors()).map((bytes) => bytes.subarray(1)),
  check(input) {
    const told = parseSense(input);
    if (told === undefined) return;
    mustBeCount(told.key, 'sense key', 15);
    mustBeCount(told.asc, 'asc', 255);
    mustBeCount(told.ascq, 'ascq', 255);
    if (told.progress !== undefined) mustBeCount(told.progress, 'progress', 0xffff);
    if (told.information !== undefined) mustBeCount(told.information, 'information');
    must(told.ataStatusReturn === undefined || told.ataStatusReturn.length === 14, 'half an ATA Status Return descriptor');
    must(/^[0-9A-F]{2}\/[0-9A-F]{2}\/[0-9A-F]{2}$/.test(senseText(told)), 'sense text');
  },
};

/** INQUIRY, vital product data and what else is read by length and place. */
export const inquiryPages: Fuzzed = {
  name: 'inquiry-vpd',
  share: 14,
  seeds: async () => [...(await dataVectors('scsi')), ...(await dataVectors('ata'))],
  check(input) {
    const told = parseInquiry(input);
    if (told !== undefined) {
      mustBeAscii(told.vendor, 8, 'vendor');
      mustBeAscii(told.product, 16, 'product');
      mustBeAscii(told.revision, 4, 'revision');
    }
    const serial = parseUnitSerialNumber(input);
    if (serial !== undefined) mustBeAscii(serial, input.length - 4, 'unit serial number');
    for (const page of parseSupportedPages(input) ?? []) mustBeCount(page, 'page', 255);
    const names = parseDeviceIdentification(input) ?? [];
    for (const { bytes } of names) must(bytes.length <= input.length, 'a designator longer than its page');
    must(/^([0-9a-f]{16}){0,2}$/.test(worldWideName(names) ?? ''), 'world-wide name');
    const limits = parseBlockLimits(input);
    if (limits !== undefined) for (const value of Object.values<number>({ ...limits })) mustBeCount(value, 'block limit', 0xffffffff);
    const traits = parseBlockDeviceCharacteristics(input);
    if (traits !== undefined) mustBeCount(traits.rotationRate, 'rotation', 0xffff);
    const provisioning = parseLogicalBlockProvisioning(input);
    if (provisioning !== undefined) mustBeCount(provisioning.lbprz, 'lbprz', 7);
    const opcode = parseSupportedOpcode(input);
    must(opcode !== 'supported' || [3, 5].includes((input[1] ?? 0) & 7), 'an opcode was called supported that is not');
  },
};

/** READ CAPACITY (10) and (16). */
export const readCapacity: Fuzzed = {
  name: 'read-capacity',
  share: 8,
  seeds: async () => (await dataVectors('scsi')).filter(({ length }) => length === 8 || length === 32),
  check(input) {
    const told: readonly (ReadCapacity | undefined)[] = [parseReadCapacity10(input), parseReadCapacity16(input)];
    for (const one of told) {
      if (one === undefined) continue;
      mustBeCount(one.lastLba, 'last LBA');
      mustBeCount(one.blockBytes, 'block length', 0xffffffff);
      mustBeCount(one.physicalExponent ?? 0, 'physical exponent', 15);
    }
  },
};

/** Blocks that were read back, searched for what an erased drive must not show. */
export const structures: Fuzzed = {
  name: 'structures',
  share: 4,
  seeds: () => [
    Buffer.concat([Buffer.alloc(512), Buffer.from('EFI PART'), Buffer.alloc(500)]),
    Buffer.concat([Buffer.from('\u00ebR\u0090NTFS    ', 'latin1'), Buffer.alloc(501)]),
    Buffer.concat([Buffer.alloc(510), Buffer.of(0x55, 0xaa), Buffer.alloc(512)]),
  ],
  check(input) {
    for (const window of windows.keys())
      must(
        structuresIn(window, input).every((name) => name.length <= 40),
        'a structure without a name',
      );
    must((structureAmong(input) ?? '').length <= 40, 'a structure without a name');
  },
};
