import type { DataPhase, ScsiAnswer } from '../../transport/transport.ts';
import { be16, be32, be64 } from '../../transport/fields.ts';
import { knownSense } from '../../scsi/sense.ts';
import type { Context } from './context.ts';
import { badBlock, refusesWrites } from './context.ts';
import { check, good, maximumTransferBytes } from './scsi-answers.ts';

export interface Transfer {
  readonly write: boolean;
  readonly lba: number;
  readonly blocks: number;
}

/** READ and WRITE (10) and (16); undefined for any other command. */
export function parseTransfer(cdb: Uint8Array): Transfer | undefined {
  switch (cdb[0]) {
    case 0x28:
    case 0x2a:
      return { write: cdb[0] === 0x2a, lba: be32(cdb, 2), blocks: be16(cdb, 7) };
    case 0x88:
    case 0x8a:
      return { write: cdb[0] === 0x8a, lba: Number(be64(cdb, 2)), blocks: be32(cdb, 10) };
    default:
      return undefined;
  }
}

/** Moves whole blocks between host and medium, with the sense a drive gives when it cannot. */
export function transfer(io: Transfer, data: DataPhase, capacityBlocks: number, context: Context): ScsiAnswer {
  const { spec, medium } = context;
  if (io.lba + io.blocks > capacityBlocks) return check(knownSense.lbaOutOfRange);
  const length = io.blocks * spec.block_bytes;
  if (length > maximumTransferBytes) return check(knownSense.invalidFieldInCdb);
  if (length === 0) return good();
  if (io.write) {
    if (data.kind !== 'out' || data.bytes.length !== length) return check(knownSense.invalidFieldInCdb);
    const bad = refusesWrites(context) ? io.lba : badBlock(spec, 'write', io.lba, io.blocks);
    const goodBlocks = bad === undefined ? io.blocks : bad - io.lba;
    if (goodBlocks > 0) medium.write(io.lba * spec.block_bytes, data.bytes.subarray(0, goodBlocks * spec.block_bytes));
    return bad === undefined ? good() : check(knownSense.writeError, { information: bad });
  }
  if (data.kind !== 'in' || data.lengthBytes < length) return check(knownSense.invalidFieldInCdb);
  const bad = badBlock(spec, 'read', io.lba, io.blocks);
  if (bad !== undefined) return check(knownSense.unrecoveredReadError, { information: bad });
  const bytes = new Uint8Array(length);
  medium.read(io.lba * spec.block_bytes, bytes);
  return good(bytes);
}
