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

/** What the USB descriptors say of a dock. */
export const dockUsb = z.strictObject({
  chip: dockChip,
  /** iSerial: the dock's own, never the drive's. */
  serial: z.string().max(64).optional(),
});
export type DockUsb = z.infer<typeof dockUsb>;

/** What a grade lets a person do. */
export const dockGradeWords: Readonly<Record<DockLetter, string>> = {
  A: 'Every way to sanitize that the drive has.',
  B: 'Every way to sanitize whose end the drive can tell through this dock.',
  C: 'Clear by overwriting only. For more, put the drive into another dock or on a direct port.',
  D: 'Nothing is erased through this dock.',
};

/** A finding for people: what it is, and what to do next. Nothing has been written when a dock is graded: data are as they were. */
export const dockFindingWords: Readonly<Record<DockFinding, { readonly what: string; readonly next: string }>> = {
  no_answer: { what: 'The dock does not answer.', next: 'Switch it off and on, or use another dock.' },
  no_drive: { what: 'The dock shows no drive.', next: 'Push the drive in until it locks, or try it in another dock.' },
  no_sat: {
    what: 'The dock does not let the drive’s own name through.',
    next: 'Use a dock that passes ATA commands, or a direct port.',
  },
  sat_12_only: { what: 'The dock passes only short ATA commands.', next: 'Use another dock to sanitize by command.' },
  identify_fabricated: { what: 'The dock made up what it tells of the drive.', next: 'Do not use this dock for erasing.' },
  identify_unsteady: { what: 'The dock told two different drives when asked twice.', next: 'Do not use this dock for erasing.' },
  serial_of_the_bridge: { what: 'The serial belongs to the dock, not to the drive.', next: 'Do not use this dock for erasing.' },
  serial_shared: { what: 'One serial is told for two drives.', next: 'Look at both labels. Try both drives in another dock.' },
  no_own_serial: { what: 'The drive tells no serial that could be its own.', next: 'Try another dock; if it stays so, destroy the drive.' },
  no_capacity: { what: 'The dock does not tell how large the drive is.', next: 'Try another dock or a direct port.' },
  capacity_wraps: {
    what: 'The dock counts blocks in 32 bits and shows a large drive as a small one.',
    next: 'Use a dock for drives over 2 TB, or a direct port.',
  },
  capacity_differs: { what: 'The dock shows another size than the drive.', next: 'Try a direct port.' },
  blocks_translated: { what: 'The dock shows blocks of another size than the drive has.', next: 'Use a direct port.' },
  no_registers: { what: 'The dock does not bring the drive’s answers back.', next: 'Use another dock to sanitize by command.' },
  empty_registers: { what: 'The dock brings empty answers back.', next: 'Use another dock to sanitize by command.' },
  stale_registers: { what: 'The dock brings the answer of an earlier command back.', next: 'Use another dock to sanitize by command.' },
  sense_without_flags: {
    what: 'The dock cuts off the part of the answer that says whether a sanitize has ended.',
    next: 'Use another dock to sanitize by command.',
  },
  sense_by_detour: { what: 'The drive’s answers come only when asked for twice.', next: 'Nothing to do.' },
  bad_sense: { what: 'The dock answers with bytes that mean nothing.', next: 'Use another dock to sanitize by command.' },
  commands_blocked: { what: 'The dock turns the commands down that sanitize.', next: 'Use another dock to sanitize by command.' },
  registers_not_shown: {
    what: 'With this drive the dock could not be tried to the end.',
    next: 'Nothing to do; a newer drive shows more.',
  },
  nvme_without_status: {
    what: 'The enclosure does not tell how an NVMe command ended.',
    next: 'Put the drive into an M.2 or U.2 slot to sanitize by command.',
  },
  nvme_unproven: {
    what: 'The enclosure passes NVMe commands; nobody has proven it here on a real drive.',
    next: 'Nothing to do; the drive’s own log decides.',
  },
  spins_down: { what: 'The dock lets the drive spin down.', next: 'Switch the dock’s sleep off, or use another for erases of hours.' },
  stalls: { what: 'The dock broke off a command.', next: 'Change the cable or the port. If it stays so, use another dock.' },
  falls_silent: { what: 'The dock stopped answering.', next: 'Switch it off and on. If it stays so, use another dock.' },
  twin_docks: { what: 'Another dock cannot be told from this one but by its place.', next: 'Nothing to do; bays go by their port.' },
  hidden_unit: { what: 'This is a CD that the dock makes up, not a drive.', next: 'Nothing to do; it is left alone.' },
};
