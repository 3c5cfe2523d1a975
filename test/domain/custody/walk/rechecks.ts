import type { DriveLife, RecordedFact } from '../../../../domain/custody/life.ts';
import { seedHash } from '../../../../domain/erase/judge.ts';
import type { Random } from '../../../fuzz/random.ts';
import { evidence, judge, keeper, other, port, step, tech } from '../story.ts';
import { touched } from './oracle.ts';
import type { Wish } from './surfaces.ts';

/* Drives that the registry draws, and people who read them again: wishes for it, and its own account of who has answered what. */

const elsewhere = 'virtual/2';

/** Mostly what comes next: into another bay, begun by somebody else, ended with what was read. */
export function recheckWish(random: Random, subject: string, life: DriveLife | undefined, draw: string): Wish {
  const job = life === undefined ? undefined : touched(life)?.job;
  const begun = life?.rechecks?.at(-1);
  if (job === undefined || (life?.seen?.port === port && random.chance(0.7))) return { ...step.seen('open', elsewhere), subject };
  if (begun !== undefined && begun.verdict === undefined && random.chance(0.75)) {
    const ended = looked(random);
    return { ...ended, subject, body: { ...ended.body, job } };
  }
  const actor = random.pick([judge, other, tech, tech, keeper]);
  const begin = step.look(1, actor, life?.seen?.port ?? elsewhere);
  return { ...begin, subject, body: { ...begin.body, job, drawn: random.chance(0.75) ? draw : 'E'.repeat(42).concat('A') } };
}

/** What a second reading says: mostly what it found, at times what it did not. */
function looked(random: Random): ReturnType<typeof step.looked> {
  return random.pick<() => ReturnType<typeof step.looked>>([
    () => step.looked(),
    () => step.looked(),
    () => step.looked('not_borne_out', { unexpected: 1 + random.below(3) }),
    () => step.looked('not_borne_out', { markers: { ...evidence.markers, surviving: 1 } }),
    () => step.looked('unreadable', { unreadable: 1 }),
    () => step.looked('borne_out', { unexpected: 1 }),
    () => step.looked('borne_out', { seed: 'B'.repeat(43) }),
  ])();
}

interface Look {
  readonly drawn: unknown;
  readonly job: unknown;
  readonly seedHash: unknown;
}

export interface RecheckOracle {
  drawn(subject: string, draw: string): void;
  /** Once for each fact that was written, with the life before it. @returns what is wrong */
  judge(fact: RecordedFact, before: DriveLife | undefined, isReleased: boolean): readonly string[];
}

export function createRecheckOracle(): RecheckOracle {
  const draws = new Map<string, string>();
  const looks = new Map<string, Look | undefined>();
  const answered = new Set<string>();
  const refuted = new Set<string>();
  return {
    drawn: (subject, draw) => void draws.set(subject, draw),
    judge(fact, before, isReleased) {
      const subject = fact.subject ?? '';
      const body = fact.body as Readonly<Record<string, unknown>>; // every body is an object
      if (fact.type === 'recheck.started' && before !== undefined)
        looks.set(
          subject,
          isIndependent(fact, before) ? { drawn: body['drawn'], job: body['job'], seedHash: body['seed_hash'] } : undefined,
        );
      if (fact.type === 'recheck.finished') {
        const look = looks.get(subject);
        looks.delete(subject);
        const found = findingOf(body, look);
        if (look !== undefined && (found === 'nothing' || found === 'something')) answered.add(`${subject} ${String(look.drawn)}`);
        if (look !== undefined && found === 'something') refuted.add(String(look.job));
      }
      if (!isReleased || before === undefined) return [];
      const draw = draws.get(subject);
      return [
        [draw !== undefined && !answered.has(`${subject} ${draw}`), 'before it was read again, though it was drawn'],
        [body['proof'] !== undefined && refuted.has(touched(before)?.job ?? ''), 'on a result that was not borne out'],
      ].flatMap(([wrong, says]) => (wrong === true ? [String(says)] : []));
    },
  };
}

/** Another person, another bay, and the drive that is meant. Every bay of the walk is at one station. */
function isIndependent(fact: RecordedFact, before: DriveLife): boolean {
  const { seen } = before;
  const job = touched(before);
  const isOwn = fact.actor === undefined || fact.actor === job?.cleared.by || fact.actor === job?.started?.by;
  return job !== undefined && !isOwn && seen?.lock.verdict === 'open' && seen.port !== job.port;
}

function findingOf(body: Readonly<Record<string, unknown>>, look: Look | undefined): 'nothing' | 'something' | 'unreadable' | 'other' {
  const read = body['evidence'] as typeof evidence & { readonly structures: readonly string[] }; // as `looked` made it
  if (look === undefined || body['job'] !== look.job || seedHash(read.seed) !== look.seedHash) return 'other';
  if (read.unexpected > 0 || read.markers.surviving > 0) return 'something';
  return read.unreadable > 0 ? 'unreadable' : 'nothing';
}
