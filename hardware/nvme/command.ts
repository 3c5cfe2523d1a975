import type { NvmeCommand } from '../transport/transport.ts';

/** Opcode, NSID, CDW10 and CDW11 as they lie in the submission queue entry: bytes 0-7 and 40-47. */
export function commandBytes(command: NvmeCommand): Uint8Array {
  const bytes = new Uint8Array(16);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, command.opcode);
  view.setUint32(4, command.nsid, true);
  view.setUint32(8, command.cdw10 ?? 0, true);
  view.setUint32(12, command.cdw11 ?? 0, true);
  return bytes;
}
