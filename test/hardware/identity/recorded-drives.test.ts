import { describe, expect, test } from 'vitest';
import { virtualLimits } from '../../../hardware/erase/limits.ts';
import { readIdentity } from '../../../hardware/identity/read-identity.ts';
import { parseReadCapacity16 } from '../../../hardware/scsi/blocks.ts';
import {
  parseBlockDeviceCharacteristics,
  parseBlockLimits,
  parseDeviceIdentification,
  parseLogicalBlockProvisioning,
  parseUnitSerialNumber,
  worldWideName,
} from '../../../hardware/scsi/inquiry.ts';
import { parseGrownDefects, parseLunCount, parseWriteProtect, parseZonedCharacteristics } from '../../../hardware/scsi/inventory.ts';
import { parseSense } from '../../../hardware/scsi/sense.ts';
import { putAscii, putLe16, putLe32, putLe64 } from '../../../hardware/transport/fields.ts';
import type { NvmeTransport } from '../../../hardware/transport/transport.ts';

/**
 * Identify Controller fields as owners of these drives have published them (nvme-cli output in public issues and notes:
 * thomas-krenn/TKperf 25, tnear/linux nvme-id-ctrl.md, bretmlw/sbc-benchmarks), put back into bytes
 * at their places. Serials are not theirs.
 */
interface Recorded {
  readonly model: string;
  readonly firmware: string;
  readonly mdts: number;
  readonly oacs: number;
  readonly tnvmcap: bigint;
  readonly unvmcap: bigint;
  readonly sanicap: number;
  readonly nn: number;
  readonly fna: number;
}
const recorded = {
  micron9200: {
    model: 'Micron_9200_MTFDHAL1T6TCU',
    firmware: '101008P0',
    mdts: 5,
    oacs: 0x0e,
    tnvmcap: 1_600_321_314_816n,
    unvmcap: 0n,
    sanicap: 0,
    nn: 1,
    fna: 0,
  },
  samsungPm1733: {
    model: 'SAMSUNG MZWLJ7T6HALA-00AU3',
    firmware: 'EPK9CR5Q',
    mdts: 8,
    oacs: 0x5f,
    tnvmcap: 7_681_501_126_656n,
    unvmcap: 1_084_431_360_000n,
    sanicap: 0x3,
    nn: 32,
    fna: 0x4,
  },
  samsungClient: {
    model: 'MZ9LQ256HBJD-00BVL',
    firmware: 'FXM71V1Q',
    // MDTS, OACS and FNA were not published.
    mdts: 0,
    oacs: 0,
    tnvmcap: 256_060_514_304n,
    unvmcap: 0n,
    sanicap: 0x60000002,
    nn: 1,
    fna: 0,
  },
} as const satisfies Record<string, Recorded>;

function controller(of: Recorded): Uint8Array {
  const data = new Uint8Array(4096);
  putAscii(data, 4, 20, 'RECORDED0001');
  putAscii(data, 24, 40, of.model);
  putAscii(data, 64, 8, of.firmware);
  data[77] = of.mdts;
  putLe16(data, 256, of.oacs);
  putLe64(data, 280, of.tnvmcap);
  putLe64(data, 296, of.unvmcap);
  putLe32(data, 328, of.sanicap);
  putLe32(data, 516, of.nn);
  data[524] = of.fna;
  return data;
}

/** A controller that answers Identify, the sanitize log where it sanitizes, and turns down the rest: the port, not the code under test. */
function answering(of: Recorded): NvmeTransport {
  const blocks = (of.tnvmcap - of.unvmcap) / 512n;
  const namespace = new Uint8Array(4096);
  putLe64(namespace, 0, blocks);
  putLe64(namespace, 8, blocks);
  putLe32(namespace, 128, 9 << 16);
  const list = new Uint8Array(4096);
  list[0] = 1;
  const log = new Uint8Array(512);
  putLe16(log, 0, 0xffff);
  for (let at = 8; at < 32; at += 4) putLe32(log, at, 0xffffffff);
  const good = (data: Uint8Array) => Promise.resolve({ status: 0, result: 0, data });
  const no = Promise.resolve({ status: 0x4002, result: 0, data: new Uint8Array(0) });
  return {
    kind: 'nvme',
    io: () => no,
    admin: (command) => {
      const cns = (command.cdw10 ?? 0) & 0xff;
      if (command.opcode === 0x02) return cns === 0x81 && of.sanicap !== 0 ? good(log) : no;
      if (command.opcode !== 0x06) return no;
      if (cns === 0x00) return good(namespace);
      if (cns === 0x01) return good(controller(of));
      return cns === 0x02 || cns === 0x10 ? good(list) : no;
    },
  };
}

async function offersOf(of: Recorded) {
  const told = await readIdentity({ transport: answering(of), presence: 'p', close: () => Promise.resolve() }, virtualLimits);
  if (told.kind !== 'identified') throw new Error(told.detail);
  const { techniques } = told.capabilities;
  return { told, of: Object.fromEntries(techniques.map((one) => [one.technique, one.kind === 'out' ? one.why : one.kind])) };
}

describe('NVMe drives as their owners have published them', () => {
  test('a Micron 9200 has no Sanitize: Format for user data is all it has', async () => {
    const { told, of } = await offersOf(recorded.micron9200);
    expect(told.identity).toMatchObject({ model: 'Micron_9200_MTFDHAL1T6TCU', capacity_bytes: 1_600_321_314_816 });
    expect(of).toMatchObject({
      nvme_sanitize_block_erase: 'drive_lacks_it',
      nvme_sanitize_crypto_erase: 'drive_lacks_it',
      nvme_format_user_data_erase: 'offered',
      nvme_format_cryptographic_erase: 'drive_lacks_it',
      tcg_psid_revert: 'drive_lacks_it',
    });
  });

  test('a Samsung PM1733 keeps a terabyte in no namespace: Sanitize reaches it, Format does not', async () => {
    const { told, of } = await offersOf(recorded.samsungPm1733);
    expect(told.capabilities.unallocated_bytes).toBe(1_084_431_360_000);
    expect(told.identity.native_bytes).toBe(7_681_501_126_656);
    expect(of).toMatchObject({
      nvme_sanitize_block_erase: 'offered',
      nvme_sanitize_crypto_erase: 'offered',
      nvme_sanitize_overwrite: 'drive_lacks_it',
      nvme_format_user_data_erase: 'would_leave_areas',
      nvme_format_cryptographic_erase: 'would_leave_areas',
      host_overwrite: 'would_leave_areas',
    });
  });

  test('a Samsung client drive with block erase alone, which takes no No-Deallocate', async () => {
    const { of } = await offersOf(recorded.samsungClient);
    expect(of).toMatchObject({ nvme_sanitize_block_erase: 'offered', nvme_sanitize_crypto_erase: 'drive_lacks_it' });
  });
});

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replaceAll(/\s/g, ''), 'hex'));

/** Response bytes that doug-gilbert/sg3_utils keeps beside its decoders (folder inhex). */
describe('SCSI pages as public tools decode them', () => {
  test('the designators of a Seagate SAS disk: the unit, not its ports or its target, gives the name', () => {
    const page = hex(`00 83 00 48 01 03 00 08 50 00 c5 00 30 11 cb 2b 61 93 00 08 50 00 c5 00 30 11 cb 29 61 94 00 04
      00 00 00 01 61 a3 00 08 50 00 c5 00 30 11 cb 28 03 28 00 18 6e 61 61 2e 35 30 30 30 43 35 30 30 33 30 31 31 43 42 32 38 00 00 00 00`);
    const found = parseDeviceIdentification(page) ?? [];
    expect(found.map(({ association, type }) => [association, type])).toEqual([
      [0, 3],
      [1, 3],
      [1, 4],
      [2, 3],
      [2, 8],
    ]);
    expect(worldWideName(found)).toBe('5000c5003011cb2b');
  });

  test('serial, limits, characteristics and provisioning', () => {
    expect(parseUnitSerialNumber(hex('00 80 00 04 32 30 30 30'))).toBe('2000');
    expect(parseBlockLimits(hex('00 b0 00 3c 00 00 00 01 00 00 40 00 00 00 04 00 00000000 00000000 0000000000000001'))).toMatchObject({
      maximumTransferBlocks: 0x4000,
      optimalTransferBlocks: 0x400,
    });
    expect(parseBlockDeviceCharacteristics(hex('00 b1 00 3c 00 01 00 05 00'))).toMatchObject({
      rotationRate: 1,
      writeAfterBlockErase: 'not_specified',
      writeAfterCryptographicErase: 'not_specified',
    });
    expect(parseLogicalBlockProvisioning(hex('00 b2 00 10 00 01 00 00'))).toMatchObject({ lbpu: false, lbprz: 0 });
  });

  test('a host-managed zoned disk, and its capacity', () => {
    const page = hex('14 b6 00 3c 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 08 00 00 00 01');
    expect(parseZonedCharacteristics(page)).toEqual({ unrestrictedReads: false, maximumOpenZones: 8 });
    expect(parseReadCapacity16(hex('00 00 00 09 18 5f ff ff 00 00 02 00 00 03 00 00'))).toMatchObject({
      lastLba: 0x9185fffff,
      physicalExponent: 3,
    });
  });

  test('logical units: well known ones and "none" do not count', () => {
    const list = hex(`00 00 00 40 00 00 00 00 00 01 00 00 00 00 00 00 03 08 02 04 01 02 00 01 c1 01 00 00 00 00 00 00
      52 34 00 00 00 00 00 00 81 44 00 00 00 00 00 00 03 09 d2 77 88 99 00 00 e2 77 88 99 aa bb 00 00 ff ff ff ff ff ff ff ff`);
    expect(parseLunCount(list)).toBe(6);
    expect(parseLunCount(list.slice(0, 16))).toBe(8);
    expect(parseLunCount(hex('00 00 00 08 00 00 00 00 00 00 00 00 00 00 00 00'))).toBe(1);
    expect(parseLunCount(new Uint8Array(7))).toBeUndefined();
  });

  test('fixed sense carries its block, and a progress only where the key allows one', () => {
    // 03/11 with SKSV set: the field pointer bytes are an actual retry count here, not progress.
    expect(parseSense(hex('f0 00 03 00 00 12 34 0a 00 00 00 00 11 00 77 80 01 98'))).toMatchObject({
      key: 3,
      asc: 0x11,
      information: 0x1234,
    });
    expect(parseSense(hex('f0 00 03 00 00 12 34 0a 00 00 00 00 11 00 77 80 01 98'))?.progress).toBeUndefined();
  });
});

describe('answers that tell less than was asked', () => {
  test('a defect list in another format is counted by that format, one without a grown list not at all', () => {
    expect(parseGrownDefects(hex('00 0d 00 00 00 00 00 10'))).toBe(2);
    expect(parseGrownDefects(hex('00 08 00 00 00 00 00 10'))).toBe(4);
    expect(parseGrownDefects(hex('00 15 00 00 00 00 00 10'))).toBeUndefined();
    expect(parseGrownDefects(hex('00 0e 00 00 00 00 00 10'))).toBeUndefined();
  });
  test('a mode header says whether writes are taken', () => {
    expect(parseWriteProtect(hex('00 06 00 80 00 00 00 00'))).toBe(true);
    expect(parseWriteProtect(hex('00 06 00 10 00 00 00 00'))).toBe(false);
    expect(parseWriteProtect(hex('00 06 00'))).toBeUndefined();
  });
});
