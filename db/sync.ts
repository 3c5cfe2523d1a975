import type Database from 'better-sqlite3';
import type { SealedValue, SyncStore } from '../contract/ports.ts';
import type { Lives } from './lives.ts';
import { openReceipts } from './receipts.ts';
import { openState } from './sync-state.ts';

const outboxQuery = 'SELECT n, seq, entry FROM outbox ORDER BY seq LIMIT ?';

/** How far the registry has come, and what proves it. */
export function openSync(db: Database.Database, lives: Lives): SyncStore {
  const { state, keep } = openState(db);
  const outbox = db.prepare<[number], { n: number; seq: number; entry: Buffer }>(outboxQuery);
  const sealed = db.prepare<[number], { field: string; salt: Buffer; value: string }>(
    'SELECT field, salt, value FROM sealed WHERE n = ? ORDER BY field',
  );
  // A fact that is told again has its own entry beside it.
  const told = db
    .prepare<[number], Buffer>(
      `SELECT old.entry FROM events JOIN events AS old ON old.hash = json_extract(CAST(events.entry AS TEXT), '$.event.body.event')
       WHERE events.n = ? AND events.type = 'event.recovered'`,
    )
    .pluck();
  const hashAt = db
    .prepare<[number], string>('SELECT hash FROM events JOIN chain ON events.life = chain.life WHERE events.seq = ?')
    .pluck();
  const advance = db.prepare('UPDATE sync SET acked_seq = ?, acked_hash = ?');
  const ack = db.prepare('INSERT OR REPLACE INTO acks (life, seq, log_index, at_ms, note) SELECT life, ?, ?, ?, ? FROM chain');
  const run = db.prepare('INSERT OR REPLACE INTO runs (life, seq, log_index, count) SELECT life, ?, ?, ? FROM chain');

  const forgetRuns = db.prepare('DELETE FROM runs WHERE life = (SELECT life FROM chain) AND seq > ?');
  const cutRuns = db.prepare('UPDATE runs SET count = ? - seq + 1 WHERE life = (SELECT life FROM chain) AND seq + count - 1 > ?');

  const acknowledge = db.transaction((step: Parameters<SyncStore['acknowledge']>[0]) => {
    if (step.head.seq > 0 && hashAt.get(step.head.seq) !== step.head.hash)
      throw new Error('a head that is not ours cannot be acknowledged');
    if (step.head.seq < state().acked.seq) {
      // The registry lost what it had: where those events will stand is open again. Its acks stay, as evidence.
      forgetRuns.run(step.head.seq);
      cutRuns.run(step.head.seq, step.head.seq);
    }
    advance.run(step.head.seq, step.head.hash);
    if (step.ack !== undefined) ack.run(step.head.seq, step.ack.index, step.ack.atMs, step.ack.note);
    if (step.run !== undefined) run.run(step.run.seq, step.run.index, step.run.count);
    keep(step.state);
  });
  const recoveredBy = (n: number): { readonly recovered?: Uint8Array } => {
    const entry = told.get(n);
    return entry === undefined ? {} : { recovered: new Uint8Array(entry) };
  };
  return {
    state,
    keep,
    outbox: (limit) =>
      outbox.all(limit).map(({ n, seq, entry }) => ({
        seq,
        entry: new Uint8Array(entry),
        ...recoveredBy(n),
        sealed: sealed
          .all(n)
          .map(({ field, salt, value }) => ({ field, salt: new Uint8Array(salt), value: JSON.parse(value) as SealedValue['value'] })), // written by us as JSON
      })),
    hashAt: (seq) => hashAt.get(seq),
    acknowledge: (step) => acknowledge(step),
    ...openReceipts(db),
    ...lives,
  };
}
