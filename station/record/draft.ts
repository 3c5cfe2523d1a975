import type { SealedValue } from '../../contract/ports.ts';
import type { FactType } from '../../domain/facts/facts.ts';
import { readFact, sealedFields } from '../../domain/facts/facts.ts';
import type { Attachment } from '../../domain/ledger/event.ts';
import type { Json } from '../../domain/ledger/canonical.ts';
import { commitment } from '../../domain/ledger/sealed-values.ts';
import type { Signer } from '../../domain/ledger/signing.ts';
import { RecordRefused } from './refused.ts';

/** A fact that somebody wants written. Its body is held to the schema of its type before anything is signed. */
export interface Draft {
  readonly type: FactType;
  readonly body: object;
  /** `d1_` drive, `c1_` container, `p1_` person record. */
  readonly subject?: string | undefined;
  /** Personal values and free text, by field; only fields that `sealedFields` lists. Empty ones are left out. */
  readonly sealed?: Readonly<Record<string, Json | undefined>> | undefined;
  /** Person ids; each needs an open session. */
  readonly actor?: string | undefined;
  readonly witness?: string | undefined;
  /** Events this one rests on, beside the newest custody event that the recorder puts first itself. */
  readonly deps?: readonly string[] | undefined;
  /** Values with the salts that they were sealed under before: an event that is told again commits to the same. */
  readonly carried?: readonly SealedValue[] | undefined;
  readonly att?: readonly Attachment[] | undefined;
  /** Signs along beside the station and the people: the key that a rotation brings in. */
  readonly cosigner?: Signer | undefined;
}

/** The body as it will be signed: held to its schema, text in NFC, nothing undefined. Throws `RecordRefused`. */
export function readBody(draft: Draft): { readonly [name: string]: Json } {
  const read = readFact(draft.type, tidy(draft.body));
  if (read.kind !== 'fact')
    throw new RecordRefused('bad_body', `${draft.type}: ${read.kind === 'bad_body' ? read.detail : 'unknown type'}`);
  return read.fact.body as { readonly [name: string]: Json }; // the schemas of facts hold JSON objects only
}

/** Salts and commits to each sealed value. `salt` gives 32 fresh random bytes each time. */
export function sealValues(
  draft: Draft,
  salt: () => Uint8Array,
): { readonly values: readonly SealedValue[]; readonly commitments: Readonly<Record<string, string>> | undefined } {
  const allowed: readonly string[] = Object.entries(sealedFields).find(([type]) => type === draft.type)?.[1] ?? [];
  const values: SealedValue[] = [...(draft.carried ?? [])];
  for (const [field, value] of Object.entries(draft.sealed ?? {})) {
    if (value === undefined || value === '') continue;
    if (!allowed.includes(field)) throw new RecordRefused('bad_body', `${draft.type} has no sealed field ${field}`);
    values.push({ field, salt: salt(), value: tidy(value) as Json }); // tidying changes texts only
  }
  if (values.length === 0) return { values, commitments: undefined };
  return { values, commitments: Object.fromEntries(values.map(({ field, salt: its, value }) => [field, commitment(field, its, value)])) };
}

function tidy(value: unknown): unknown {
  if (typeof value === 'string') return value.normalize('NFC');
  if (Array.isArray(value)) return value.map(tidy);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .map(([name, member]) => [name, tidy(member)]),
  );
}
