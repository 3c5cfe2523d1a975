import { oc } from '@orpc/contract';
import { z } from 'zod';
import { containerKind, containerRef, excuseGround, lotKind, weightGround } from '../domain/facts/containers.ts';
import { caseKind, caseOutcome, exceptionGround, exceptionRule, holdGround, releaseWay } from '../domain/facts/holds.ts';
import { personId } from '../domain/people/roles.ts';
import { answerFile, answerStanding, answerView } from './answers.ts';
import { credentials, receipt } from './receipt.ts';
import { dueView, termView } from './retention.ts';
import { lotReturnView } from './returns.ts';
import { driveLine, subject } from './views.ts';

/** Window to station: holds and exceptions, containers with their seals and counts, and lots. */

const text = z.string().max(400);
const shortId = z.string().regex(/^[A-Za-z0-9_-]{22}$/);
const seal = z.string().min(1).max(40);
const item = z.string().regex(/^[dc]1_[0-9a-f]{32}$/);
const items = z.array(item).max(5000);
const oneContainer = z.strictObject({ container: containerRef });

const containerState = z.enum(['open', 'sealed', 'left', 'closed', 'closed_unproven']);
const gap = z.enum(['seal_broken', 'content_differs', 'count_gap']);

const openCase = z.strictObject({ case: shortId, kind: caseKind, since_ms: z.int() });

/** What holds a drive in, and what was granted to it. */
export const standingView = z.strictObject({
  holds: z.array(z.strictObject({ hold: shortId, ground: holdGround, since_ms: z.int(), by: personId.optional() })),
  /** What legal holds on whole tenants say of it: it is meant, or it may be. */
  tenant: z.enum(['held', 'unread', 'owner_unknown']).optional(),
  /** What contracts that have ended forbid now. */
  term: termView.optional(),
  /** Of a drive of such a contract: until when it has to be deleted. */
  due: dueView.optional(),
  exceptions: z.array(
    z.strictObject({
      exception: shortId,
      rule: exceptionRule,
      way: releaseWay,
      ground: exceptionGround,
      until_ms: z.int(),
      by: personId.optional(),
    }),
  ),
  cases: z.array(openCase),
  container: containerRef.optional(),
  lot: containerRef.optional(),
  /** Of a drive that is missed: until others must be told, ms. */
  missing_left_ms: z.int().optional(),
  /** Drives that were in the same container: they may lie where it lies. */
  neighbours: z.array(subject),
});
export type StandingView = z.infer<typeof standingView>;

const days = z.int().min(1).max(366).optional();
/** For how many things it is, and after how many days it is counted or emptied. */
export const containerBounds = z.strictObject({ capacity: z.int().min(1).max(100_000).optional(), count_days: days, empty_days: days });
export type ContainerBounds = z.infer<typeof containerBounds>;

/** What its bounds ask for by now. */
const care = z.strictObject({
  filled: z.enum(['half', 'full']).optional(),
  count_due_ms: z.int().optional(),
  empty_due_ms: z.int().optional(),
});

export const containerView = z.strictObject({
  container: containerRef,
  what: z.enum(['container', 'lot']),
  kind: z.union([containerKind, lotKind]),
  name: z.string(),
  items: z.array(item),
  /** Those of the items that are drives known here. */
  drives: z.array(driveLine),
  /** Those of the items that are containers known here. */
  nested: z.array(z.strictObject({ container: containerRef, kind: containerKind, name: z.string(), seal: z.string().optional() })),
  content: z.string(),
  /** Not told while the container is handed over whole: whoever receives it reads it off the seal. */
  seal: z.string().optional(),
  in_limbo: z.literal(true).optional(),
  /** The newest time it changed hands unopened, with everything in it. */
  handed: z.strictObject({ from: personId, holder: personId, at_ms: z.int() }).optional(),
  gap: gap.optional(),
  counting: shortId.optional(),
  cases: z.array(openCase),
  /** `closed_unproven`: somebody closed it while a drive in it has not left as it must. */
  state: containerState,
  /** Of a lot: the drives that keep it from being closed. */
  unproven: z.array(z.strictObject({ item, why: z.string(), detail: z.string().optional() })),
  breaches: z.int(),
  bounds: containerBounds.optional(),
  care: care.optional(),
  /** The days between two counts that the policy asks of its kind; the shorter of these and its own bound counts. */
  policy_count_days: days,
  /** Of a destruction lot: whether about as much came out as went in, g. */
  balance: z
    .strictObject({ state: z.enum(['not_weighed', 'within', 'outside', 'excused']), in_g: z.int().optional(), out_g: z.int().optional() })
    .optional(),
  /** Of a return lot whose maker was named. */
  back: lotReturnView.optional(),
  /** Of a closed lot: what was sent back for it. */
  answer: answerStanding.optional(),
});
export type ContainerView = z.infer<typeof containerView>;

/** One line of the list of containers or lots. */
export const containerLine = z.strictObject({
  container: containerRef,
  kind: z.union([containerKind, lotKind]),
  name: z.string(),
  items: z.int(),
  state: containerState,
  /** Not told while it is handed over whole. */
  seal: z.string().optional(),
  gap: gap.optional(),
  counting: z.boolean(),
  cases: z.int(),
  /** Of an open lot: drives that keep it from being closed. */
  unproven: z.int(),
  since_ms: z.int(),
  care: care.optional(),
  answer: answerStanding.optional(),
});
export type ContainerLine = z.infer<typeof containerLine>;

/** Those that stand, or the newest of those that have left or were closed. */
const listed = oc.input(z.strictObject({ gone: z.boolean() })).output(z.array(containerLine));

/** The load list as signed file or as paper, or the proofs for the maker of each drive in it, zipped. */
const lotPaper = z.enum(['json', 'pdf', 'proofs']);
export type LotPaper = z.infer<typeof lotPaper>;

export const holdCalls = {
  look: oc.input(z.strictObject({ subject })).output(z.union([standingView, receipt])),
  place: oc.input(z.strictObject({ subject, ground: holdGround, matter: text.optional(), note: text.optional() })).output(receipt),
  lift: oc.input(z.strictObject({ subject, hold: shortId, note: text, witness: credentials })).output(receipt),
  /** Whose the drive is, said after intake. */
  owner: oc.input(z.strictObject({ subject, owner: text, note: text.optional() })).output(receipt),
  grant: oc
    .input(
      z.strictObject({
        subject,
        rule: exceptionRule,
        way: releaseWay,
        ground: exceptionGround,
        until_ms: z.int().min(0),
        note: text,
      }),
    )
    .output(receipt),
  revoke: oc.input(z.strictObject({ subject, exception: shortId, note: text.optional() })).output(receipt),
  /** A drive that is not where it should be. */
  miss: oc.input(z.strictObject({ subject, note: text.optional() })).output(receipt),
  closeCase: oc.input(z.strictObject({ subject: item, case: shortId, outcome: caseOutcome, note: text })).output(receipt),
};

export const containerCalls = {
  list: listed,
  /** Those whose count or emptying is due within a week, or was due before; the longest due first. */
  due: oc.output(z.array(containerLine)),
  /** What the label of a container or lot says; nothing when this station knows none, or two, with this tag. */
  find: oc
    .input(z.strictObject({ tag: z.string().regex(/^[0-9a-f]{12}$/) }))
    .output(z.strictObject({ found: z.strictObject({ container: containerRef, what: z.enum(['container', 'lot']) }).optional() })),
  look: oc.input(oneContainer).output(z.union([containerView, receipt])),
  make: oc.input(z.strictObject({ kind: containerKind, name: z.string().min(1).max(60) })).output(receipt),
  /** What is left out is not asked for any more. */
  bound: oc.input(containerBounds.extend({ container: containerRef })).output(receipt),
  place: oc.input(z.strictObject({ container: containerRef, item })).output(receipt),
  remove: oc.input(z.strictObject({ container: containerRef, item })).output(receipt),
  seal: oc.input(z.strictObject({ container: containerRef, seal, note: text.optional() })).output(receipt),
  /** `items` is what whoever opened it counted. */
  open: oc.input(z.strictObject({ container: containerRef, seal, intact: z.boolean(), items, note: text.optional() })).output(receipt),
  startCount: oc.input(oneContainer).output(receipt),
  /** Two people's own lists; neither is shown the other's, nor the record. */
  closeCount: oc
    .input(z.strictObject({ container: containerRef, first: items, second: items, witness: credentials, note: text.optional() }))
    .output(receipt),
  release: oc
    .input(
      z.strictObject({
        container: containerRef,
        way: z.union([releaseWay, z.literal('destruction')]),
        consignee: text.optional(),
        reference: text.optional(),
        vehicle: text.optional(),
        note: text.optional(),
      }),
    )
    .output(receipt),
};

export const lotCalls = {
  list: listed,
  look: oc.input(z.strictObject({ lot: containerRef })).output(z.union([containerView, receipt])),
  open: oc
    .input(
      z.strictObject({
        kind: lotKind,
        name: z.string().min(1).max(60),
        consignee: text.optional(),
        reference: text.optional(),
        note: text.optional(),
      }),
    )
    .output(receipt),
  papers: oc
    .input(z.strictObject({ lot: containerRef, as: lotPaper }))
    .output(z.union([z.strictObject({ kind: z.literal('file'), name: z.string(), base64: z.string() }), receipt])),
  weigh: oc
    .input(
      z.strictObject({
        lot: containerRef,
        in_g: z.int().min(1).max(100_000_000),
        out_g: z.int().min(0).max(100_000_000),
        scale: text.optional(),
      }),
    )
    .output(receipt),
  excuseWeight: oc.input(z.strictObject({ lot: containerRef, ground: weightGround, note: text })).output(receipt),
  /** Holds a vendor's file against a closed lot; writes nothing. */
  readAnswer: oc.input(answerFile).output(z.union([answerView, receipt])),
  /** `sha256` is of the file that was looked at. */
  signAnswer: oc.input(answerFile.extend({ sha256: z.string(), name: z.string().min(1).max(200), note: text.optional() })).output(receipt),
  excuse: oc.input(z.strictObject({ lot: containerRef, item: subject, ground: excuseGround, note: text })).output(receipt),
  add: oc.input(z.strictObject({ lot: containerRef, item: subject })).output(receipt),
  remove: oc.input(z.strictObject({ lot: containerRef, item: subject, note: text.optional() })).output(receipt),
  /** Lets every drive of the lot go on its own proof or exception and closes it, all in one step or none of it. */
  close: oc
    .input(
      z.strictObject({
        lot: containerRef,
        consignee: text.optional(),
        reference: text.optional(),
        vehicle: text.optional(),
        note: text.optional(),
      }),
    )
    .output(receipt),
};
