import { subjectEnd } from '../../contract/registry-feed.ts';
import { fromUtf8 } from '../../domain/bytes.ts';
import { openEntry } from '../../domain/ledger/entry.ts';
import { parseVkey } from '../../domain/ledger/note.ts';
import { parseLogProof, verifyLogProof } from '../../domain/ledger/tlog-proof.ts';
import type { Caller } from '../sync/call.ts';
import { signedCall } from '../sync/call.ts';
import { adopt } from '../sync/checkpoint.ts';
import type { PullNeeds } from './pull.ts';

/**
 * What the log proves of a drive's newest custody event. `proven`: it is in the log under a checkpoint that continues
 * what was seen here. `none`: the registry knows no custody of it. `away`: offline; then only what is here counts.
 */
export type ProvenCustody =
  { readonly kind: 'proven'; readonly hash: string; readonly index: number } | { readonly kind: 'none' | 'away' | 'refused' };

/** Asks for the newest custody event of a subject and for the proof of it. To be called before custody is taken over from another site. */
export async function provenCustody(needs: PullNeeds, caller: Caller, subject: string): Promise<ProvenCustody> {
  const { sync } = needs.store;
  const { pins } = sync.state();
  const logKey = pins === undefined ? undefined : parseVkey(pins.logKey);
  if (logKey === undefined) return { kind: 'away' };
  // Only the last line matters: a page that begins behind all that the log can hold has no other.
  const asked = await signedCall(sync, caller, {
    path: `/v1/subjects/${subject}/events`,
    query: `?after=${lastIndex}&limit=1`,
  });
  if (asked.kind !== 'ok') return { kind: 'away' };
  const end = subjectEnd.safeParse(jsonOf(fromUtf8(asked.body) ?? ''));
  if (!end.success) return { kind: 'refused' };
  const hash = end.data.custody;
  if (hash === undefined) return { kind: 'none' };
  const said = await signedCall(sync, caller, { path: `/v1/proofs/${hash}` });
  const text = said.kind === 'ok' ? fromUtf8(said.body) : undefined;
  if (text === undefined) return { kind: 'away' };
  const verdict = verifyLogProof({ text, logKey, verifier: needs.keys.verifier });
  if (verdict.kind === 'refused') return { kind: 'refused' };
  const opened = openEntry(verdict.entry);
  if (opened.kind === 'refused' || opened.entry.hash !== hash || opened.entry.event.subject !== subject) return { kind: 'refused' };
  const standing = await adopt(needs, caller, parseLogProof(text)?.checkpoint ?? '');
  return standing === 'adopted' || standing === 'same' ? { kind: 'proven', hash, index: verdict.index } : { kind: 'refused' };
}

/** More than the registry's pages take as a number of entries. */
const lastIndex = 999_999_999_999_999;

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
