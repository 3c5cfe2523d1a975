import { z } from 'zod';
import { scannerLine, scannerReading } from '../../contract/scanners.ts';

/** What the scanner process and the station's process say to each other: one JSON text a line. */

export const fromScanners = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('there'), scanners: z.array(scannerLine).max(100) }),
  z.strictObject({ kind: z.literal('read'), reading: scannerReading }),
  /** These scanners cannot be looked for. Words of the system. */
  z.strictObject({ kind: z.literal('failed'), why: z.string().max(500) }),
]);
export type FromScanners = z.infer<typeof fromScanners>;

export const toScanners = z.strictObject({ kind: z.literal('use'), ids: z.array(z.string().max(300)).max(100) });
export type ToScanners = z.infer<typeof toScanners>;

/** A scan of 4096 characters as JSON escapes, with room for its frame. Nothing longer is ever sent. */
const longestLine = 64 * 1024;

/** Cuts a stream of text into lines. A line that never ends is thrown away with what belongs to it. */
export function lineCutter(onLine: (line: string) => void): (chunk: string) => void {
  let held = '';
  let lost = false;
  return (chunk) => {
    const lines = (held + chunk).split('\n');
    held = lines.pop() ?? '';
    for (const [at, line] of lines.entries()) {
      if (!(at === 0 && lost) && line !== '') onLine(line);
      lost = false;
    }
    if (held.length > longestLine) {
      held = '';
      lost = true;
    }
  };
}

/** The message in a line; undefined for anything else. */
export function readLine<Message>(schema: z.ZodType<Message>, line: string): Message | undefined {
  try {
    return schema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}
