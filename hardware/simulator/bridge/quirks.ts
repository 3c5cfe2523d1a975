import { z } from 'zod';

const opcodes = z.array(z.int().min(0).max(0xff)).optional();

/**
 * What is wrong with the bridge in front of a virtual drive, as data. Each stands for the behaviour of real docks that
 * `docs/docks-usb.md` names. They act in the order of the list, the first nearest to the host.
 */
export const bridgeQuirk = z.discriminatedUnion('kind', [
  /** No ATA PASS-THROUGH at all: INQUIRY and VPD 80h are the bridge's own. */
  z.strictObject({ kind: z.literal('no_sat'), serial: z.string().max(20) }),
  /** Only the 12-byte form passes, which can carry no 48-bit command. */
  z.strictObject({ kind: z.literal('sat_12_only') }),
  /** Pass-through commands without data are turned down. */
  z.strictObject({ kind: z.literal('blocks_commands_without_data') }),
  /** CK_COND = 1 brings the ATA information code with every register zero. `tells_when_asked`: PROTOCOL 15 brings them. */
  z.strictObject({ kind: z.literal('empty_registers'), tells_when_asked: z.boolean().default(false) }),
  /** CK_COND = 1 brings good status and no sense. */
  z.strictObject({ kind: z.literal('no_registers') }),
  /** CHECK CONDITION with sense of nothing but zeros. */
  z.strictObject({ kind: z.literal('zero_sense') }),
  /** The registers of the command before. */
  z.strictObject({ kind: z.literal('stale_registers') }),
  /** Fixed format, which loses COUNT 15:8. `keeps_descriptor`: REQUEST SENSE with DESC = 1 right after brings the rest. */
  z.strictObject({ kind: z.literal('fixed_sense'), keeps_descriptor: z.boolean().default(false) }),
  /** LBAs have 32 bits: a larger drive looks small, and what lies beyond is written at the start. */
  z.strictObject({ kind: z.literal('lba_32_bit') }),
  /** Eight 512-byte blocks are shown as one of 4,096. */
  z.strictObject({ kind: z.literal('translates_blocks') }),
  /** READ CAPACITY multiplies: the count of 512-byte blocks with a block length of 4,096. */
  z.strictObject({ kind: z.literal('eightfold_capacity') }),
  /** IDENTIFY carries the bridge's serial, under the drive's old checksum or a new one. */
  z.strictObject({ kind: z.literal('own_serial'), serial: z.string().max(20), seals: z.boolean().default(false) }),
  /** IDENTIFY shows another drive each time it is asked. */
  z.strictObject({ kind: z.literal('unsteady_identify') }),
  /** Spun down: 02/04/02 to everything that needs the medium until START STOP UNIT. */
  z.strictObject({ kind: z.literal('spun_down') }),
  /** An empty bay of a dock with fixed LUNs: the disk is shown, the medium is missing. */
  z.strictObject({ kind: z.literal('empty_bay') }),
  /** A CD that is not there, in place of the drive. */
  z.strictObject({ kind: z.literal('virtual_cd') }),
  /** No answer to these opcodes, or to any. */
  z.strictObject({ kind: z.literal('silent'), opcodes }),
  /** Breaks off at these opcodes, or at any: out of step, then reset. */
  z.strictObject({ kind: z.literal('breaks_off'), opcodes }),
]);
export type BridgeQuirk = z.infer<typeof bridgeQuirk>;
export type BridgeQuirkInput = z.input<typeof bridgeQuirk>;

/** A USB bridge in front of a virtual drive. */
export const bridgeSpec = z.strictObject({
  vendor_id: z.int().min(0).max(0xffff),
  product_id: z.int().min(0).max(0xffff),
  /** bcdDevice. */
  device_release: z.int().min(0).max(0xffff).default(0x0100),
  /** iSerial, the dock's own. */
  serial: z.string().max(40).optional(),
  quirks: z.array(bridgeQuirk).default([]),
});
export type BridgeSpec = z.infer<typeof bridgeSpec>;
