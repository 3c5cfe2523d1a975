import { z } from 'zod';

/**
 * How far a dock can be trusted with an erase. A: everything the drive says comes through. B: it comes through by a
 * detour, or a part of it is not known. C: the bytes are true and the drive's own commands are not: Clear by overwriting
 * only. D: nothing is erased through it.
 */
export const dockLetter = z.enum(['A', 'B', 'C', 'D']);
export type DockLetter = z.infer<typeof dockLetter>;

/** What was found out about one ability of a dock. `unknown` is never `yes`. */
export const dockAbility = z.enum(['yes', 'no', 'unknown']);
export type DockAbility = z.infer<typeof dockAbility>;

/** Everything that can be wrong with a dock, or was not found out. */
export const dockFinding = z.enum([
  'no_answer',
  'no_drive',
  'no_sat',
  'sat_12_only',
  'identify_fabricated',
  'identify_unsteady',
  'serial_of_the_bridge',
  'serial_shared',
  'no_own_serial',
  'no_capacity',
  'capacity_wraps',
  'capacity_differs',
  'blocks_translated',
  'no_registers',
  'empty_registers',
  'stale_registers',
  'sense_without_flags',
  'sense_by_detour',
  'bad_sense',
  'commands_blocked',
  'registers_not_shown',
  'nvme_without_status',
  'nvme_unproven',
  'spins_down',
  'stalls',
  'falls_silent',
  'twin_docks',
  'hidden_unit',
]);
export type DockFinding = z.infer<typeof dockFinding>;

/** A dock's grade with what it rests on. Belongs to the chip and firmware it was given to; another firmware is asked again. */
export const dockGrade = z.strictObject({
  grade: dockLetter,
  /** The finding that set the grade; absent for A. */
  reason: dockFinding.optional(),
  /** Everything found, the gravest first. */
  findings: z.array(dockFinding).max(dockFinding.options.length),
  can: z.strictObject({
    /** The drive's own serial comes through. */
    identity: dockAbility,
    /** The dock shows as many bytes, in the same blocks, as the drive says. */
    capacity: dockAbility,
    /** ATA registers, or the NVMe status, come back from a command without data. */
    registers: dockAbility,
    /** The drive's own sanitize status can be read whole. */
    sanitize_status: dockAbility,
    /** A command of hours can end in an answer. Nothing that only reads can show it. */
    long_commands: dockAbility,
  }),
});
export type DockGrade = z.infer<typeof dockGrade>;

/** What a dock is remembered by: the same chip with another firmware is another dock. */
export const dockChip = z.strictObject({
  vendor_id: z.int().min(0).max(0xffff),
  product_id: z.int().min(0).max(0xffff),
  /** bcdDevice: the bridge's firmware, as far as it tells. */
  device_release: z.int().min(0).max(0xffff),
  chip: z.string().max(64).optional(),
});
export type DockChip = z.infer<typeof dockChip>;
