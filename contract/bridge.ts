import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { dataClass, destination, destroyTechnique, driveState, pullReason, quarantineCause } from '../domain/custody/words.ts';
import { containerRef } from '../domain/facts/containers.ts';
import { conflictId, conflictResolution } from '../domain/facts/control.ts';
import { certificateId, overriddenAct, revocationGround } from '../domain/facts/facts.ts';
import { deviceClass } from '../domain/intake/device-classes.ts';
import { valueLength } from '../domain/policy/fields.ts';
import { role, personId } from '../domain/people/roles.ts';
import { containerCalls, holdCalls, lotCalls } from './containment.ts';
import { retentionCalls } from './retention.ts';
import { returnCalls } from './returns.ts';
import { expectedCalls } from './expected.ts';
import { credentials, receipt, typedTwice } from './receipt.ts';
import { labelCalls } from './labels.ts';
import { summaryAsked } from './papers.ts';
import { machineCalls } from './machines.ts';
import { photoCalls } from './photos.ts';
import { shiftCalls } from './shift.ts';
import { aimIdentifier, scannerReading, scannersView, scanSource } from './scanners.ts';
import { wholeCalls } from './whole.ts';
import { baysView, benchView, driveLine, driveView, person, personElsewhere, scanView, subject } from './views.ts';

/**
 * Window to station: the table is the whole surface. A call answers with a small receipt or a refusal;
 * state arrives by feeds only. The renderer turns refusal codes into words.
 */

export { credentials, type Receipt, receipt, type Refusal, refusal } from './receipt.ts';

const text = z.string().max(400);
const oneDrive = z.strictObject({ subject });

export const bridge = {
  bench: {
    feed: oc.output(eventIterator(benchView)),
    /** Everything that a scanner or a typed code says goes here; the station routes it by content. */
    scan: oc
      .input(
        z.strictObject({
          text: z.string().min(1).max(4096),
          source: scanSource,
          /** The symbology identifier, when it does not stand before the text. */
          aim: aimIdentifier.optional(),
          device: z.string().max(120).optional(),
        }),
      )
      .output(scanView),
    clearScan: oc.output(receipt),
    /** Takes the last act back by its counter-event; `event` is the one that the window showed. */
    undo: oc.input(z.strictObject({ event: z.string() })).output(receipt),
  },
  setUp: {
    first: oc
      .input(
        z.strictObject({
          site: z.string().min(1).max(60),
          station: z.string().min(1).max(60),
          name: z.string().min(1).max(80),
          badge: z.string().min(4).max(80),
          pin: z.string().min(6).max(64),
        }),
      )
      .output(receipt),
    /** A badge code nobody has, to print for the first supervisor. */
    newBadge: oc.output(z.strictObject({ badge: z.string() })),
  },
  session: {
    signIn: oc.input(credentials).output(receipt),
    signOut: oc.output(receipt),
  },
  people: {
    list: oc.output(z.array(person)),
    /** Whom other stations of the registry enrolled. Names are sealed there. */
    elsewhere: oc.output(z.array(personElsewhere)),
    enrol: oc
      .input(
        z.strictObject({
          name: z.string().min(1).max(80),
          badge: z.string().min(4).max(80),
          pin: z.string().min(6).max(64),
          roles: z.array(role).min(1),
        }),
      )
      .output(receipt),
    end: oc.input(z.strictObject({ person: personId })).output(receipt),
  },
  drives: {
    find: oc
      .input(
        z.strictObject({
          query: z.string().max(200),
          states: z.array(driveState).optional(),
          /** Those alone that wait for a re-check; the query is left out then. */
          drawn: z.literal(true).optional(),
          limit: z.int().min(1).max(500),
        }),
      )
      .output(z.array(driveLine)),
    feed: oc.input(oneDrive).output(eventIterator(driveView)),
    /** Fields that the policy in force asks for; those not named stay as they are. */
    fillIn: oc
      .input(
        z.strictObject({
          subject,
          values: z
            .array(z.strictObject({ field: z.string().max(40), value: z.string().max(valueLength) }))
            .min(1)
            .max(32),
        }),
      )
      .output(receipt),
  },
  custody: {
    /** Turns the gathered label into a custody record. `serial` only when the label could not give one. */
    claim: oc
      .input(
        z.strictObject({
          serial: z.string().max(64).optional(),
          typed: typedTwice.optional(),
          device: deviceClass.optional(),
          reason: pullReason,
          data_class: dataClass,
          destination,
          place: z.string().min(1).max(80),
          host: text.optional(),
          slot: text.optional(),
          ticket: text.optional(),
          owner: text.optional(),
          note: text.optional(),
        }),
      )
      .output(receipt),
    offer: oc.input(z.strictObject({ subject, to: personId })).output(receipt),
    withdraw: oc.input(oneDrive).output(receipt),
    /** The receiver signs for it with own badge and PIN, or is the one signed in. */
    receive: oc.input(z.strictObject({ subject, receiver: credentials.optional(), place: z.string().max(80).optional() })).output(receipt),
    move: oc.input(z.strictObject({ subject, place: z.string().min(1).max(80) })).output(receipt),
    redirect: oc.input(z.strictObject({ subject, destination })).output(receipt),
    quarantine: oc.input(z.strictObject({ subject, cause: quarantineCause, note: text.optional() })).output(receipt),
    readmit: oc.input(z.strictObject({ subject, note: text })).output(receipt),
    release: oc
      .input(
        z.strictObject({
          subject,
          way: z.enum(['maker', 'reuse', 'vendor']),
          consignee: text.optional(),
          reference: text.optional(),
          note: text.optional(),
        }),
      )
      .output(receipt),
    /** Lets one act through on a drive in dispute. */
    override: oc.input(z.strictObject({ subject, act: overriddenAct, note: text, witness: credentials })).output(receipt),
    /** Closes a conflict: says who has the drive, if anybody. */
    resolve: oc
      .input(
        z.strictObject({
          subject,
          conflict: conflictId,
          holder: personId.optional(),
          reason: conflictResolution.shape.reason,
          note: text.optional(),
        }),
      )
      .output(receipt),
    /** `item` is the witness's own scan of the drive. */
    destroy: oc
      .input(
        z.strictObject({
          subject,
          technique: destroyTechnique,
          witness: credentials,
          item: z.string().max(200),
          machine: text.optional(),
          /** The machine of the register, by its card. */
          by: containerRef.optional(),
          /** The largest piece that was measured, mm. */
          fragment_mm: z.int().min(0).max(500).optional(),
          lot: text.optional(),
          note: text.optional(),
        }),
      )
      .output(receipt),
  },
  /** What may not leave, and what may leave all the same. */
  holds: holdCalls,
  containers: containerCalls,
  lots: lotCalls,
  returns: returnCalls,
  /** What has to be deleted by when. */
  retention: retentionCalls,
  machines: machineCalls,
  shift: shiftCalls,
  whole: wholeCalls,
  photos: photoCalls,
  labels: labelCalls,
  expected: expectedCalls,
  erase: {
    start: oc.input(z.strictObject({ subject, port: z.string(), witness: credentials.optional() })).output(receipt),
    cancel: oc.input(z.strictObject({ subject, note: text.optional() })).output(receipt),
    /** A re-check of a drive that was drawn: by another person in another bay. Reads, and writes nothing to the drive. */
    recheck: oc.input(z.strictObject({ subject, port: z.string() })).output(receipt),
    /** Writes a signed stamp at the beginning of a proven drive. */
    stamp: oc.input(z.strictObject({ subject, port: z.string() })).output(receipt),
    /** Validation: a person accepts or rejects the result. A separate act from verification. */
    validate: oc
      .input(z.strictObject({ subject, accepted: z.boolean(), note: text.optional(), validator: credentials.optional() }))
      .output(receipt),
  },
  policy: {
    list: oc.output(z.array(z.strictObject({ id: z.string(), version: z.int(), name: z.string(), adopted: z.boolean() }))),
    adopt: oc.input(z.strictObject({ id: z.string() })).output(receipt),
  },
  certificates: {
    /** The JSON certificate with its receipts, as text; the truth. */
    json: oc
      .input(z.strictObject({ id: z.string() }))
      .output(z.union([z.strictObject({ kind: z.literal('file'), name: z.string(), text: z.string() }), receipt])),
    /** The paper, base64. */
    pdf: oc
      .input(z.strictObject({ id: z.string() }))
      .output(z.union([z.strictObject({ kind: z.literal('file'), name: z.string(), base64: z.string() }), receipt])),
    /** One certificate for many drives; base64. */
    summary: oc
      .input(summaryAsked)
      .output(z.union([z.strictObject({ kind: z.literal('file'), name: z.string(), base64: z.string() }), receipt])),
    /** Takes a certificate back; with `replace` another one is issued, and the old one points to it. */
    revoke: oc
      .input(z.strictObject({ subject, certificate: certificateId, reason: revocationGround, replace: z.boolean(), note: text.optional() }))
      .output(receipt),
  },
  /** Which ports of this machine are bays. A port that nobody taught is protected. */
  bays: {
    feed: oc.output(eventIterator(baysView)),
    /** Waits for a drive to be put in anywhere: that port is this bay from then on. */
    teach: oc.input(z.strictObject({ name: z.string().min(1).max(60) })).output(receipt),
    stopTeaching: oc.output(receipt),
    /** Makes the light of a bay blink, so that somebody finds it. */
    blink: oc.input(z.strictObject({ port: z.string().min(1).max(200) })).output(receipt),
    forget: oc.input(z.strictObject({ port: z.string().min(1).max(200) })).output(receipt),
  },
  /** Scanners that are no keyboards. */
  scanners: {
    feed: oc.output(eventIterator(scannersView)),
    /** What they read, for the window that asked last: it routes a reading as it routes a keyboard's scan. */
    hear: oc.output(eventIterator(scannerReading)),
    /** Says that a serial port is a scanner, or no longer. */
    use: oc.input(z.strictObject({ id: z.string().min(1).max(300), on: z.boolean() })).output(receipt),
  },
  /** The line to the registry, for a supervisor or admin. */
  sync: {
    /** Tries again now, after somebody has put right what stood in the way. */
    resume: oc.output(receipt),
    /** Asks the registry's officer for a new epoch of a chain that is frozen. */
    askEpoch: oc
      .input(
        z.strictObject({
          /** The officer's, for a station whose keys are gone. */
          code: z
            .string()
            .regex(/^[A-Za-z0-9_-]{22}$/)
            .optional(),
        }),
      )
      .output(receipt),
    /** The next event key signs from now on. */
    rotateKey: oc.output(receipt),
    /** What waits, as a file that another station carries to the registry; gzip in base64. */
    exportBundle: oc.output(z.union([z.strictObject({ kind: z.literal('file'), name: z.string(), base64: z.string() }), receipt])),
    /** A bundle of another station is carried and answered; an answer to one of ours is taken in. */
    importBundle: oc
      .input(z.strictObject({ base64: z.string().max(96 * 1024 * 1024) }))
      .output(z.union([z.strictObject({ kind: z.literal('file'), name: z.string(), base64: z.string() }), receipt])),
  },
  /** Virtual docks only: a practice station refuses none of these, a real one all. */
  practice: {
    plug: oc.input(z.strictObject({ port: z.string() })).output(receipt),
    unplug: oc.input(z.strictObject({ port: z.string() })).output(receipt),
  },
};
export type Bridge = typeof bridge;
