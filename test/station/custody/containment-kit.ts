import { onTestFinished } from 'vitest';
import type { Receipt } from '../../../contract/bridge.ts';
import type { DriveLife } from '../../../domain/custody/life.ts';
import type { Hands } from '../../../station/custody/attempt.ts';
import type { StationParts } from '../../../station/parts.ts';
import { boss, judge, keeper, other, type Step, step, tech } from '../../domain/custody/story.ts';
import { openStation, stationSurface, type WalkStation } from '../../domain/custody/walk/surfaces.ts';

/** A station with real SQLite, recorder and gate, and the people of the story. */
export interface Shop {
  readonly station: WalkStation;
  /** The same, as commands ask for it: they use nothing else. */
  readonly parts: StationParts;
  readonly as: Readonly<Record<'tech' | 'keeper' | 'judge' | 'boss' | 'other', Hands>>;
  /** Writes these steps about a drive, as facts. Throws when one is refused. */
  live(subject: string, steps: readonly Step[]): void;
  life(subject: string): DriveLife;
  /** A drive that the custodian holds and that has its whole proof, or lacks the last steps of it. */
  drive(digit: string, options?: { readonly destination?: string; readonly without?: number }): string;
}

export function openShop(): Shop {
  const station = openStation();
  onTestFinished(() => station.close());
  const surface = stationSurface(station);
  const nowMs = station.clock.wall;
  surface.contact(nowMs);
  const person = (id: string): Hands => {
    const row = station.store.people.byId(id);
    if (row === undefined) throw new Error(`${id} is not enrolled`);
    return { actor: row };
  };
  const live = (subject: string, steps: readonly Step[]): void => {
    for (const each of steps)
      if (surface.tell({ ...each, subject }, station.clock.wall).length === 0) throw new Error(`${each.type} was refused`);
  };
  const life = (subject: string): DriveLife => {
    const found = station.store.drives.life(subject);
    if (found === undefined) throw new Error(`${subject} is not known`);
    return found;
  };
  return {
    station,
    parts: station as unknown as StationParts,
    as: { tech: person(tech), keeper: person(keeper), judge: person(judge), boss: person(boss), other: person(other) },
    live,
    life,
    drive(digit, { destination = 'maker', without = 0 } = {}) {
      const subject = `d1_${digit.repeat(32)}`;
      const proof = [step.clear(), step.start(), step.mark(), step.finish(), step.verify(), step.validate(), step.certify(1)];
      live(subject, [step.claim(destination), step.seen(), ...proof.slice(0, proof.length - without), step.offer(), step.receive()]);
      return subject;
    },
  };
}

/** The refusal and its detail, or `done`. */
export function told(receipt: Receipt): string {
  if (receipt.kind === 'done') return 'done';
  return receipt.detail === undefined ? receipt.why : `${receipt.why} ${receipt.detail}`;
}

/** What a receipt is about. */
export function subjectOf(receipt: Receipt): string {
  if (receipt.kind !== 'done' || receipt.subject === undefined) throw new Error(told(receipt));
  return receipt.subject;
}
