import type { DriveView } from '../../contract/views.ts';
import type { Branch, Contest } from '../../domain/conflicts/conflicts.ts';
import { judgeContested } from '../../domain/conflicts/gate.ts';
import type { DriveLife } from '../../domain/custody/life.ts';
import { personId } from '../../domain/people/roles.ts';
import type { WayOut } from '../../domain/custody/ways-out.ts';

/** What the window shows of a drive in dispute: each conflict, and every branch of its story. Empty without one. */
export function contestPart(life: DriveLife, contest: Contest, nameOf: (person: string) => string): Pick<DriveView, 'dispute'> {
  if (contest.open.length === 0) return {};
  return {
    dispute: {
      locked: contest.contested,
      conflicts: contest.open.map((conflict) => ({ id: conflict.id, class: conflict.class, waiting: conflict.waiting_for !== undefined })),
      branches: contest.branches.map((branch) => branchView(branch, nameOf)),
      ...(life.override === undefined ? {} : { let_through: life.override.act }),
    },
  };
}

/** A way that the rules leave open is shut by a conflict, unless it was let through. */
export function wayUnder(contest: Contest, life: DriveLife, way: WayOut): DriveView['ways_out'][number] {
  if (!way.open) return { ...way };
  const verdict = judgeContested(contest, way.way === 'destroy' ? 'drive.destroyed' : 'custody.released', life.override);
  return verdict.kind === 'legal' ? { way: way.way, open: true } : { way: way.way, open: false, why: verdict.why };
}

function branchView(branch: Branch, nameOf: (person: string) => string): NonNullable<DriveView['dispute']>['branches'][number] {
  const { standing } = branch;
  const atMs = Date.parse(branch.wall);
  return {
    head: branch.head,
    station: branch.station,
    at_ms: Number.isFinite(atMs) ? atMs : 0,
    state: standing?.kind ?? 'unknown',
    ...(branch.site === undefined ? {} : { site: branch.site }),
    ...(branch.actor === undefined ? {} : { by: nameOf(branch.actor) }),
    ...(standing?.kind === 'held' ? { holder: nameOf(standing.holder), holder_id: personId.parse(standing.holder) } : {}),
    ...(standing?.kind === 'held' && standing.place !== undefined ? { place: standing.place } : {}),
    ...(standing?.kind === 'ended' ? { how: standing.how } : {}),
  };
}
