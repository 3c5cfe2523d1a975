import type Database from 'better-sqlite3';
import type { KeptCheckpoint, SyncStore } from '../contract/ports.ts';

/** Acks, checkpoints and proofs: what shows others that a fact is in the log. */
export function openReceipts(
  db: Database.Database,
): Pick<SyncStore, 'checkpoint' | 'keepCheckpoint' | 'unproven' | 'keepProof' | 'proof' | 'ackCovering' | 'counts'> {
  const newest = db.prepare<[], KeptCheckpoint>(
    'SELECT origin, size, root, note FROM checkpoints WHERE origin = (SELECT log FROM sync) ORDER BY size DESC LIMIT 1',
  );
  const keep = db.prepare('INSERT OR REPLACE INTO checkpoints (origin, size, root, note) VALUES (?, ?, ?, ?)');
  // The first newest is needed for `seen`, the rest only while events still name them; a few are enough here.
  const forget = db.prepare(
    'DELETE FROM checkpoints WHERE origin = ? AND size NOT IN (SELECT size FROM checkpoints WHERE origin = ? ORDER BY size DESC LIMIT 16)',
  );
  const unproven = db.prepare<[string, number, number], { n: number; hash: string; entry: Buffer }>(
    `SELECT n, hash, entry FROM events, sync, chain
     WHERE type IN (SELECT value FROM json_each(?)) AND n > ? AND events.life = chain.life AND seq <= acked_seq
       AND NOT EXISTS (SELECT 1 FROM proofs WHERE proofs.hash = events.hash) ORDER BY n LIMIT ?`,
  );
  const lastAcked = db.prepare<[], number>('SELECT n FROM events, sync, chain WHERE events.life = chain.life AND seq = acked_seq').pluck();
  // Up to here all wanted facts have their proofs, by list of types. Proofs never go away, so it only moves up.
  const done = new Map<string, number>();
  const keepProof = db.prepare('INSERT OR REPLACE INTO proofs (hash, log_index, size, text) VALUES (?, ?, ?, ?)');
  const proof = db.prepare<[string], string>('SELECT text FROM proofs WHERE hash = ?').pluck();
  const covering = db
    .prepare<[number], string>('SELECT note FROM acks JOIN chain ON acks.life = chain.life WHERE seq >= ? ORDER BY seq LIMIT 1')
    .pluck();
  const here = db.prepare<[], number>('SELECT count(*) FROM events').pluck();
  const written = db.prepare<[], { head: number; acked: number }>(
    'SELECT coalesce((SELECT max(seq) FROM events WHERE events.life = chain.life), 0) AS head, acked_seq AS acked FROM sync LEFT JOIN chain',
  );
  const untold = db.prepare<[], number>('SELECT count(*) FROM recoveries').pluck();
  const lastCovered = db.prepare<[number], { seq: number; log_index: number; count: number }>(
    'SELECT seq, log_index, count FROM runs JOIN chain ON runs.life = chain.life WHERE log_index < ? ORDER BY log_index DESC LIMIT 1',
  );
  return {
    checkpoint: () => newest.get(),
    keepCheckpoint({ origin, size, root, note }) {
      keep.run(origin, size, root, note);
      forget.run(origin, origin);
    },
    unproven(types, limit) {
      const wanted = JSON.stringify(types);
      const from = done.get(wanted) ?? 0;
      const rows = unproven.all(wanted, from, limit);
      const first = rows[0];
      done.set(wanted, first === undefined ? Math.max(from, lastAcked.get() ?? 0) : first.n - 1);
      return rows.map(({ hash, entry }) => ({ hash, entry: new Uint8Array(entry) }));
    },
    keepProof: ({ hash, index, size, text }) => void keepProof.run(hash, index, size, text),
    proof: (hash) => proof.get(hash),
    ackCovering: (seq) => covering.get(seq),
    counts() {
      const size = newest.get()?.size ?? 0;
      const run = lastCovered.get(size);
      const { head, acked } = written.get() ?? { head: 0, acked: 0 };
      const covered = run === undefined ? 0 : run.seq + Math.min(run.count, size - run.log_index) - 1;
      const all = here.get() ?? 0;
      // Earlier lives are with the registry but for what is still to be told again.
      const waiting = untold.get() ?? 0;
      const earlier = all - head - waiting;
      return { here: all, acknowledged: earlier + acked, proven: earlier + Math.min(covered, acked), untold: waiting };
    },
  };
}
