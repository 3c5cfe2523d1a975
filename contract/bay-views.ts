import { z } from 'zod';
import { dockView } from './view-parts.ts';

/** A port of this machine, taught or not, with what sits there. */
const portView = z.strictObject({
  port: z.string(),
  /** The dock or controller in words. */
  dock: z.string(),
  occupied: z.boolean(),
  /** Model and serial, when the drive said so. */
  drive: z.string().optional(),
  /** Why what sits there may not be touched, by the host's own account. */
  guarded: z.string().optional(),
  dock_grade: dockView.optional(),
});

/** The bays of this machine: which ports people use, and which are protected because nobody taught them. */
export const baysView = z.strictObject({
  bays: z.array(portView.extend({ name: z.string() })),
  others: z.array(portView),
  /** The next drive that is put in anywhere makes its port this bay. */
  teaching: z.strictObject({ name: z.string(), until_ms: z.int() }).optional(),
  docks_failed: z.string().optional(),
});
export type BaysView = z.infer<typeof baysView>;
