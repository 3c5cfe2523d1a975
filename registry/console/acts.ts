import type { ControlWriter } from '../ledger/control.ts';
import { type Decided } from '../ledger/enrol.ts';
import { ConsoleRefusal } from '../people/refusal.ts';
import type { Projector } from '../projector/projector.ts';
import type { RegistryStore } from '../store.ts';

/** What people do in the console goes into the control chain; these make an act and the page after it agree. */
export interface Acts {
  readonly control: ControlWriter;
  /**
   * Waits until the console's views have taken in an event that was just logged, so that the page that asks next sees it.
   *
   * @returns the event's hash
   */
  seen(eventHash: string): Promise<string>;
}

export function openActs(parts: {
  readonly control: ControlWriter;
  readonly projector: Pick<Projector, 'settled'>;
  readonly store: Pick<RegistryStore, 'indexOf'>;
}): Acts {
  return {
    control: parts.control,
    async seen(hash) {
      const index = await parts.store.indexOf(hash);
      if (index === undefined) return hash;
      await Promise.all(['console', 'conflicts', 'firmware', 'retention', 'subjects'].map((name) => parts.projector.settled(index, name)));
      return hash;
    },
  };
}

/** What an officer's decision came to. @throws ConsoleRefusal when it came to nothing */
export function decidedOr<Outcome extends { readonly kind: string }>(
  decided: Decided<Outcome>,
): Exclude<Decided<Outcome>, { readonly kind: 'refused' }> {
  if (isRefused(decided)) {
    const code = decided.code === 'not_found' || decided.code === 'malformed' ? decided.code : 'refused';
    throw new ConsoleRefusal(code, decided.detail, { why: decided.code });
  }
  return decided as Exclude<Decided<Outcome>, { readonly kind: 'refused' }>; // the other half of what was just asked
}

function isRefused(decided: { readonly kind: string }): decided is Extract<Decided<never>, { readonly kind: 'refused' }> {
  return decided.kind === 'refused';
}
