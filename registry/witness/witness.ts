import type { Bytes } from '../../domain/bytes.ts';
import { equal, fromBase64 } from '../../domain/bytes.ts';
import { type Checkpoint, parseDecimal } from '../../domain/ledger/checkpoint.ts';
import { cosign, readCheckpointHead } from '../../domain/ledger/cosignature.ts';
import { type NoteKey, parseNote, verifyNote } from '../../domain/ledger/note.ts';
import type { SignatureVerifier, Signer } from '../../domain/ledger/signing.ts';
import { emptyRoot, verifyConsistency } from '../../domain/ledger/tree.ts';
import type { RegistryClock } from '../ports.ts';
import { RowsDiffer, type SqlDatabase, type Statement } from '../sql/port.ts';
import { bytes, number } from '../sql/rows.ts';

/** What `add-checkpoint` of c2sp.org/tlog-witness answers: a cosignature line, or an HTTP status and why. */
export type Witnessed =
  | { readonly kind: 'cosigned'; readonly line: string }
  | { readonly kind: 'refused'; readonly status: 400 | 403 | 404 | 422; readonly why: string }
  /** Another size is the newest here. */
  | { readonly kind: 'behind'; readonly size: number };

export interface WitnessParts {
  readonly sql: SqlDatabase;
  /** Name under which it cosigns, and a key for nothing else. */
  readonly name: string;
  readonly signer: Signer;
  readonly verifier: SignatureVerifier;
  readonly clock: Pick<RegistryClock, 'nowMs'>;
  /** The logs it knows, each key with its origin as name. */
  readonly logs: readonly NoteKey[];
}

const mostProofLines = 63;

/**
 * A witness for the checkpoints of other logs. It signs one history of each: the step from the checkpoint that it cosigned
 * last is proven, and remembered durably before the cosignature leaves, against any other request.
 */
export function openWitness({ sql, name, signer, verifier, clock, logs }: WitnessParts): {
  addCheckpoint(body: string): Promise<Witnessed>;
} {
  async function newest(origin: string): Promise<{ readonly size: number; readonly root: Bytes } | undefined> {
    const [row] = await sql.query('SELECT size, root FROM witnessed WHERE origin = $1', [origin]);
    return row === undefined ? undefined : { size: number(row, 'size'), root: bytes(row, 'root') };
  }

  /** Moves what is remembered from the very row that was looked at; false when another request was there first. */
  async function remember(head: Checkpoint, before: { readonly size: number; readonly root: Bytes } | undefined): Promise<boolean> {
    try {
      await sql.apply([step(head, before)]);
      return true;
    } catch (cause) {
      if (cause instanceof RowsDiffer) return false;
      throw cause;
    }
  }

  return {
    async addCheckpoint(body) {
      const asked = readRequest(body);
      if (asked === undefined) return refused(400, 'the request has not the form of add-checkpoint');
      const { old, proof, head, note } = asked;
      const keys = logs.filter((key) => key.name === head.origin);
      if (keys.length === 0) return refused(404, 'this log is not known here');
      if (verifyNote(note, keys, verifier) === undefined) return refused(403, 'no good signature by a known key of this log');
      if (old > head.size) return refused(400, 'the old size is beyond the checkpoint');
      const before = await newest(head.origin);
      if (old !== (before?.size ?? 0)) return { kind: 'behind', size: before?.size ?? 0 };
      if (head.size === 0 && !equal(head.root, emptyRoot)) return refused(422, 'an empty tree has another root');
      const fromRoot = before?.root ?? emptyRoot;
      if (!verifyConsistency({ from: old, fromRoot, to: head.size, toRoot: head.root, proof }))
        return refused(422, 'the proof does not lead from the last checkpoint to this one');
      if (!(await remember(head, before))) return { kind: 'behind', size: (await newest(head.origin))?.size ?? 0 };
      return { kind: 'cosigned', line: cosign(note.text, Math.floor(clock.nowMs() / 1000), name, signer) };
    },
  };
}

function step({ origin, size, root }: Checkpoint, before: { readonly size: number; readonly root: Bytes } | undefined): Statement {
  return before === undefined
    ? {
        text: 'INSERT INTO witnessed (origin, size, root) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
        params: [origin, size, root],
        changes: 1,
      }
    : {
        text: 'UPDATE witnessed SET size = $1, root = $2 WHERE origin = $3 AND size = $4 AND root = $5',
        params: [size, root, origin, before.size, before.root],
        changes: 1,
      };
}

function readRequest(body: string) {
  const split = body.indexOf('\n\n');
  const [first = '', ...lines] = body.slice(0, Math.max(0, split)).split('\n');
  const old = first.startsWith('old ') ? parseDecimal(first.slice(4)) : undefined;
  const proof = lines.flatMap((line) => fromBase64(line) ?? []);
  const note = split < 0 ? undefined : parseNote(body.slice(split + 2));
  const head = note === undefined ? undefined : readCheckpointHead(note.text);
  if (old === undefined || note === undefined || head === undefined || lines.length > mostProofLines) return undefined;
  return proof.length === lines.length && proof.every((hash) => hash.length === 32) ? { old, proof, note, head } : undefined;
}

function refused(status: 400 | 403 | 404 | 422, why: string): Witnessed {
  return { kind: 'refused', status, why };
}
