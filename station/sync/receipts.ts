import type { KeyStore, StationStore } from '../../contract/ports.ts';
import { fromUtf8 } from '../../domain/bytes.ts';
import { parseVkey } from '../../domain/ledger/note.ts';
import { parseLogProof, verifyLogProof } from '../../domain/ledger/tlog-proof.ts';
import type { Caller } from './call.ts';
import { signedCall } from './call.ts';
import { adopt } from './checkpoint.ts';
import { provenTypes } from './waits.ts';

export interface ReceiptNeeds {
  readonly store: Pick<StationStore, 'sync' | 'secrets'>;
  readonly keys: Pick<KeyStore, 'verifier'>;
}

/**
 * Fetches inclusion proofs for facts that certificates rest on, checks each in whole, and keeps it: entry,
 * path, checkpoint signature, and that this checkpoint and the last one used tell the same story.
 * @returns how many were kept; fewer than `limit` means there is nothing more to get now
 */
export async function fetchReceipts(needs: ReceiptNeeds, caller: Caller, limit: number): Promise<number> {
  const { sync } = needs.store;
  const { pins } = sync.state();
  const logKey = pins === undefined ? undefined : parseVkey(pins.logKey);
  if (logKey === undefined || sync.checkpoint() === undefined) return 0;
  let kept = 0;
  for (const { hash, entry } of sync.unproven(provenTypes, limit)) {
    const said = await signedCall(sync, caller, { path: `/v1/proofs/${hash}` });
    const text = said.kind === 'ok' ? fromUtf8(said.body) : undefined;
    if (text === undefined) return kept;
    const verdict = verifyLogProof({ text, entry, logKey, verifier: needs.keys.verifier });
    if (verdict.kind === 'refused') {
      sync.keep({ problem: `proof_${verdict.code}` });
      return kept;
    }
    const note = parseLogProof(text)?.checkpoint ?? '';
    const standing = await adopt(needs, caller, note);
    if (standing !== 'adopted' && standing !== 'same') return kept;
    sync.keepProof({ hash, index: verdict.index, size: verdict.checkpoint.size, text });
    kept += 1;
  }
  return kept;
}
