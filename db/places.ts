import type Database from 'better-sqlite3';
import type { StoredFact } from '../contract/ports.ts';

/** Where an event stands on its way from this disk to a proof. */
export function openPlaces(
  db: Database.Database,
): (event: { readonly life: number; readonly seq: number; readonly hash: string }) => Pick<StoredFact, 'safety' | 'logIndex'> {
  const proof = db.prepare<[string], number>('SELECT log_index FROM proofs WHERE hash = ?').pluck();
  const run = db.prepare<[number, number], { seq: number; logIndex: number; count: number }>(
    'SELECT seq, log_index AS logIndex, count FROM runs WHERE life = ? AND seq <= ? ORDER BY seq DESC LIMIT 1',
  );
  const next = db.prepare<[number, number], number>('SELECT log_index FROM runs WHERE life = ? AND seq > ? ORDER BY seq LIMIT 1').pluck();
  const acked = db.prepare<[number, number], number>('SELECT 1 FROM sync, chain WHERE chain.life = ? AND sync.acked_seq >= ?').pluck();
  const noted = db.prepare<[number, number], number>('SELECT 1 FROM acks WHERE life = ? AND seq >= ? LIMIT 1').pluck();
  const size = db.prepare<[], number>('SELECT max(size) FROM sync JOIN checkpoints ON checkpoints.origin = sync.log').pluck();
  return ({ life, seq, hash }) => {
    const proven = proof.get(hash);
    if (proven !== undefined) return { safety: 'proven', logIndex: proven };
    if (acked.get(life, seq) === undefined && noted.get(life, seq) === undefined) return { safety: 'here' };
    const near = run.get(life, seq);
    const known = near !== undefined && seq < near.seq + near.count ? near.logIndex + seq - near.seq : undefined;
    // A chain lies in the log in its own order: what comes before a covered event is covered too, wherever it is.
    const below = known ?? next.get(life, seq);
    const safety = below !== undefined && below < (size.get() ?? 0) ? 'logged' : 'acknowledged';
    return { safety, ...(known === undefined ? {} : { logIndex: known }) };
  };
}
