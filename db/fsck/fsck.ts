import type Database from 'better-sqlite3';
import type { Bytes } from '../../domain/bytes.ts';
import type { SignatureVerifier } from '../../domain/ledger/signing.ts';
import { checkDerived, checkSmall } from './derived.ts';
import { checkTold } from './told.ts';
import { checkEvents, keysKnown } from './events.ts';
import { checkFile } from './file.ts';
import { collect, guarded, type StationFinding } from './findings.ts';
import { checkPulled, type PulledJudge } from './pulled.ts';
import { checkCertificates, checkReceipts } from './receipts.ts';

export interface StationFsckParts {
  readonly db: Database.Database;
  readonly verifier: SignatureVerifier;
  /** Public keys of this machine's own key files; what events bring is added. */
  readonly keys: readonly Bytes[];
  /** Judges what was pulled; undefined for a station without a registry. */
  readonly judge: PulledJudge | undefined;
  /** Hears what is done, in words. */
  readonly progress?: (says: string) => void;
}

export interface StationFsckReport {
  readonly events: number;
  /** Events whose station key is nowhere on this machine: everything of them was checked but the signatures. */
  readonly unchecked: number;
  readonly findings: readonly StationFinding[];
  /** Findings of a kind that there were too many of to list. */
  readonly left: number;
}

/**
 * Reads everything that a station's store keeps once more and holds it against its own signed events, and against what
 * the registry has signed: the file itself, forms, columns, chains, signatures, sealed values, certificates, acks,
 * checkpoints, proofs, what was pulled, and every table that is folded from events. Changes nothing. What nobody signed
 * cannot be checked: counters and times of the sync, wrapped PIN keys, texts of jobs, and which values were erased.
 */
export function fsckStation({ db, verifier, keys, judge, progress = () => undefined }: StationFsckParts): StationFsckReport {
  const { find, findings, left } = collect();
  progress('The file');
  if (!checkFile(db, find)) return { events: 0, unchecked: 0, findings, left: left() };
  progress('Events');
  const known = guarded(find, 'event', 'events', () => keysKnown(db, keys)) ?? new Map<string, Bytes>();
  const walked = guarded(find, 'event', 'events', () => checkEvents(db, { verifier, keys: known, find }));
  const lives = walked?.lives ?? [];
  progress('Certificates, receipts, what was pulled');
  guarded(find, 'certificate', 'certificates', () => checkCertificates(db, find));
  guarded(find, 'receipt', 'acks, checkpoints, proofs', () => checkReceipts(db, { verifier, lives, find }));
  guarded(find, 'pulled', 'pulled', () => checkPulled(db, judge, find));
  guarded(find, 'pulled', 'told', () => checkTold(db, find));
  progress('Making the derived tables anew');
  guarded(find, 'derived', 'drives, people, containers', () => {
    checkDerived(db, find);
    checkSmall(db, find);
  });
  return { events: walked?.count ?? 0, unchecked: walked?.unchecked ?? 0, findings, left: left() };
}
