import type { Receipt } from '../../contract/bridge.ts';
import type { LocalChange, PersonRow } from '../../contract/ports.ts';
import { toBase64url } from '../../domain/bytes.ts';
import type { Proposal, StationParts } from '../parts.ts';
import { done, refused } from '../receipt.ts';
import { gateOver } from './contest.ts';

/** Who acts, and who looks on. */
export interface Hands {
  readonly actor: PersonRow;
  readonly witness?: PersonRow;
}

/**
 * One legal move, or none: asks the domain's state machine and what conflicts lock, and writes the fact. The recorder asks
 * the same again before it writes, so that no other way in can skip it.
 *
 * @returns a receipt with the event's hash, or the refusal; a refusal has written nothing
 */
export function attempt(
  parts: StationParts,
  hands: Hands,
  proposal: Omit<Proposal, 'actor' | 'witness'> & { readonly subject: string },
  local?: readonly LocalChange[],
): Receipt {
  const life = parts.store.drives.life(proposal.subject);
  const verdict = gateOver(parts)(life, {
    type: proposal.type,
    body: proposal.body,
    actor: hands.actor.id,
    actorRoles: hands.actor.roles,
    nowMs: parts.clock.wallMs(),
    ...(hands.witness === undefined ? {} : { witness: hands.witness.id, witnessRoles: hands.witness.roles }),
  });
  if (verdict.kind === 'refused') return refused(verdict.why, verdict.detail);
  const written = parts.recorder.record(
    [{ ...proposal, actor: hands.actor.id, ...(hands.witness === undefined ? {} : { witness: hands.witness.id }) }],
    local,
  );
  return done(written, proposal.subject);
}

/** Sealed values from what people typed: empty and missing ones are left out. */
export function sealedTexts(values: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [field, value] of Object.entries(values)) {
    const text = value?.normalize('NFC').trim() ?? '';
    if (text !== '') kept[field] = text;
  }
  return kept;
}

/** An id that nobody can guess and nobody else will draw. */
export function shortId({ random }: Pick<StationParts, 'random'>): string {
  return toBase64url(random.bytes(16));
}
