import { type Lateness, type LimitedStep, timeLeft } from '../../domain/custody/limits.ts';
import type { LimitView } from '../../contract/views.ts';
import { duration } from './numbers.ts';
import type { Mark } from './states.ts';

const steps: Readonly<Record<LimitedStep, { readonly name: string; readonly late: string }>> = {
  put_away: { name: 'Put away', late: 'Put it into a bay, a bin or a cage, and scan it there.' },
  receive: { name: 'Sign for it', late: 'The other side signs for it, or the giver takes the offer back.' },
  erase: { name: 'Erase', late: 'Dock it and start the erase, or set it aside with a reason.' },
  match: { name: 'Match', late: 'Find out which drive this is, or put it into quarantine.' },
  finish: { name: 'Finish the erase', late: 'Connect it again and start the erase again.' },
  validate: { name: 'Validate', late: 'A validator accepts or rejects the result.' },
  release: { name: 'Let it leave', late: 'Release it, or put it into a lot that leaves.' },
  decide: { name: 'Decide', late: 'A supervisor takes it back from quarantine or sends it to destruction.' },
  destroy: { name: 'Destroy', late: 'Destroy it before a witness.' },
};

export interface LimitWords {
  readonly late: Lateness;
  readonly mark: Mark;
  /** The step. */
  readonly name: string;
  /** How much is left, or by how much it is late. Said in words, not by colour alone. */
  readonly left: string;
  /** What to do; only of a step that is late. */
  readonly next?: string;
}

/** A step's time limit in words. */
export function limitWords(limit: LimitView, nowMs: number): LimitWords {
  const { leftMs, late } = timeLeft({ fromMs: limit.from_ms, untilMs: limit.until_ms }, nowMs);
  const { name, late: next } = steps[limit.step];
  const span = duration(Math.abs(leftMs) / 1000);
  switch (late) {
    case 'in_time':
    case 'soon':
      return { late, mark: 'waiting', name, left: `${span} left` };
    case 'over':
      return { late, mark: 'stopped', name, left: `overdue by ${span}`, next };
    case 'long_over':
      return { late, mark: 'stopped', name, left: `overdue by ${span}`, next: `${next} Tell a supervisor.` };
  }
}

/** Who reads of a hand-over. */
export type Side = 'giver' | 'receiver' | 'other';

/** What to do about a drive that is in limbo too long, by the side that reads it; undefined while it has time. */
export function limboNext(
  limit: LimitView,
  nowMs: number,
  side: Side,
  { from, to }: { readonly from: string; readonly to: string },
): string | undefined {
  const { late } = timeLeft({ fromMs: limit.from_ms, untilMs: limit.until_ms }, nowMs);
  if (late !== 'over' && late !== 'long_over') return undefined;
  const ask = {
    giver: `${to} has not signed. If the drive is still with you, take the offer back; if not, find ${to} and let them sign.`,
    receiver: `You have not signed. Sign if the drive is in your hands; if not, let ${from} take the offer back.`,
    other: `${to} has not signed. Ask ${from} who has the drive in hand.`,
  }[side];
  return late === 'over' ? ask : `${ask} If nobody has it, open its page and report it missing. Tell a supervisor.`;
}

export const limitText = { title: 'Time left' } as const;
