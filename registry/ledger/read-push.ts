import { setImmediate as nextTurn } from 'node:timers/promises';
import type { PushHeader, PushLine } from '../../contract/registry.ts';
import { pushHeader, pushLimits, pushLine } from '../../contract/registry.ts';
import type { Bytes } from '../../domain/bytes.ts';
import { fromUtf8, utf8 } from '../../domain/bytes.ts';
import type { Json } from '../../domain/ledger/canonical.ts';
import { canonicalText, profileFault } from '../../domain/ledger/canonical.ts';
import type { ChainHead } from '../../domain/ledger/chain.ts';
import type { Entry } from '../../domain/ledger/entry.ts';
import { readEntry } from '../../domain/ledger/entry.ts';
import { hashOfEventBytes } from '../../domain/ledger/event.ts';
import { readHash } from '../../domain/ledger/hash.ts';
import { commitment } from '../../domain/ledger/sealed-values.ts';
import type { AppendOutcome, SealedRow } from '../store.ts';

export type PushRefusal = {
  readonly kind: 'refused';
  readonly code:
    | 'malformed'
    | 'role'
    | 'too_large'
    | 'bad_event'
    | 'bad_signature'
    | 'key_revoked'
    | 'busy'
    | Extract<AppendOutcome, { kind: 'refused' }>['code'];
  readonly detail: string;
  readonly index?: number;
  readonly head?: ChainHead;
  /** With `key_revoked`: everything from `index` on is kept here until an officer decides. */
  readonly quarantined?: boolean;
};

/** A push taken apart into its lines, none of which was looked at yet. */
export interface PushFrame {
  readonly kind: 'frame';
  readonly header: PushHeader;
  readonly texts: readonly string[];
}

export interface ReadLines {
  readonly kind: 'lines';
  /** Lines at the beginning that tell, byte for byte, what the log holds already; they are not in `lines`. */
  readonly known: number;
  readonly lines: readonly ReadLine[];
}

export interface ReadLine {
  readonly entry: Entry;
  readonly sealed: readonly SealedRow[];
  /** What came with an `event.recovered`. */
  readonly recovered?: unknown;
}

/** Lines read between two looks at other requests. */
const readStride = 32;

export function refuse(code: PushRefusal['code'], detail: string, index?: number): PushRefusal {
  return { kind: 'refused', code, detail, ...(index === undefined ? {} : { index }) };
}

/** Framing alone: the header, and as many lines as it tells. */
export function readFrame(body: Bytes): PushFrame | PushRefusal {
  const text = fromUtf8(body);
  if (text === undefined) return refuse('malformed', 'not UTF-8');
  const [first = '', ...rest] = text.split('\n');
  if (rest.at(-1) === '') rest.pop();
  const header = pushHeader.safeParse(parseJson(first));
  if (!header.success) return refuse('malformed', 'the first line is not a push header');
  const { count } = header.data;
  if (rest.length !== count) return refuse('malformed', `${rest.length} events came where ${count} were told`);
  return { kind: 'frame', header: header.data, texts: rest };
}

/**
 * Profile, canonical bytes, and whether each event stands where the header says. `stored` are the hashes that the log
 * holds from the header's `from` on.
 */
export async function readLines(
  { header, texts }: PushFrame,
  registryName: string,
  stored: readonly string[],
): Promise<ReadLines | PushRefusal> {
  const { station, epoch, from } = header;
  let known = 0;
  while (known < texts.length && isStored(texts[known] ?? '', stored[known])) known += 1;
  const lines: ReadLine[] = [];
  for (let index = known; index < texts.length; index += 1) {
    if (lines.length % readStride === readStride - 1) await nextTurn();
    const line = pushLine.safeParse(parseJson(texts[index] ?? ''));
    if (!line.success) return refuse('malformed', 'not a push line', index);
    const opened = readEntry(line.data.entry);
    if (opened.kind === 'refused') return refuse('bad_event', `${opened.code} ${opened.detail}`.trim(), index);
    const { event } = opened.entry;
    if (event.reg !== registryName) return refuse('bad_event', 'made for another registry', index);
    if (event.station !== station || event.epoch !== epoch || event.seq !== from + index)
      return refuse('bad_event', 'not the station, epoch or seq that the header tells', index);
    const sealed = readSealed(opened.entry, line.data.private);
    if (sealed === undefined) return refuse('bad_event', 'a sealed value does not fit its commitment', index);
    lines.push({ entry: opened.entry, sealed, recovered: line.data.recovered });
  }
  return { kind: 'lines', known, lines };
}

const beforeEvent = '{"entry":{"event":';
const afterEvent =
  /^,"sigs":\[\{"keyid":"[^"\\]{1,80}","sig":"[^"\\]{1,100}"\}(,\{"keyid":"[^"\\]{1,80}","sig":"[^"\\]{1,100}"\}){0,3}\]\}\}$/;

/**
 * Whether a line, as stations write it, holds the very event that is stored at its place: the same hash over the text as
 * it came is the same canonical event, so a resend needs no parsing. Any other spelling takes the long way.
 */
function isStored(text: string, stored: string | undefined): boolean {
  if (stored === undefined || !text.startsWith(beforeEvent) || !text.isWellFormed()) return false;
  const end = text.lastIndexOf(',"sigs":[');
  if (end < 0 || !afterEvent.test(text.slice(end))) return false;
  return hashOfEventBytes(utf8(text.slice(beforeEvent.length, end))) === stored;
}

/** The private values of an event, held against their commitments; undefined when one does not fit. */
function readSealed({ event }: Entry, values: PushLine['private']): readonly SealedRow[] | undefined {
  const rows: SealedRow[] = [];
  let sizeBytes = 0;
  for (const [field, { salt, value }] of Object.entries(values ?? {})) {
    const saltBytes = readHash(salt);
    if (saltBytes === undefined || profileFault(value) !== undefined) return undefined;
    // The profile was just checked; zod's wider JSON type also holds null and fractions.
    const text = canonicalText(value);
    sizeBytes += utf8(text).length;
    if (sizeBytes > pushLimits.privateBytes || event.sealed?.[field] !== commitment(field, saltBytes, value as Json)) return undefined;
    rows.push({ field, salt: saltBytes, value: text });
  }
  return rows;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
