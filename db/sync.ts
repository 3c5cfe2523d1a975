import type Database from "better-sqlite3";
import type { ChainIdentity, KeptCheckpoint, SealedValue, SyncState, SyncStore } from "../contract/ports.ts";

interface Row {
  readonly phase: SyncState["phase"];
  readonly url: string | null;
  readonly reg: string | null;
  readonly log: string | null;
  readonly log_key: string | null;
  readonly ack_key: string | null;
  readonly acked_seq: number;
  readonly acked_hash: string;
  readonly batch: number;
  readonly tries: number;
  readonly not_before_ms: number;
  readonly last_contact_ms: number | null;
  readonly offset_ms: number | null;
  readonly offset_at_ms: number | null;
  readonly problem: string | null;
}

const outboxQuery = "SELECT n, seq, entry FROM outbox ORDER BY seq LIMIT ?";

/** How far the registry has come, and what proves it. */
export function openSync(db: Database.Database): SyncStore {
  const row = db.prepare<[], Row>("SELECT * FROM sync");
  const put = db.prepare(
    `UPDATE sync SET phase = @phase, batch = @batch, tries = @tries, not_before_ms = @not_before_ms, last_contact_ms = @last_contact_ms,
       offset_ms = @offset_ms, offset_at_ms = @offset_at_ms, problem = @problem,
       url = @url, reg = @reg, log = @log, log_key = @log_key, ack_key = @ack_key`,
  );
  const pin = db.prepare("UPDATE sync SET phase = 'running', url = ?, reg = ?, log = ?, log_key = ?, ack_key = ?, acked_seq = 0, acked_hash = ?, problem = NULL");
  const found = db.prepare("INSERT INTO chain (one, reg, station, epoch, genesis) VALUES (1, ?, ?, ?, ?)");
  const outbox = db.prepare<[number], { n: number; seq: number; entry: Buffer }>(outboxQuery);
  const sealed = db.prepare<[number], { field: string; salt: Buffer; value: string }>("SELECT field, salt, value FROM sealed WHERE n = ? ORDER BY field");
  const hashAt = db.prepare<[number], string>("SELECT hash FROM events JOIN chain ON events.epoch = chain.epoch WHERE events.seq = ?").pluck();
  const advance = db.prepare("UPDATE sync SET acked_seq = ?, acked_hash = ?");
  const ack = db.prepare("INSERT OR REPLACE INTO acks (epoch, seq, log_index, at_ms, note) SELECT epoch, ?, ?, ?, ? FROM chain");
  const run = db.prepare("INSERT OR REPLACE INTO runs (epoch, seq, log_index, count) SELECT epoch, ?, ?, ? FROM chain");

  const forgetRuns = db.prepare("DELETE FROM runs WHERE epoch = (SELECT epoch FROM chain) AND seq > ?");
  const cutRuns = db.prepare("UPDATE runs SET count = ? - seq + 1 WHERE epoch = (SELECT epoch FROM chain) AND seq + count - 1 > ?");

  const stateOf = (now: Row): SyncState => ({
    phase: now.phase,
    pins:
      now.url === null || now.reg === null || now.log === null || now.log_key === null || now.ack_key === null
        ? undefined
        : { url: now.url, reg: now.reg, log: now.log, logKey: now.log_key, ackKey: now.ack_key },
    acked: { seq: now.acked_seq, hash: now.acked_hash },
    batch: now.batch,
    tries: now.tries,
    notBeforeMs: now.not_before_ms,
    lastContactMs: now.last_contact_ms ?? undefined,
    offset: now.offset_ms === null || now.offset_at_ms === null ? undefined : { offsetMs: now.offset_ms, measuredAtMs: now.offset_at_ms },
    problem: now.problem ?? undefined,
  });
  const state = (): SyncState => {
    const now = row.get();
    if (now === undefined) throw new Error("the row of sync is gone");
    return stateOf(now);
  };
  const keep = (change: Partial<SyncState>): void => {
    const next = { ...state(), ...change };
    put.run({
      phase: next.phase,
      batch: next.batch,
      tries: next.tries,
      not_before_ms: Math.round(next.notBeforeMs),
      last_contact_ms: next.lastContactMs ?? null,
      offset_ms: next.offset?.offsetMs ?? null,
      offset_at_ms: next.offset?.measuredAtMs ?? null,
      problem: next.problem ?? null,
      url: next.pins?.url ?? null,
      reg: next.pins?.reg ?? null,
      log: next.pins?.log ?? null,
      log_key: next.pins?.logKey ?? null,
      ack_key: next.pins?.ackKey ?? null,
    });
  };
  const enrol = db.transaction((pins: NonNullable<SyncState["pins"]>, identity: ChainIdentity) => {
    found.run(identity.reg, identity.station, identity.epoch, identity.genesis);
    pin.run(pins.url, pins.reg, pins.log, pins.logKey, pins.ackKey, identity.genesis);
  });
  const acknowledge = db.transaction((step: Parameters<SyncStore["acknowledge"]>[0]) => {
    if (step.head.seq > 0 && hashAt.get(step.head.seq) !== step.head.hash) throw new Error("a head that is not ours cannot be acknowledged");
    if (step.head.seq < (row.get()?.acked_seq ?? 0)) {
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
        sealed: sealed.all(n).map(({ field, salt, value }) => ({ field, salt: new Uint8Array(salt), value: JSON.parse(value) as SealedValue["value"] })), // written by us as JSON
      })),
    hashAt: (seq) => hashAt.get(seq),
    acknowledge: (step) => acknowledge(step),
    ...openReceipts(db),
  };
}

function openReceipts(db: Database.Database): Pick<SyncStore, "checkpoint" | "keepCheckpoint" | "unproven" | "keepProof" | "proof" | "ackCovering" | "counts"> {
  const newest = db.prepare<[], KeptCheckpoint>(
    "SELECT origin, size, root, note FROM checkpoints WHERE origin = (SELECT log FROM sync) ORDER BY size DESC LIMIT 1",
  );
  const keep = db.prepare("INSERT OR REPLACE INTO checkpoints (origin, size, root, note) VALUES (?, ?, ?, ?)");
  // The first newest is needed for `seen`, the rest only while events still name them; a few are enough here.
  const forget = db.prepare("DELETE FROM checkpoints WHERE origin = ? AND size NOT IN (SELECT size FROM checkpoints WHERE origin = ? ORDER BY size DESC LIMIT 16)");
  const unproven = db.prepare<[string, number, number], { n: number; hash: string; entry: Buffer }>(
    `SELECT n, hash, entry FROM events, sync, chain
     WHERE type IN (SELECT value FROM json_each(?)) AND n > ? AND events.epoch = chain.epoch AND seq <= acked_seq
       AND NOT EXISTS (SELECT 1 FROM proofs WHERE proofs.hash = events.hash) ORDER BY n LIMIT ?`,
  );
  const lastAcked = db.prepare<[], number>("SELECT n FROM events, sync, chain WHERE events.epoch = chain.epoch AND seq = acked_seq").pluck();
  // Up to here all wanted facts have their proofs, by list of types. Proofs never go away, so it only moves up.
  const done = new Map<string, number>();
  const keepProof = db.prepare("INSERT OR REPLACE INTO proofs (hash, log_index, size, text) VALUES (?, ?, ?, ?)");
  const proof = db.prepare<[string], string>("SELECT text FROM proofs WHERE hash = ?").pluck();
  const covering = db.prepare<[number], string>("SELECT note FROM acks JOIN chain ON acks.epoch = chain.epoch WHERE seq >= ? ORDER BY seq LIMIT 1").pluck();
  const here = db.prepare<[], number>("SELECT count(*) FROM events").pluck();
  const acked = db.prepare<[], number>("SELECT acked_seq FROM sync").pluck();
  const lastCovered = db.prepare<[number], { seq: number; log_index: number; count: number }>(
    "SELECT seq, log_index, count FROM runs JOIN chain ON runs.epoch = chain.epoch WHERE log_index < ? ORDER BY log_index DESC LIMIT 1",
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
      const acknowledged = acked.get() ?? 0;
      const proven = run === undefined ? 0 : run.seq + Math.min(run.count, size - run.log_index) - 1;
      return { here: here.get() ?? 0, acknowledged, proven: Math.min(proven, acknowledged) };
    },
  };
}
