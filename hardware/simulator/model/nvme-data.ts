import { putAscii, putLe16, putLe32, putLe64 } from '../../transport/fields.ts';
import type { DriveSpec } from '../drive-spec.ts';
import { faultOf } from '../drive-spec.ts';
import { estimates } from './context.ts';
import type { NvmeState } from './nvme-state.ts';
import { eui64Of, namespacesIn, type Placed, unallocatedBlocks } from './nvme-namespaces.ts';
import { progress16, progressOf } from './operation.ts';

/** MDTS 8: 2^8 pages of 4 KiB, 1 MiB. */
const mdts = 8;
export const nvmeMaximumTransferBytes = 4096 * 2 ** mdts;

/** Identify Controller (CNS 01h) of an NVMe 1.4 controller. */
export function controllerData(spec: DriveSpec): Uint8Array {
  const data = new Uint8Array(4096);
  putLe16(data, 0, 0x144d);
  putLe16(data, 2, 0x144d);
  putAscii(data, 4, 20, faultOf(spec, 'lies_serial')?.serial ?? spec.serial);
  putAscii(data, 24, 40, spec.model);
  putAscii(data, 64, 8, spec.firmware);
  data[77] = mdts;
  putLe16(data, 78, 1);
  putLe32(data, 80, 0x00010400);
  // CNTRLTYPE: an I/O controller.
  data[111] = 1;
  // OACS: Format NVM; Security Send and Receive where the drive has a TPer.
  putLe16(data, 256, 0x0002 | (spec.tcg === undefined ? 0 : 0x0001));
  data[258] = 3;
  data[259] = 3;
  // One firmware slot, read-only; Get Log Page with offsets (LPA bit 2).
  data[260] = 0x03;
  data[261] = 0x04;
  data[262] = 0;
  putLe16(data, 266, 343);
  putLe16(data, 268, 353);
  putLe64(data, 280, spec.blocks * spec.block_bytes);
  putLe64(data, 296, unallocatedBlocks(spec) * spec.block_bytes);
  putLe32(data, 328, sanicap(spec));
  data[512] = 0x66;
  data[513] = 0x44;
  putLe32(data, 516, namespacesIn(spec).length);
  putLe16(data, 520, 0x0008);
  data[524] = 0x04 | { each: 0, all: 0x03, no_broadcast: 0x08 }[spec.nvme.format_scope];
  data[525] = 0x01;
  // Power state 0: 12 W.
  putLe16(data, 2048, 1200);
  return data;
}

/** Crypto, block and overwrite. NDI when the controller takes no No-Deallocate; else NODMMAS 2, it makes the media readable again. */
function sanicap(spec: DriveSpec): number {
  const { sanitize, no_deallocate, media_verification } = spec.nvme;
  if (!sanitize) return 0;
  return (0x07 | (media_verification ? 0x08 : 0) | (no_deallocate ? 0x80000000 : 0x20000000)) >>> 0;
}

/** Identify Namespace (CNS 00h): two LBA formats, 512 and 4096 bytes; the one in use never changes here. */
export function namespaceData(spec: DriveSpec, placed: Placed, state: NvmeState, nowMs: number): Uint8Array {
  const data = new Uint8Array(4096);
  for (const at of [0, 8, 16]) putLe64(data, at, placed.blocks);
  data[25] = 1;
  data[26] = formatIndex(spec);
  const formatting = state.operation?.kind === 'format' ? state.operation : undefined;
  data[32] = 0x80 | (formatting === undefined ? 0 : Math.max(1, Math.ceil((1 - progressOf(formatting, nowMs)) * 100)));
  data[33] = 0x01;
  putLe64(data, 48, placed.blocks * spec.block_bytes);
  data.set(eui64Of(spec, placed.nsid), 120);
  putLe32(data, 128, 9 << 16);
  putLe32(data, 132, 12 << 16);
  return data;
}

/** Namespace Identification Descriptor list (CNS 03h): the EUI-64. */
export function namespaceDescriptors(spec: DriveSpec, nsid: number): Uint8Array {
  const data = new Uint8Array(4096);
  data.set([0x01, 8]);
  data.set(eui64Of(spec, nsid), 4);
  return data;
}

export function formatIndex(spec: DriveSpec): number {
  return spec.block_bytes === 512 ? 0 : 1;
}

/** Sanitize Status, log 81h. In Media Verification the operation still counts as running, with SSI 5. */
export function sanitizeLog(state: NvmeState, spec: DriveSpec, nowMs: number): Uint8Array {
  const log = new Uint8Array(512);
  const time = estimates(spec);
  const running = state.operation?.kind === 'sanitize' ? state.operation : undefined;
  const sstat = { never: 0, success: 1, running: 2, verifying: 2, failed: 3 }[state.sanitize.outcome];
  putLe16(log, 0, running === undefined ? 0xffff : progress16(running, nowMs));
  putLe16(
    log,
    2,
    sstat | (state.sanitize.data_erased ? 0x100 : 0) | (state.sanitize.outcome === 'success' ? state.sanitize.passes << 3 : 0),
  );
  putLe32(log, 4, state.sanitize.cdw10);
  const durations = [time.overwriteS * 16, time.blockEraseS, time.cryptoEraseS];
  durations.forEach((seconds, index) => {
    putLe32(log, 8 + 4 * index, seconds);
    putLe32(log, 20 + 4 * index, spec.nvme.no_deallocate ? seconds : 0xffffffff);
  });
  if (spec.nvme.media_verification) {
    putLe32(log, 32, 0xffffffff);
    log[36] = { never: 0, success: 0, running: 1, verifying: 5, failed: 2 }[state.sanitize.outcome];
  }
  return log;
}

/** SMART / Health Information, log 02h. Critical warning bit 3: the media take no more writes. */
export function healthLog(spec: DriveSpec, powerCycles: number): Uint8Array {
  const log = new Uint8Array(512);
  log[0] = spec.nvme.read_only ? 0x08 : 0;
  putLe16(log, 1, 308);
  log[3] = spec.nvme.read_only ? 2 : 100;
  log[4] = 10;
  log[5] = spec.nvme.read_only ? 104 : 7;
  putLe64(log, 112, powerCycles);
  putLe64(log, 128, 19_840);
  return log;
}

/** Error Information (01h): one entry, nothing in it. */
export function errorLog(): Uint8Array {
  return new Uint8Array(64);
}

/** Firmware Slot Information (03h): slot 1 is active. */
export function firmwareLog(spec: DriveSpec): Uint8Array {
  const log = new Uint8Array(512);
  log[0] = 1;
  putAscii(log, 8, 8, spec.firmware);
  return log;
}

/** Namespace IDs above `after`, rising: active ones, or all that are allocated. */
export function namespaceList(spec: DriveSpec, after: number, which: 'active' | 'allocated'): Uint8Array {
  const data = new Uint8Array(4096);
  namespacesIn(spec)
    .filter((one) => one.nsid > after && (which === 'allocated' || one.attached))
    .forEach((one, index) => {
      putLe32(data, index * 4, one.nsid);
    });
  return data;
}
