import type { DataPhase } from '../transport/transport.ts';

/** A command block with its data phase, ready for a ScsiTransport. */
export interface ScsiCommand {
  readonly cdb: Uint8Array;
  readonly data: DataPhase;
}

/** SAM status codes that a drive gives. */
export const status = { good: 0x00, checkCondition: 0x02, busy: 0x08, reservationConflict: 0x18, taskSetFull: 0x28 } as const;

export function noData(...cdb: readonly number[]): ScsiCommand {
  return { cdb: Uint8Array.from(cdb), data: { kind: 'none' } };
}
export function dataIn(cdb: Uint8Array, lengthBytes: number): ScsiCommand {
  return { cdb, data: { kind: 'in', lengthBytes } };
}
export function dataOut(cdb: Uint8Array, bytes: Uint8Array): ScsiCommand {
  return { cdb, data: { kind: 'out', bytes } };
}
