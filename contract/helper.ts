import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { capabilities } from '../domain/drive/capabilities.ts';
import { dockGrade, dockUsb } from '../domain/drive/dock.ts';
import { driveIdentity } from '../domain/drive/identity.ts';
import { powerReading } from '../domain/drive/power.ts';
import { clearance } from '../domain/erase/clearance.ts';
import { dataState, eraseFailure, eraseRecord, readBackEvidence } from '../domain/erase/evidence.ts';
import { stamp, stampRegion } from '../domain/stamp/stamp.ts';

/** What is plugged where, as the host sees it before any command goes to a drive. */
export const bay = z.strictObject({
  /** Stable across replug and reboot: the port path, never a device node. */
  port: z.string().min(1).max(200),
  /** What people call it; taught, or given by the dock. */
  name: z.string().max(60),
  /** The dock or bridge in words, e.g. "JMS578 152d:0578" or "virtual dock". */
  dock: z.string().max(100),
  /** What a USB dock's own descriptors say; absent where no USB bridge stands in between, or none is known of. */
  usb: dockUsb.optional(),
  /** Virtual docks are for practice and demo only. */
  virtual: z.boolean(),
  occupied: z.boolean(),
  /**
   * Ports of the host only: whether somebody has taught this port as a bay. One that nobody has taught is guarded,
   * whatever sits in it. Virtual docks and images are bays by themselves and say nothing here.
   */
  taught: z.boolean().optional(),
  /** Why a drive in this bay may not be touched, by the host's own account (mounted, held, swap, system...). */
  guarded: z.string().max(200).optional(),
  /** Changes whenever another drive may sit here: a look that has an old value is stale. */
  presence: z.string().max(80),
});
export type Bay = z.infer<typeof bay>;

/** A failed look is a failure, never an empty list. */
export const look = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('looked'), bays: z.array(bay) }),
  z.strictObject({ kind: z.literal('failed'), why: z.string() }),
]);
export type Look = z.infer<typeof look>;

/** The drive's own account of itself, or why it could not be asked. */
export const identified = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('identified'),
    presence: z.string(),
    identity: driveIdentity,
    /** What the drive can do behind this dock. */
    capabilities,
    bridge_serial: z.string().optional(),
    /** Absent where the drive, or its dock, tells none. */
    power: powerReading.optional(),
    /** How far the USB dock can be trusted; absent without one, and while a drive that sanitizes lets it not be tried. */
    dock: dockGrade.optional(),
    /** The stamp at the drive's beginning, as it reads; whether it was signed by whom it names is not asked here. */
    stamp: stamp.optional(),
  }),
  z.strictObject({
    kind: z.literal('silent'),
    why: z.enum(['empty', 'no_answer', 'busy', 'no_serial', 'not_permitted']),
    detail: z.string(),
    dock: dockGrade.optional(),
  }),
]);
export type Identified = z.infer<typeof identified>;

/** Whether the light of a bay was made to blink. */
export const blinked = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('blinked') }),
  z.strictObject({ kind: z.literal('not_blinked'), detail: z.string() }),
]);
export type Blinked = z.infer<typeof blinked>;

export const phase = z.enum(['guard', 'mark', 'erase', 'verify']);
export type Phase = z.infer<typeof phase>;

/** What a job says while it runs. The last one is `erased`, `verified` or `stopped`. */
export const report = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('progress'),
    phase,
    /** Done, in millionths of this phase; absent when the drive gives no progress. */
    done_ppm: z.int().min(0).max(1_000_000).optional(),
    bytes_per_s: z.int().min(0).optional(),
    left_s: z.int().min(0).optional(),
    retries: z.int().min(0).optional(),
  }),
  /** Markers are on the medium and were read back. */
  z.strictObject({ kind: z.literal('marked'), written: z.int(), confirmed: z.int() }),
  /** The drive took the command. Not completed. */
  z.strictObject({ kind: z.literal('accepted'), command: z.string() }),
  z.strictObject({ kind: z.literal('erased'), record: eraseRecord }),
  /** `excluded` is a stamp that lay there byte for byte, and was not held against what the technique leaves. */
  z.strictObject({ kind: z.literal('verified'), evidence: readBackEvidence, excluded: stampRegion.optional() }),
  z.strictObject({
    kind: z.literal('stopped'),
    why: z.union([eraseFailure, z.literal('cancelled')]),
    data: dataState,
    detail: z.string(),
    record: eraseRecord.optional(),
  }),
]);
export type Report = z.infer<typeof report>;

/** Whether a stamp was written. `wrote` tells whether any write may have reached the drive. */
export const stamping = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('stamped') }),
  z.strictObject({ kind: z.literal('not_stamped'), why: eraseFailure, wrote: z.boolean(), detail: z.string() }),
]);
export type Stamping = z.infer<typeof stamping>;

/** The drive asked first, after a return: what is it doing, and is it still the one? */
export const standing = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('running'), done_ppm: z.int().min(0).max(1_000_000).optional() }),
  z.strictObject({ kind: z.literal('erased'), record: eraseRecord }),
  z.strictObject({ kind: z.literal('failed'), record: eraseRecord }),
  z.strictObject({ kind: z.literal('not_running') }),
  z.strictObject({ kind: z.literal('wrong_drive') }),
  z.strictObject({ kind: z.literal('absent') }),
  z.strictObject({ kind: z.literal('unknown'), detail: z.string() }),
]);
export type Standing = z.infer<typeof standing>;

/** What is known of a job whose helper or station went away. */
export const unfinished = z.strictObject({ clearance, started_ms: z.int() });
export type Unfinished = z.infer<typeof unfinished>;

/**
 * Station to drive helper, over inherited stdio. The helper is the only program that touches a drive. It obeys
 * single-use clearances only, repeats the whole guard itself, and ends when its parent ends.
 */
export const helper = {
  /** The whole map now and after each change; newest wins. */
  look: oc.output(eventIterator(look)),
  identify: oc.input(z.strictObject({ port: z.string() })).output(identified),
  /** Reads in a rhythm for some seconds, so that a person finds the bay by its light. Changes nothing. */
  blink: oc.input(z.strictObject({ port: z.string() })).output(blinked),
  /** Guard, mark, erase. Ends with `erased` or `stopped`. Aborting the call cancels where that is safe and ends with `stopped`. */
  erase: oc
    .input(
      z.strictObject({
        clearance,
        /** From the label of the drive, for `tcg_psid_revert` alone. It opens the drive: no report and no file has it. */
        psid: z
          .string()
          .regex(/^[A-Z0-9]{32}$/)
          .optional(),
      }),
    )
    .output(eventIterator(report)),
  /** Reads what the drive is doing, and changes nothing. */
  ask: oc.input(unfinished).output(standing),
  /** Follows an erase that the drive is doing by itself, to its end. */
  attach: oc.input(unfinished).output(eventIterator(report)),
  /**
   * Reads the seeded places back; those of the seed `places` where one is given, for a re-check. Ends with `verified` or
   * `stopped`. Writes nothing.
   */
  verify: oc
    .input(
      z.strictObject({
        clearance,
        record: eraseRecord,
        markers: z.int().min(0),
        places: z
          .string()
          .regex(/^[A-Za-z0-9_-]{43}$/)
          .optional(),
        /** What may lie at the drive's beginning because it was stamped since. */
        stamp: stampRegion.optional(),
      }),
    )
    .output(eventIterator(report)),
  /**
   * Guard, spend, write: a stamp at the beginning of a drive that still holds there what the erase of this clearance left. Nothing
   * but a stamp is written, and only the region of one.
   */
  stamp: oc
    .input(
      z.strictObject({
        clearance,
        region: z
          .string()
          .regex(/^[A-Za-z0-9+/]+={0,2}$/)
          .max(100_000),
      }),
    )
    .output(stamping),
};
