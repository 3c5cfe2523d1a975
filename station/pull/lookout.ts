import type { AskedView } from '../../contract/views.ts';
import type { RegistryConnection, StationStore } from '../../contract/ports.ts';
import type { Caller } from '../sync/call.ts';
import { type ProvenCustody, provenCustody } from './newest-custody.ts';
import type { PullNeeds } from './pull.ts';

export interface LookoutNeeds extends PullNeeds {
  readonly store: PullNeeds['store'] & Pick<StationStore, 'facts'>;
  readonly keys: PullNeeds['keys'] & Caller['keys'];
  connect(url: string): RegistryConnection;
  readonly random: Caller['random'];
  /** Fetches the history of a drive as soon as the registry answers. */
  fetch(subject: string): void;
  changed(): void;
}

type Word = AskedView['state'];

/** Asks the registry about the drive in hand, on a connection of its own: what other sites know of it matters now. */
export interface Lookout {
  /** Asks at once, and once at a time for each drive. Resolves with the word as it stands then; never rejects. */
  ask(subject: string): Promise<Word>;
  /** What the registry said of this drive since this station started; undefined when it was not asked. */
  of(subject: string): Word | undefined;
  close(): void;
}

/** How long a person at the bench waits for an answer that may not come, in ms. */
const callMs = 5_000;
/** Drives of which the last word is kept. */
const kept = 200;

export function createLookout(needs: LookoutNeeds): Lookout {
  const { store } = needs;
  const said = new Map<string, ProvenCustody | 'asking'>();
  const asking = new Map<string, Promise<Word>>();
  let connection: RegistryConnection | undefined;

  function of(subject: string): Word | undefined {
    const word = said.get(subject);
    if (word === undefined || word === 'asking') return word;
    if (word.kind !== 'proven') return word.kind;
    return isHere(store, subject, word.hash) ? 'here' : 'fetching';
  }
  function keep(subject: string, word: ProvenCustody | 'asking'): void {
    said.delete(subject);
    said.set(subject, word);
    const [oldest] = said.keys();
    if (said.size > kept && oldest !== undefined) said.delete(oldest);
    needs.changed();
  }
  async function ask(subject: string): Promise<Word> {
    const { pins } = store.sync.state();
    if (pins === undefined) return 'away';
    keep(subject, 'asking');
    connection ??= needs.connect(pins.url);
    const caller: Caller = { connection, keys: needs.keys, clock: needs.clock, random: needs.random, callMs };
    // What breaks on the way, e.g. a full disk while a checkpoint is kept, is no answer either.
    const word = await provenCustody(needs, caller, subject).catch((): ProvenCustody => ({ kind: 'away' }));
    if (word.kind === 'proven' && !isHere(store, subject, word.hash)) needs.fetch(subject);
    keep(subject, word);
    return of(subject) ?? 'away';
  }

  return {
    of,
    ask(subject) {
      const open = asking.get(subject);
      if (open !== undefined) return open;
      const asked = ask(subject).finally(() => asking.delete(subject));
      asking.set(subject, asked);
      return asked;
    },
    close: () => connection?.close(),
  };
}

function isHere({ shelf }: Pick<StationStore, 'shelf'>, subject: string, hash: string): boolean {
  return shelf.storyOf(subject).some(({ fact }) => fact.hash === hash);
}
