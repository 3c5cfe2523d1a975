import { equal, toBase64 } from '../../domain/bytes.ts';
import type { CheckpointTime } from '../../domain/ledger/bracket.ts';
import { parseCheckpointText, signCheckpoint } from '../../domain/ledger/checkpoint.ts';
import { cosignaturesOn, formatWitnessVkey, signatureLine, type WitnessKey, withSignatureLines } from '../../domain/ledger/cosignature.ts';
import { parseNote } from '../../domain/ledger/note.ts';
import type { SignatureVerifier, Signer } from '../../domain/ledger/signing.ts';
import { inList, insertRows, type SqlDatabase } from '../sql/port.ts';
import { bytes, number, text } from '../sql/rows.ts';

export interface CosignedParts {
  readonly sql: SqlDatabase;
  readonly logId: number;
  readonly logName: string;
  readonly logKey: Signer;
  readonly verifier: SignatureVerifier;
  /** Whose cosignatures are taken. */
  readonly witnesses: readonly WitnessKey[];
}

export type Taken =
  | { readonly kind: 'taken'; readonly cosignatures: number }
  | { readonly kind: 'refused'; readonly why: 'malformed' | 'not_ours' | 'bad_cosignature' | 'no_cosignature' };

/** Cosignatures by known witnesses on this log's own checkpoints: taken, kept, and given out with the note. */
export function openCosigned({ sql, logId, logName, logKey, verifier, witnesses }: CosignedParts): {
  /** Takes the cosignatures on a checkpoint that this log signed. The earliest of each witness is kept. */
  take(note: string): Promise<Taken>;
  /** The newest checkpoint up to `size` that has at least one cosignature, with all of them. */
  newest(size: number): Promise<string | undefined>;
  /** When checkpoints of these sizes were there, by what trusted witnesses say; for brackets. */
  times(fromSize: number, toSize: number): Promise<readonly CheckpointTime[]>;
} {
  const vkeys = new Map(witnesses.map((witness) => [formatWitnessVkey(witness), witness]));

  async function isOurs(size: number, root: Uint8Array): Promise<boolean> {
    const [row] = await sql.query('SELECT root FROM checkpoints WHERE log_id = $1 AND size = $2', [logId, size]);
    return row !== undefined && equal(bytes(row, 'root'), root);
  }
  return {
    async take(note) {
      const parsed = parseNote(note);
      const checkpoint = parsed === undefined ? undefined : parseCheckpointText(parsed.text);
      if (parsed === undefined || checkpoint === undefined) return { kind: 'refused', why: 'malformed' };
      if (checkpoint.origin !== logName || !(await isOurs(checkpoint.size, checkpoint.root))) return { kind: 'refused', why: 'not_ours' };
      const good = cosignaturesOn(parsed, witnesses, verifier);
      if (good === undefined) return { kind: 'refused', why: 'bad_cosignature' };
      if (good.length === 0) return { kind: 'refused', why: 'no_cosignature' };
      const rows = good.flatMap(({ witness, atS }) => {
        const lines = parsed.signatures.filter((each) => each.name === witness.name && equal(each.id, witness.id));
        const line = lines.find(
          ({ signature }) =>
            cosignaturesOn({ text: parsed.text, signatures: [{ name: witness.name, id: witness.id, signature }] }, [witness], verifier)?.[0]
              ?.atS === atS,
        );
        return line === undefined ? [] : [[logId, checkpoint.size, formatWitnessVkey(witness), atS, signatureLine(line)]];
      });
      const earlier =
        'ON CONFLICT (log_id, size, vkey) DO UPDATE SET at_s = excluded.at_s, line = excluded.line WHERE excluded.at_s < cosignatures.at_s';
      await sql.apply(insertRows('cosignatures', ['log_id', 'size', 'vkey', 'at_s', 'line'], rows, earlier));
      return { kind: 'taken', cosignatures: rows.length };
    },

    async newest(size) {
      const [first, ...others] = [...vkeys.keys()];
      if (first === undefined) return undefined;
      const { list, params } = inList([first, ...others], 3);
      const [row] = await sql.query(`SELECT max(size) AS size FROM cosignatures WHERE log_id = $1 AND size <= $2 AND vkey IN ${list}`, [
        logId,
        size,
        ...params,
      ]);
      if (row?.['size'] === null || row === undefined) return undefined;
      const at = number(row, 'size');
      const [kept] = await sql.query('SELECT root FROM checkpoints WHERE log_id = $1 AND size = $2', [logId, at]);
      if (kept === undefined) throw new Error(`a cosignature stands on a checkpoint of ${at} that is not kept`);
      const lines = await sql.query('SELECT vkey, line FROM cosignatures WHERE log_id = $1 AND size = $2 ORDER BY vkey', [logId, at]);
      const known = lines.filter((each) => vkeys.has(text(each, 'vkey'))).map((each) => text(each, 'line'));
      const note = withSignatureLines(signCheckpoint({ origin: logName, size: at, root: bytes(kept, 'root') }, logKey), known);
      if (note === undefined) throw new Error(`the cosignatures on ${toBase64(bytes(kept, 'root'))} make no note`);
      return note;
    },

    async times(fromSize, toSize) {
      const rows = await sql.query(
        'SELECT size, vkey, at_s FROM cosignatures WHERE log_id = $1 AND size >= $2 AND size <= $3 ORDER BY size, vkey',
        [logId, fromSize, toSize],
      );
      return rows
        .filter((row) => vkeys.has(text(row, 'vkey')))
        .map((row) => ({ size: number(row, 'size'), atMs: number(row, 'at_s') * 1000, by: 'cosignature' }));
    },
  };
}
