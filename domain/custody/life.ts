import { readFact } from '../facts/facts.ts';
import { applyFact, bornFrom, markOf } from './effects.ts';
import { isAboutDrive, judgeFact } from './rules.ts';
import { type Breach, type DriveLife, isCustodyType, type RecordedFact, stateOf } from './story.ts';

export {
  type Breach,
  currentJob,
  type DriveLife,
  type GrantedException,
  isCustodyType,
  isRunning,
  type JobPhase,
  type JobStory,
  type Mark,
  type OpenCase,
  type RecordedFact,
  type StandingHold,
  stateOf,
} from './story.ts';

/** The judge that a fold asks. There is one in the product; tests put a broken one in its place. */
export type FactJudge = typeof judgeFact;

const keptBreaches = 32;

/**
 * Folds one more fact into a life. Never throws and drops nothing: a fact that is legal has its effect, one that
 * is not becomes a breach. Facts are folded in the order in which the log has them.
 */
export function evolve(life: DriveLife | undefined, fact: RecordedFact): DriveLife {
  return evolveBy(judgeFact)(life, fact);
}

export function evolveBy(judge: FactJudge): (life: DriveLife | undefined, fact: RecordedFact) => DriveLife {
  return (life, fact) => {
    const before = life ?? bornFrom(fact);
    const counted = { ...before, facts: before.facts + 1 };
    const after = fold(judge, life, counted, fact);
    const moved = isCustodyType(fact.type) ? { ...after, head: fact.hash } : after;
    return life !== undefined && stateOf(life) === stateOf(moved) ? moved : { ...moved, since: fact.wall };
  };
}

function fold(judge: FactJudge, life: DriveLife | undefined, counted: DriveLife, fact: RecordedFact): DriveLife {
  if (fact.subject !== undefined && fact.subject !== counted.subject) return withBreach(counted, fact, 'wrong_subject');
  const read = readFact(fact.type, fact.body);
  // A type from a newer release is logged and shown as unknown; it is no breach.
  if (read.kind === 'unknown_type') return counted;
  if (read.kind === 'bad_body') return withBreach(counted, fact, 'bad_body');
  if (!isAboutDrive(read.fact.type)) return counted;
  if (isParallel(life, fact)) return withBreach(counted, fact, 'parallel');
  const answer = judge(life, read.fact, { actor: fact.actor, witness: fact.witness, nowMs: claimedMs(fact) });
  if (answer.kind === 'refused') return withBreach(counted, fact, answer.why, answer.detail);
  return applyFact(counted, read.fact, fact);
}

/** When its author says that it happened: a claim, which decides only whether an exception that it rests on had ended by then. */
function claimedMs({ wall }: RecordedFact): number | undefined {
  const ms = Date.parse(wall);
  return Number.isFinite(ms) ? ms : undefined;
}

/** Facts that say who has the drive or let it go: two of them side by side are two stories. */
const claims: ReadonlySet<string> = new Set(['custody.claimed', 'custody.received', 'custody.released', 'drive.destroyed']);
/** Facts that may rest on another head: stopping a drive, saying where it stands, or joining its stories harms none of them. */
const harmless: ReadonlySet<string> = new Set(['custody.quarantined', 'custody.moved', 'conflict.resolved']);

/** True when a custody fact was written without knowing the newest one. */
function isParallel(life: DriveLife | undefined, fact: RecordedFact): boolean {
  if (!isCustodyType(fact.type) || harmless.has(fact.type)) return false;
  return life?.head !== undefined && fact.deps[0] !== life.head;
}

function withBreach(life: DriveLife, fact: RecordedFact, why: string, detail?: string): DriveLife {
  const plain = { hash: fact.hash, type: fact.type, station: fact.station, wall: fact.wall, why };
  const breach: Breach = detail === undefined ? plain : { ...plain, detail };
  const afterEnd = why === 'already_ended' || life.destroyed !== undefined;
  return {
    ...life,
    breaches: life.breaches.length < keptBreaches ? [...life.breaches, breach] : life.breaches,
    breach_count: life.breach_count + 1,
    disputed: life.disputed || claims.has(fact.type) || (why === 'parallel' && !afterEnd),
    zombie: life.zombie || afterEnd,
    ...(fact.type === 'erase.started' && why === 'no_job' ? { unexplained: markOf(fact) } : {}),
  };
}
