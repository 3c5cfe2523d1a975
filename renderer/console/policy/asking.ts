import { useCallback, useRef, useState } from 'react';
import type { ReplayRow } from '../../../contract/console/policies.ts';
import type { Policy } from '../../../domain/policy/policy.ts';
import { emptyTally, joinedTally, type ReplayTally } from '../../../domain/policy/replay-tally.ts';
import type { RefusalWords } from '../../words/refusals.ts';
import { ask } from '../ask.ts';
import { wordsOf } from '../queries.ts';

/** Rows that are kept for the list; the counts hold all. */
const mostRows = 2000;

export interface Asking {
  /** The text that was asked of; a draft that says otherwise now was not. */
  readonly text: string;
  readonly asked: Question;
  readonly state: 'running' | 'stopped' | 'done';
  readonly walked: number;
  readonly drives: number;
  readonly tally: ReplayTally;
  readonly rows: readonly ReplayRow[];
}

export interface Question {
  readonly days?: number | undefined;
  readonly site?: string | undefined;
  readonly tenant?: string | undefined;
}

/** Asks a draft of past drives part by part, and adds the parts up as they come. */
export function useAsking(): {
  readonly asking: Asking | undefined;
  readonly fault: RefusalWords | undefined;
  readonly run: (policy: Policy, question: Question) => Promise<void>;
  readonly stop: () => void;
} {
  const [asking, setAsking] = useState<Asking>();
  const [fault, setFault] = useState<RefusalWords>();
  const turn = useRef(0);
  const stop = useCallback(() => {
    turn.current += 1;
    setAsking((last) => (last?.state === 'running' ? { ...last, state: 'stopped' } : last));
  }, []);
  const run = useCallback(async (policy: Policy, asked: Question): Promise<void> => {
    turn.current += 1;
    const own = turn.current;
    const isOwn = (): boolean => turn.current === own;
    setFault(undefined);
    const { days, site, tenant } = asked;
    let now: Asking = { text: JSON.stringify(policy), asked, state: 'running', walked: 0, drives: 0, tally: emptyTally, rows: [] };
    setAsking(now);
    let after: string | undefined;
    try {
      do {
        const body = {
          policy: JSON.parse(now.text) as never, // JSON of a policy
          ...(days === undefined ? {} : { since_days: days }),
          ...(site === undefined ? {} : { site }),
          ...(tenant === undefined ? {} : { tenant }),
          ...(after === undefined ? {} : { after }),
        };
        const part = await ask('policies.replay', { body });
        if (!isOwn()) return;
        now = {
          ...now,
          state: part.next === undefined ? 'done' : 'running',
          walked: now.walked + part.walked,
          drives: part.drives ?? now.drives,
          tally: joinedTally(now.tally, part.tally),
          rows: [...now.rows, ...part.rows].slice(0, mostRows),
        };
        setAsking(now);
        after = part.next;
      } while (after !== undefined);
    } catch (error) {
      if (!isOwn()) return;
      setFault(wordsOf(error));
      setAsking({ ...now, state: 'stopped' });
    }
  }, []);
  return { asking, fault, run, stop };
}
