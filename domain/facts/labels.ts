import { z } from 'zod';
import { personId } from '../people/roles.ts';

/** What labels of ours are for. */
export const labelled = z.enum(['drive', 'container', 'lot']);
export type Labelled = z.infer<typeof labelled>;

/** Counts the labels of one drive, container or lot. It stands in the code, so that a scan tells which label was read. */
export const labelNumber = z.int().min(1).max(999);

/**
 * A label left the station for a printer, and the label that was scanned on the thing itself. Written by the station when
 * the printer took all of it, which may be long after somebody asked: that person stands in `asked_by`. A red tag that the station printed by itself has
 * nobody there.
 */
export const labelFacts = {
  'label.printed': z.strictObject({
    of: labelled,
    number: labelNumber,
    /** An earlier label of the same thing was printed before. */
    copy: z.boolean(),
    /** The red tag of a drive that may only be destroyed. */
    red: z.boolean(),
    as: z.enum(['zpl', 'pdf']),
    way: z.enum(['network', 'queue', 'file']),
    asked_by: personId.optional(),
  }),
  /** A scanner read this label on the thing. Until then nobody knows that it is there and can be read. */
  'label.applied': z.strictObject({ number: labelNumber }),
} as const;
