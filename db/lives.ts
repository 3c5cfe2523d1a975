import type Database from 'better-sqlite3';
import type { Asked, ChainIdentity, OldFact, RegistryPins, SealedValue, SyncStore } from '../contract/ports.ts';

/** The lives of a store: how one chain follows another, and what is carried over. */
export type Lives = Pick<SyncStore, 'enrol' | 'openEpoch' | 'toRecover' | 'asked' | 'ask'> & {
  /** Inside a transaction. */
  told(hash: string): void;
};

interface AskedRow {
  readonly kind: Asked['kind'];
  readonly url: string;
  readonly body: string;
  readonly request: string | null;
  readonly words: string | null;
  readonly refused: string | null;
}

type Values = Readonly<Record<string, string>>;

export function openLives(db: Database.Database): Lives {
  const begin = db.prepare(
    'INSERT INTO chains (life, reg, station, epoch, genesis) SELECT coalesce(max(life), 0) + 1, ?, ?, ?, ? FROM chains',
  );
  const pinned = db.prepare<[], string>('SELECT reg FROM sync WHERE reg IS NOT NULL').pluck();
  const pin = db.prepare(
    "UPDATE sync SET phase = 'running', url = ?, reg = ?, log = ?, log_key = ?, ack_key = ?, control_key = ?, acked_seq = 0, acked_hash = ?, problem = NULL, diverges_at = NULL",
  );
  const again = db.prepare(
    "UPDATE sync SET phase = 'running', acked_seq = 0, acked_hash = ?, problem = NULL, diverges_at = NULL, batch = 100, tries = 0, not_before_ms = 0",
  );
  // What was itself a second telling is told again as what it was first.
  const setOut = db.prepare(
    `INSERT OR IGNORE INTO recoveries (n)
       SELECT coalesce((SELECT first.n FROM events AS first
           WHERE events.type = 'event.recovered' AND first.hash = json_extract(CAST(events.entry AS TEXT), '$.event.body.event')), n)
       FROM events WHERE life = (SELECT max(life) FROM chains) AND seq >= ?`,
  );
  const due = db.prepare<[number], { n: number; hash: string; entry: Buffer }>(
    'SELECT n, hash, entry FROM recoveries JOIN events USING (n) ORDER BY n LIMIT ?',
  );
  const sealed = db.prepare<[number], { field: string; salt: Buffer; value: string }>(
    'SELECT field, salt, value FROM sealed WHERE n = ? ORDER BY field',
  );
  const told = db.prepare('DELETE FROM recoveries WHERE n = (SELECT n FROM events WHERE hash = ?)');
  const asked = db.prepare<[], AskedRow>('SELECT kind, url, body, request, words, refused FROM asked');
  const forget = db.prepare('DELETE FROM asked');
  const ask = db.prepare('INSERT INTO asked (one, kind, url, body, request, words, refused) VALUES (1, ?, ?, ?, ?, ?, ?)');

  const keep = db.prepare('INSERT INTO kept (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value');
  const keepAll = (values: Values): void => {
    for (const [name, value] of Object.entries(values)) keep.run(name, value);
  };
  const enrol = db.transaction((pins: RegistryPins, { reg, station, epoch, genesis }: ChainIdentity, values: Values) => {
    if (pinned.get() !== undefined) throw new Error('this station belongs to a registry already');
    setOut.run(1);
    begin.run(reg, station, epoch, genesis);
    pin.run(pins.url, pins.reg, pins.log, pins.logKey, pins.ackKey, pins.controlKey, genesis);
    forget.run();
    keepAll(values);
  });
  const openEpoch = db.transaction(({ reg, station, epoch, genesis }: ChainIdentity, divergesAt: number, values: Values) => {
    setOut.run(divergesAt);
    begin.run(reg, station, epoch, genesis);
    again.run(genesis);
    forget.run();
    keepAll(values);
  });
  const replace = db.transaction((next: Asked | undefined) => {
    forget.run();
    if (next === undefined) return;
    const words = next.words.length === 0 ? null : next.words.join(' ');
    ask.run(next.kind, next.url, next.body, next.request ?? null, words, next.refused ?? null);
  });
  const toRecover = (limit: number): readonly OldFact[] =>
    due.all(limit).map(({ n, hash, entry }) => ({
      hash,
      entry: new Uint8Array(entry),
      sealed: sealed
        .all(n)
        .map(({ field, salt, value }) => ({ field, salt: new Uint8Array(salt), value: JSON.parse(value) as SealedValue['value'] })), // written by us as JSON
    }));
  return {
    enrol: (pins, identity, values = {}) => enrol(pins, identity, values),
    openEpoch: (identity, divergesAt, values = {}) => openEpoch(identity, divergesAt, values),
    toRecover,
    told: (hash) => void told.run(hash),
    asked() {
      const row = asked.get();
      return row === undefined ? undefined : askedOf(row);
    },
    ask: (next) => replace(next),
  };
}

function askedOf({ kind, url, body, request, words, refused }: AskedRow): Asked {
  return {
    kind,
    url,
    body,
    ...(request === null ? {} : { request }),
    words: words === null ? [] : words.split(' '),
    ...(refused === null ? {} : { refused }),
  };
}
