import { z } from 'zod';

/** Barcode scanners that are no keyboards: what they read, and what the window draws of them. */

export const scannerKind = z.enum(['hid_pos', 'serial']);
export type ScannerKind = z.infer<typeof scannerKind>;

/** How a scan came in. `wedge` is a scanner that acts as a keyboard. */
export const scanSource = z.enum(['wedge', 'typed', ...scannerKind.options]);
export type ScanSource = z.infer<typeof scanSource>;

/** A symbology identifier of ISO/IEC 15424, such as `]C1`: which code was read, by the scanner's own word. */
export const aimIdentifier = z.string().regex(/^\][A-Za-z][0-9A-Za-z]$/);

/** One whole scan. `text` is the data alone: the identifier stands in `aim`, the suffix is off. */
export const scannerReading = z.strictObject({
  text: z.string().min(1).max(4096),
  source: scannerKind,
  /** Name of the scanner, for people. */
  device: z.string().max(120),
  aim: aimIdentifier.optional(),
});
export type ScannerReading = z.infer<typeof scannerReading>;

/**
 * `ready`: it is listened to. `offered`: a serial port that nobody has said is a scanner; it is not opened.
 * `away`: chosen before, not plugged in now. `not_permitted`: this user may not open it. `failed`: it is in use
 * elsewhere, or its reports cannot be understood.
 */
export const scannerState = z.enum(['ready', 'offered', 'away', 'not_permitted', 'failed']);
export type ScannerState = z.infer<typeof scannerState>;

export const scannerLine = z.strictObject({
  /** Kind, vendor, product and serial number; where the device has none, its place on the bus. */
  id: z.string().min(1).max(300),
  kind: scannerKind,
  name: z.string().max(120),
  /** Where the operating system shows it now. Empty while it is away. */
  port: z.string().max(200),
  state: scannerState,
});
export type ScannerLine = z.infer<typeof scannerLine>;

export const scannersView = z.strictObject({
  /** False where this host reads no scanners but keyboards. */
  served: z.boolean(),
  scanners: z.array(scannerLine),
  /** Why nothing can be read now, in the words of the system. Never shown as "no scanner". */
  failed: z.string().optional(),
});
export type ScannersView = z.infer<typeof scannersView>;

/** The scanners of this machine, as a host gives them to its stations. One for all stations of a process. */
export interface ScannerHub {
  view(): ScannersView;
  /** @returns a function that stops it */
  onChange(listener: () => void): () => void;
  /**
   * Takes readings from now on. Only the newest listener gets each of them: one scan is one scan, however many
   * windows are open. With no listener a reading goes nowhere, as with a keyboard and no window.
   */
  hear(listener: (reading: ScannerReading) => void): () => void;
  /** Remembers that a serial port is a scanner, or no longer. @returns false when there is no such port */
  use(id: string, on: boolean): boolean;
}
