import type Database from 'better-sqlite3';
import type { ChainIdentity, SealedValue, SyncState, SyncStore } from '../contract/ports.ts';
import { openReceipts } from './receipts.ts';
import { openState } from './sync-state.ts';

const outboxQuery = 'SELECT n, seq, entry FROM outbox ORDER BY seq LIMIT ?';

/** How far the registry has come, and what proves it. */
export function openSync(db: Database.Database): SyncStore {
  const { state, keep } = openState(db);
  const pin = db.prepare(
    "UPDATE sync SET phase = 'running', url = ?, reg = ?, log = ?, log_key = ?, ack_key = ?, acked_seq = 0, acked_hash = ?, problem = NULL",
  );
  const found = db.prepare('INSERT INTO chain (one, reg, station, epoch, genesis) VALUES (1, ?, ?, ?, ?)');
  const outbox = db.prepare<[number], { n: number; seq: number; entry: Buffer }>(outboxQuery);
  const sealed = db.prepare<[number], { field: string; salt: Buffer; value: string }>(
    'SELECT field, salt, value FROM sealed WHERE n = ? ORDER BY field',
  );
  const hashAt = db
    .prepare<[number], string>('SELECT hash FROM events JOIN chain ON events.epoch = chain.epoch WHERE events.seq = ?')
    .pluck();
  const advance = db.prepare('UPDATE sync SET acked_seq = ?, acked_hash = ?');
  const ack = db.prepare('INSERT OR REPLACE INTO acks (epoch, seq, log_index, at_ms, note) SELECT epoch, ?, ?, ?, ? FROM chain');
  const run = db.prepare('INSERT OR REPLACE INTO runs (epoch, seq, log_index, count) SELECT epoch, ?, ?, ? FROM chain');

  const forgetRuns = db.prepare('DELETE FROM runs WHERE epoch = (SELECT epoch FROM chain) AND seq > ?');
  const cutRuns = db.prepare('UPDATE runs SET count = ? - seq + 1 WHERE epoch = (SELECT epoch FROM chain) AND seq + count - 1 > ?');

  const enrol = db.transaction((pins: NonNullable<SyncState['pins']>, identity: ChainIdentity) => {
    found.run(identity.reg, identity.station, identity.epoch, identity.genesis);
    pin.run(pins.url, pins.reg, pins.log, pins.logKey, pins.ackKey, identity.genesis);
  });
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
  return {
    state,
    keep,
    enrol: (pins, identity) => enrol(pins, identity),
    outbox: (limit) =>
      outbox.all(limit).map(({ n, seq, entry }) => ({
        seq,
        entry: new Uint8Array(entry),
        sealed: sealed
          .all(n)
          .map(({ field, salt, value }) => ({ field, salt: new Uint8Array(salt), value: JSON.parse(value) as SealedValue['value'] })), // written by us as JSON
      })),
    hashAt: (seq) => hashAt.get(seq),
    acknowledge: (step) => acknowledge(step),
    ...openReceipts(db),
  };
}
