import { isWitnessQualified, type ProposedMove } from '../custody/moves.ts';
import { type MoveVerdict, refused } from '../custody/verdicts.ts';
import { readFact } from '../facts/facts.ts';
import { mayCause } from '../people/duties.ts';
import { type Around, judgeAround } from './around.ts';
import { judgeContainerFact } from './rules.ts';
import { type ContainerLife, isContainerFact } from './story.ts';

/** The one state machine of containers and lots: roles, then the container's own facts, then what others have to say. */
export function judgeContainerMove(life: ContainerLife | undefined, proposed: ProposedMove, around: Around): MoveVerdict {
  const read = readFact(proposed.type, proposed.body);
  if (read.kind !== 'fact') return refused('illegal_move', read.kind);
  if (!isContainerFact(read.fact)) return refused('illegal_move', 'not_about_a_container');
  const { actor, witness, nowMs } = proposed;
  if (!mayCause(proposed.type, actor === undefined ? 'machine' : { roles: proposed.actorRoles })) return refused('role_missing');
  const hands = { actor, witness, nowMs };
  const own = judgeContainerFact(life, read.fact, hands);
  if (own.kind === 'refused') return own;
  const others = judgeAround(life, read.fact, hands, around);
  if (others.kind === 'refused') return others;
  return witness !== undefined && !isWitnessQualified(proposed) ? refused('witness_not_qualified') : others;
}
