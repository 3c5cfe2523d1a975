import { oc } from '@orpc/contract';
import { z } from 'zod';
import { containerRef } from '../domain/facts/containers.ts';
import { labelled, labelNumber } from '../domain/facts/labels.ts';
import type { LaidOut } from '../domain/label/print/layout.ts';
import { receipt } from './receipt.ts';
import { subject } from './view-parts.ts';

/** Window to station: labels of our own. */

/** Most labels that wait at once: what one shift prints while the printer is off. */
export const mostLabelsWaiting = 200;

export const labelPrinter = z.strictObject({
  way: z.discriminatedUnion('is', [
    /** A printer that takes its language raw on a TCP port, mostly 9100. */
    z.strictObject({
      is: z.literal('network'),
      host: z
        .string()
        .max(200)
        .regex(/^[A-Za-z0-9.:-]+$/),
      port: z.int().min(1).max(65_535),
    }),
    /** A queue of CUPS, by its name. */
    z.strictObject({
      is: z.literal('queue'),
      name: z
        .string()
        .max(120)
        .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]*$/),
    }),
    /** Files in the folder `labels` of the station's data. */
    z.strictObject({ is: z.literal('file') }),
  ]),
  as: z.enum(['zpl', 'pdf']),
  size: z.enum(['50x25', '76x38', '100x50']),
  symbology: z.enum(['code128', 'datamatrix']),
  dots_per_mm: z.union([z.literal(8), z.literal(12)]),
});
export type LabelPrinter = z.infer<typeof labelPrinter>;

/** `doubt`: the line broke while the label went out, or the station stopped: nobody knows whether it was printed. */
export const labelJobState = z.enum(['waiting', 'sending', 'doubt']);

const labelledThing = z.union([subject, containerRef]);

export const labelJob = z.strictObject({
  id: z.string().max(40),
  /** Absent for a test label. */
  subject: labelledThing.optional(),
  title: z.string(),
  number: z.int().min(0),
  red: z.boolean(),
  copy: z.boolean(),
  state: labelJobState,
  /** Why the last try came to nothing, in the words of the system. */
  why: z.string().optional(),
  asked_ms: z.int(),
});
export type LabelJob = z.infer<typeof labelJob>;

export const printedLabel = z.strictObject({
  number: labelNumber,
  copy: z.boolean(),
  red: z.boolean(),
  at_ms: z.int(),
  applied_ms: z.int().optional(),
  /** Printed long enough ago to be asked for, and not scanned yet. */
  overdue: z.boolean(),
});

export const labelsOfThing = z.strictObject({ printed: z.array(printedLabel), waiting: z.array(labelJob), red: z.boolean() });

export const labelsPage = z.strictObject({
  printer: labelPrinter.optional(),
  jobs: z.array(labelJob),
  /** Printed here and not scanned on its thing yet, oldest first. */
  unscanned: z.array(
    z.strictObject({ subject: labelledThing, of: labelled, title: z.string(), number: labelNumber, at_ms: z.int(), overdue: z.boolean() }),
  ),
  /** How the last test label ended; absent before the first. */
  test: z.strictObject({ at_ms: z.int(), read: z.boolean() }).optional(),
});
export type LabelsPage = z.infer<typeof labelsPage>;

const job = z.strictObject({ id: z.string().max(40) });

export const labelCalls = {
  page: oc.output(z.union([labelsPage, receipt])),
  of: oc.input(z.strictObject({ subject: labelledThing })).output(z.union([labelsOfThing, receipt])),
  /** One label for this thing. A second one is marked as a copy. */
  print: oc.input(z.strictObject({ subject: labelledThing })).output(receipt),
  test: oc.output(receipt),
  cancel: oc.input(job).output(receipt),
  /** A label in doubt: somebody looked, and it did not come out; or it did. */
  again: oc.input(job).output(receipt),
  cameOut: oc.input(job).output(receipt),
  setPrinter: oc.input(labelPrinter).output(receipt),
  /** The label of a container or lot was scanned on it. Labels of drives are scanned at the bench. */
  applied: oc.input(z.strictObject({ subject: containerRef, number: labelNumber })).output(receipt),
};

/** What handing a label to a printer came to. */
export type PrintEnd =
  | { readonly kind: 'sent' }
  /** Nothing of it left: it may be sent again. */
  | { readonly kind: 'not_sent'; readonly why: string }
  /** A part or all of it left, and the end is not known. */
  | { readonly kind: 'in_doubt'; readonly why: string };

/** Hands labels to printers. Never throws. */
export interface LabelPort {
  print(printer: LabelPrinter, label: LaidOut, name: string): Promise<PrintEnd>;
}
