import { putLe16, putLe64 } from '../../transport/fields.ts';
import type { DriveSpec } from '../drive-spec.ts';
import { identifyData } from './ata-identify-data.ts';
import type { AtaResult, AtaState, AtaTask } from './ata-state.ts';
import { ataAbort, ataGood } from './ata-state.ts';

const supportedPages = [0x00, 0x01, 0x06] as const;
const validField = 1n << 63n;

/** READ LOG EXT (2Fh): the directory and the IDENTIFY DEVICE data log (30h) with its pages 00h, 01h and 06h. */
export function readLog(state: AtaState, task: AtaTask, spec: DriveSpec): AtaResult {
  const log = task.lba & 0xff;
  const page = (Math.floor(task.lba / 2 ** 8) & 0xff) + (Math.floor(task.lba / 2 ** 32) & 0xff) * 2 ** 8;
  if (log === 0x00 && page === 0) return ataGood({ data: directory() });
  if (log !== 0x30) return ataAbort();
  switch (page) {
    case 0x00:
      return ataGood({ data: pageList() });
    case 0x01:
      return ataGood({ data: identifyData(state, spec) });
    case 0x06:
      return ataGood({ data: securityPage(state) });
    default:
      return ataAbort();
  }
}

/** Pages of each log, by its number. */
function directory(): Uint8Array {
  const data = new Uint8Array(512);
  putLe16(data, 0, 0x0001);
  putLe16(data, 0x30 * 2, 9);
  return data;
}

function pageList(): Uint8Array {
  const data = page(0x00);
  data[8] = supportedPages.length;
  data.set(supportedPages, 9);
  return data;
}

/** Security page: a sanitize does not override the lock on these drives. */
function securityPage(state: AtaState): Uint8Array {
  const data = page(0x06);
  putLe64(data, 48, validField | (state.encrypts ? 1n : 0n));
  return data;
}

function page(number: number): Uint8Array {
  const data = new Uint8Array(512);
  putLe64(data, 0, validField | (BigInt(number) << 16n) | 1n);
  return data;
}
