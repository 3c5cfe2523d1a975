import { fromHex } from '../../../domain/bytes.ts';
import { putAscii, putLe16, putLe32, putLe64 } from '../../transport/fields.ts';
import type { DriveSpec } from '../drive-spec.ts';
import { faultOf } from '../drive-spec.ts';
import { estimates } from './context.ts';
import type { NvmeState } from './nvme-drive.ts';
import { progress16 } from './operation.ts';

/** MDTS 8: 2^8 pages of 4 KiB, 1 MiB. */
const mdts = 8;
export const nvmeMaximumTransferBytes = 4096 * 2 ** mdts;

export function controllerData(spec: DriveSpec): Uint8Array {
  const data = new Uint8Array(4096);
  putLe16(data, 0, 0x144d);
  putLe16(data, 2, 0x144d);
  putAscii(data, 4, 20, faultOf(spec, 'lies_serial')?.serial ?? spec.serial);
  putAscii(data, 24, 40, spec.model);
  putAscii(data, 64, 8, spec.firmware);
  data[77] = mdts;
  putLe32(data, 80, 0x00010400);
  putLe16(data, 256, 0x0002);
  putLe64(data, 280, spec.blocks * spec.block_bytes);
  // Crypto, block and overwrite; the controller does not take No-Deallocate.
  putLe32(data, 328, 0x20000007);
  putLe32(data, 516, 1);
  putLe16(data, 520, 0x0008);
  data[524] = 0x04;
  data[525] = 0x01;
  data[512] = 0x66;
  data[513] = 0x44;
  return data;
}

/** Two LBA formats, 512 and 4096 bytes; the one in use never changes here. */
export function namespaceData(spec: DriveSpec): Uint8Array {
  const data = new Uint8Array(4096);
  putLe64(data, 0, spec.blocks);
  putLe64(data, 8, spec.blocks);
  putLe64(data, 16, spec.blocks);
  data[25] = 1;
  data[26] = formatIndex(spec);
  data[33] = 0x01;
  putLe64(data, 48, spec.blocks * spec.block_bytes);
  data.set(fromHex(spec.wwn) ?? [], 120);
  putLe32(data, 128, 9 << 16);
  putLe32(data, 132, 12 << 16);
  return data;
}

export function formatIndex(spec: DriveSpec): number {
  return spec.block_bytes === 512 ? 0 : 1;
}

/** Sanitize Status, log 81h. */
export function sanitizeLog(state: NvmeState, spec: DriveSpec, nowMs: number): Uint8Array {
  const log = new Uint8Array(512);
  const time = estimates(spec);
  const running = state.operation?.kind === 'sanitize' ? state.operation : undefined;
  const sstat = { never: 0, success: 1, running: 2, failed: 3 }[state.sanitize.outcome];
  putLe16(log, 0, running === undefined ? 0xffff : progress16(running, nowMs));
  putLe16(
    log,
    2,
    sstat | (state.sanitize.data_erased ? 0x100 : 0) | (state.sanitize.outcome === 'success' ? state.sanitize.passes << 3 : 0),
  );
  putLe32(log, 4, state.sanitize.cdw10);
  putLe32(log, 8, time.overwriteS * 16);
  putLe32(log, 12, time.blockEraseS);
  putLe32(log, 16, time.cryptoEraseS);
  for (let at = 20; at < 32; at += 4) putLe32(log, at, 0xffffffff);
  return log;
}

export function healthLog(): Uint8Array {
  const log = new Uint8Array(512);
  putLe16(log, 1, 308);
  log[3] = 100;
  log[4] = 10;
  log[5] = 7;
  return log;
}

export function namespaceList(after: number): Uint8Array {
  const data = new Uint8Array(4096);
  if (after < 1) putLe32(data, 0, 1);
  return data;
}
