import type { Entry } from '../../domain/ledger/entry.ts';
import { leafHash } from '../../domain/ledger/entry.ts';
import { openAck } from '../../domain/ledger/ack.ts';
import { type CheckpointTime, checkpointTimes } from '../../domain/ledger/bracket.ts';
import { logNumber } from '../../domain/ledger/log-name.ts';
import { type NoteKey, parseVkey } from '../../domain/ledger/note.ts';
import type { SignatureVerifier } from '../../domain/ledger/signing.ts';
import { parseLogProof } from '../../domain/ledger/tlog-proof.ts';
import { type PolicyVerdict, trustCheckpoint, type TrustPolicy } from '../../domain/ledger/trust-policy.ts';
import { equal } from '../../domain/bytes.ts';
import { verifyInclusion } from '../../domain/ledger/tree.ts';
import type { Receipts } from '../certificate.ts';
import type { Finding, Pinned } from './report.ts';
import { altered, incomplete } from './report.ts';

export interface ReceiptsFound {
  readonly findings: readonly Finding[];
  readonly pinned: Pinned;
  /** Log index by event hash, for those that are proven. */
  readonly indexes: Readonly<Record<string, number>>;
  /** When trusted witnesses saw the checkpoints that are here, in order of size. */
  readonly times: readonly CheckpointTime[];
}

/** A policy that trusts one log and asks for no witness: what is left when the reader brings none. */
export function trustInLog(key: NoteKey): TrustPolicy {
  return { logs: [{ key }], witnesses: [], quorum: { kind: 'none' } };
}

/**
 * Holds receipts against entries: the log's signature, the reader's quorum, and for every entry the path into the
 * log. `trust` is what the reader brought; without it the file's own log key is used and the report says so.
 * `listed` names events that may have a proof without being here: another finding speaks of those.
 */
export function checkReceipts(input: {
  readonly receipts: Receipts;
  readonly entries: readonly Entry[];
  readonly trust: TrustPolicy | undefined;
  readonly verifier: SignatureVerifier;
  readonly listed?: ReadonlySet<string>;
}): ReceiptsFound {
  const { receipts, entries, verifier } = input;
  const own = parseVkey(receipts.log);
  const by = input.trust === undefined ? 'file' : 'reader';
  const stop = (finding: Finding): ReceiptsFound => ({ findings: [finding], pinned: { by, witnesses: [] }, indexes: {}, times: [] });
  if (own === undefined) return stop(altered('bad_log_key', 'receipts.log', 'The log key in the file is malformed.'));
  const trust = input.trust ?? trustInLog(own);
  if (!trust.logs.some(({ key }) => key.name === own.name && equal(key.publicKey, own.publicKey))) {
    const isImpostor = trust.logs.some(({ key }) => key.name === own.name);
    return stop(
      isImpostor
        ? altered('other_log_key', 'receipts.log', 'The log has a name that you trust, but another key.')
        : incomplete('foreign_log', 'receipts.log', `The receipts are from the log ${own.name}, which your policy does not name.`),
    );
  }
  const newest = trustCheckpoint(receipts.checkpoint, trust, verifier);
  if (newest.kind === 'refused') return stop(checkpointFinding(newest.why, 'receipts.checkpoint'));
  if (newest.checkpoint.origin !== own.name) return stop(otherLog('receipts.checkpoint', own.name));
  const registry = entries[0]?.event.reg ?? '';
  if (logNumber(registry, own.name) === undefined)
    return stop(altered('other_log', 'receipts.log', `The log ${own.name} does not belong to the registry ${registry}.`));
  const witnesses = newest.cosignatures.map(({ witness }) => trust.witnesses.find(({ key }) => key === witness)?.name ?? witness.name);
  const { findings, indexes, times } = proofFindings({ ...receipts, log: own.name }, entries, trust, verifier, input.listed ?? new Set());
  return {
    findings: [...findings, ...orderFindings(entries, indexes), ...ackFindings(receipts, entries, verifier)],
    pinned: { by, log: own.name, witnesses },
    indexes,
    times: checkpointTimes([...timesOf(newest), ...times]),
  };
}

function timesOf(verdict: PolicyVerdict): readonly CheckpointTime[] {
  if (verdict.kind === 'refused') return [];
  return verdict.cosignatures.map(({ atS }) => ({ size: verdict.checkpoint.size, atMs: atS * 1_000, by: 'cosignature' as const }));
}

function checkpointFinding(why: Extract<PolicyVerdict, { kind: 'refused' }>['why'], where: string): Finding {
  return why === 'no_quorum'
    ? incomplete('no_quorum', where, 'Too few of the witnesses that you ask for have cosigned the log.')
    : altered('bad_checkpoint', where, 'The log’s signature does not fit.');
}

/** Whoever trusts several logs trusts each for its own registry: a proof in another one is none. */
function otherLog(where: string, log: string): Finding {
  return altered('other_log', where, `This leads into another log than ${log}, which the receipts name.`);
}

/** @param receipts their `log` is the log's name here */
function proofFindings(
  receipts: Receipts,
  entries: readonly Entry[],
  trust: TrustPolicy,
  verifier: SignatureVerifier,
  listed: ReadonlySet<string>,
): Pick<ReceiptsFound, 'findings' | 'indexes' | 'times'> {
  const findings: Finding[] = [];
  const indexes: Record<string, number> = {};
  const known = new Set(entries.map(({ hash }) => hash));
  for (const hash of Object.keys(receipts.proofs)) {
    if (!known.has(hash) && !listed.has(hash))
      findings.push(altered('stray_proof', hash, 'There is a proof for an event that is not in the file.'));
  }
  const judged = new Map<string, PolicyVerdict>();
  for (const { hash, bytes } of entries) {
    const text = receipts.proofs[hash];
    if (text === undefined) {
      findings.push(incomplete('no_proof', hash, 'There is no proof yet that this event is in the log.'));
      continue;
    }
    const proof = parseLogProof(text);
    if (proof === undefined || (proof.extra !== undefined && !equal(proof.extra, bytes))) {
      findings.push(altered('wrong_proof', hash, 'The proof is malformed, or it is for another event.'));
      continue;
    }
    const trusted = judged.get(proof.checkpoint) ?? trustCheckpoint(proof.checkpoint, trust, verifier);
    judged.set(proof.checkpoint, trusted);
    if (trusted.kind === 'refused') {
      findings.push(checkpointFinding(trusted.why, hash));
      continue;
    }
    const { origin, size, root } = trusted.checkpoint;
    if (origin !== receipts.log) {
      findings.push(otherLog(hash, receipts.log));
      continue;
    }
    if (verifyInclusion({ index: proof.index, size, leaf: leafHash(bytes), proof: proof.path, root })) indexes[hash] = proof.index;
    else findings.push(altered('not_in_log', hash, 'The proof does not lead from this event to the log.'));
  }
  return { findings, indexes, times: [...judged.values()].flatMap(timesOf) };
}

/** A chain goes into the log in its own order, and no place is given twice. */
function orderFindings(entries: readonly Entry[], indexes: Readonly<Record<string, number>>): readonly Finding[] {
  const newest = new Map<string, number>();
  for (const { event, hash } of entries) {
    const index = indexes[hash];
    if (index === undefined) continue;
    if (index <= (newest.get(event.station) ?? -1)) return [altered('wrong_log_order', hash, 'The log has these events in another order.')];
    newest.set(event.station, index);
  }
  return [];
}

function ackFindings({ acks, log }: Receipts, entries: readonly Entry[], verifier: SignatureVerifier): readonly Finding[] {
  if (acks === undefined) return [];
  const key = parseVkey(acks.key);
  const registry = entries[0]?.event.reg ?? '';
  if (key === undefined || key.name !== `${registry}/ack`)
    return [altered('bad_ack_key', 'receipts.acks', 'The key of the acknowledgements is malformed or has another name.')];
  const stations = new Set(entries.map(({ event }) => event.station));
  for (const note of acks.notes) {
    const ack = openAck(note, key, verifier);
    if (ack === undefined || ack.log !== parseVkey(log)?.name || !stations.has(ack.station))
      return [altered('bad_ack', 'receipts.acks', 'An acknowledgement does not fit.')];
  }
  return [];
}
