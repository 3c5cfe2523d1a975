import type { Receipt, Refusal } from '../contract/bridge.ts';
import type { RecordedFact } from '../contract/ports.ts';

/** The receipt for facts that are written and durable. */
export function done(facts: readonly RecordedFact[], subject?: string): Receipt {
  return { kind: 'done', events: facts.map((fact) => fact.hash), ...(subject === undefined ? {} : { subject }) };
}

/** A refusal: nothing was written and nothing was touched. */
export function refused(why: Refusal, detail?: string): Receipt {
  return { kind: 'refused', why, ...(detail === undefined ? {} : { detail }) };
}
