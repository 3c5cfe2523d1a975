import type { Page } from 'playwright-core';
import type { Sketch } from '../../../domain/policy/sketch.ts';
import { draftId } from './scene-policies.ts';
import type { StandIn } from './stand-in.ts';

/** What tests of a draft's page share. */

export const draftPath = `/policy-draft/${draftId}`;

export interface Saved {
  readonly name: string;
  readonly policy: Sketch;
  readonly revision: number;
}

/** What was sent to be saved, in order. */
export function saves({ asked }: StandIn): readonly Saved[] {
  return asked.filter(({ id }) => id === 'drafts.save').map(({ body }) => body as Saved); // the contract's own shape
}

/** Goes to a part of the draft. */
export function part(tab: Page, name: string): Promise<void> {
  return tab.getByRole('radio', { name }).press(' ');
}
