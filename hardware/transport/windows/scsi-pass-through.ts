import { le32, putLe32, putLe64 } from '../fields.ts';
import { type DataPhase, lengthOf, type ScsiAnswer } from '../transport.ts';

/**
 * SCSI_PASS_THROUGH_DIRECT of ntddscsi.h in its 64-bit layout, followed by room for sense data. Laid out and tested
 * byte by byte; never run on Windows.
 */
const size = 56;
const senseAt = 64;
const senseLength = 64;
const cdbAt = 36;
const longestCdb = 16;

const direction = { out: 0, in: 1, none: 2 } as const;

/**
 * The buffer for one command.
 *
 * @param dataAddress where the data buffer is; 0 without data. The adapter wants it aligned.
 * @param timeoutS whole seconds; Windows knows no shorter time
 * @throws RangeError for a CDB that this structure cannot hold
 */
export function scsiPassThroughDirect(cdb: Uint8Array, data: DataPhase, dataAddress: bigint, timeoutS: number): Uint8Array {
  if (cdb.length === 0 || cdb.length > longestCdb)
    throw new RangeError(`SCSI_PASS_THROUGH_DIRECT holds CDBs of 1 to 16 bytes, not ${cdb.length}`);
  const bytes = new Uint8Array(senseAt + senseLength);
  bytes[0] = size;
  bytes[6] = cdb.length;
  bytes[7] = senseLength;
  bytes[8] = direction[data.kind];
  putLe32(bytes, 12, lengthOf(data));
  putLe32(bytes, 16, timeoutS);
  putLe64(bytes, 24, data.kind === 'none' ? 0n : dataAddress);
  putLe32(bytes, 32, senseAt);
  bytes.set(cdb, cdbAt);
  return bytes;
}

/** What came back in the same buffer; `data` is the data buffer as it stands now. Undefined when the lengths in it cannot be. */
export function readScsiPassThroughDirect(bytes: Uint8Array, data: Uint8Array): ScsiAnswer | undefined {
  if (bytes.length < senseAt + senseLength) return undefined;
  const transferred = le32(bytes, 12);
  const sense = bytes[7] ?? 0;
  if (transferred > data.length || sense > senseLength) return undefined;
  return { status: bytes[2] ?? 0, sense: bytes.slice(senseAt, senseAt + sense), data: data.slice(0, transferred) };
}
