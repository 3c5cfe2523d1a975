import { toHex } from '../../domain/bytes.ts';
import { parseReadCapacity16, readCapacity16 } from '../scsi/blocks.ts';
import { formatUnit } from '../scsi/format-unit.ts';
import type { ScsiTransport } from '../transport/transport.ts';
import type { Limits } from './limits.ts';
import type { EraseMethod, Progress } from './method.ts';
import { record, scsiOf, startOnce } from './scsi-sanitize.ts';
import { formatSense, lookAtUnit } from './scsi-unit-state.ts';
import { sendScsi } from './wire.ts';

/**
 * FORMAT UNIT without fast format, block size and protection kept. Clear at most. Drives exist that answer it with
 * good status and do nothing, and the drive keeps no record: `completed` only says that it is quiet again, and
 * the markers and the read-back decide.
 */
export const scsiFormatUnit: EraseMethod = {
  technique: 'scsi_format_unit',
  async start({ open, limits }) {
    const transport = scsiOf(open);
    if (transport === undefined) return { kind: 'refused', why: 'command_refused', detail: 'not a SCSI drive' };
    const told = await sendScsi(transport, readCapacity16(), limits.commandMs);
    const protection = told.kind === 'good' ? parseReadCapacity16(told.data)?.protection : undefined;
    if (protection === undefined)
      return { kind: 'refused', why: 'command_refused', detail: 'the drive does not tell its protection type, so it cannot be kept' };
    return startOnce(transport, formatUnit({ immed: true, protection }), limits, watchFormat(transport, limits));
  },
  /**
   * A format that lost power is not resumed, and one that ended unseen leaves no trace: only a running or a failed one
   * can be told. Anything else is done again.
   */
  async stand({ open, limits }) {
    const transport = scsiOf(open);
    if (transport === undefined) return { kind: 'not_running' };
    const { state } = await lookAtUnit(transport, formatSense, limits);
    switch (state.kind) {
      case 'running':
        return { kind: 'running', ...(state.donePpm !== undefined && { donePpm: state.donePpm }) };
      case 'failed':
        return { kind: 'ended', completion: record('failed', toHex(state.raw), state.reading) };
      case 'unknown':
        return { kind: 'ended', completion: record('unknown', toHex(state.raw), state.detail) };
      case 'quiet':
        return { kind: 'not_running' };
    }
  },
  /** One that was seen running and is quiet then, without a reset on the way, has ended as if we had sent it. */
  rejoin({ open, limits }) {
    const transport = scsiOf(open);
    if (transport === undefined) throw new Error('a format was seen running on a drive that is not SCSI');
    return { poll: watchFormat(transport, limits), byItself: true };
  },
};

/** A reset on the way may have cut the format short without a trace: from then on quiet is no sign of completion. */
function watchFormat(transport: ScsiTransport, limits: Limits): () => Promise<Progress> {
  let wasReset = false;
  return async () => {
    const { state, reset } = await lookAtUnit(transport, formatSense, limits);
    wasReset ||= reset;
    const raw = toHex(state.raw);
    switch (state.kind) {
      case 'running':
        return { kind: 'running', ...(state.donePpm !== undefined && { donePpm: state.donePpm }) };
      case 'failed':
        return { kind: 'ended', completion: record('failed', raw, state.reading) };
      case 'unknown':
        return { kind: 'ended', completion: record('unknown', raw, state.detail) };
      case 'quiet':
        return wasReset
          ? { kind: 'ended', completion: record('unknown', raw, 'ASC 29h: the drive was reset while it formatted') }
          : { kind: 'ended', completion: record('completed', raw, 'no format in progress, none failed, unit ready') };
    }
  };
}
