import { z } from 'zod';

/**
 * How often a drive had its power switched on, by its own count: attribute 12 of SMART (ATA; a convention, no standard) or
 * Power Cycles of the SMART / Health Information log (NVMe). Absent wherever this stands: the drive or its dock tells none.
 */
export const powerReading = z.strictObject({ cycles: z.int().min(0) });
export type PowerReading = z.infer<typeof powerReading>;
