import type { Authority } from '../../domain/authority/authority.ts';
import { hasEnded } from '../../domain/custody/custody-rules.ts';
import type { DriveLife } from '../../domain/custody/life.ts';
import { legal, type MoveVerdict, refused } from '../../domain/custody/verdicts.ts';
import type { WayOut } from '../../domain/custody/ways-out.ts';
import { type Draw, openDraw } from '../../domain/policy/recheck.ts';
import type { Gate } from '../record/recorder.ts';

/** A station without a registry knows of no draw. */
export interface DrawNeeds {
  readonly authority?: (() => Authority | undefined) | undefined;
}

/** A gate, and behind it the draw: a drive that was drawn for a re-check leaves after it, or is destroyed. */
export function withDraws(needs: DrawNeeds, gate: Gate): Gate {
  return (life, proposed) => {
    const verdict = gate(life, proposed);
    return verdict.kind === 'refused' || life === undefined || proposed.type !== 'custody.released' ? verdict : judgeDrawn(needs, life);
  };
}

/** A way out of custody as the window shows it, shut while a re-check is due. */
export function wayLookedAt(needs: DrawNeeds, life: DriveLife, shown: WayOut): WayOut {
  if (!shown.open || shown.way === 'destroy' || drawHere(needs, life) === undefined) return shown;
  return { way: shown.way, open: false, why: 'recheck_due' };
}

/** May a drive leave by what the registry drew, as far as it was heard here? */
export function judgeDrawn(needs: DrawNeeds, life: DriveLife): MoveVerdict {
  return drawHere(needs, life) === undefined ? legal : refused('recheck_due');
}

/** True for a drive in custody that waits for a re-check. */
export function isRecheckDue(needs: DrawNeeds, life: DriveLife): boolean {
  return !hasEnded(life) && drawHere(needs, life) !== undefined;
}

/** The draw that waits for a re-check at this drive, by the log as far as it was pulled. */
export function drawHere({ authority }: DrawNeeds, life: DriveLife): Draw | undefined {
  return openDraw(authority?.()?.rechecks, life);
}
