import { z } from 'zod';

/** The facts about the machines that drives are destroyed in. Their subject is the machine (`c1_`). */

export const machineKind = z.enum(['shredder', 'disintegrator', 'pulverizer', 'incinerator', 'furnace', 'crusher', 'degausser']);
export type MachineKind = z.infer<typeof machineKind>;

/** What holds the data of a drive. */
export const storageKind = z.enum(['magnetic', 'solid_state']);
export type StorageKind = z.infer<typeof storageKind>;

export const machineEnd = z.enum(['worn', 'broken', 'replaced', 'sold', 'other']);
export type MachineEnd = z.infer<typeof machineEnd>;

export const machineFacts = {
  'machine.registered': z.strictObject({
    kind: machineKind,
    name: z.string().min(1).max(60),
    suits: z.array(storageKind).min(1).max(storageKind.options.length),
    /** The largest piece that it leaves, mm, by its maker. Absent: nobody has said it. */
    fragment_mm: z.int().min(1).max(500).optional(),
  }),
  /** It was calibrated or inspected, and may be used before `until_ms` (Unix ms). Who did it is sealed. */
  'machine.calibrated': z.strictObject({ until_ms: z.int().min(0).max(Number.MAX_SAFE_INTEGER) }),
  'machine.retired': z.strictObject({ why: machineEnd }),
} as const;

export const machineSealed = {
  'machine.registered': ['maker', 'serial', 'note'],
  'machine.calibrated': ['reference', 'note'],
  'machine.retired': ['note'],
} as const;
