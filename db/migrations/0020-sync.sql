-- needs: 0.1.0
-- How far the registry has come with this station's chain. One row; what is not acknowledged is the outbox.
CREATE TABLE sync (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  phase TEXT NOT NULL CHECK (phase IN ('none', 'running', 'frozen', 'refused')),
  url TEXT,
  reg TEXT,
  log TEXT,
  log_key TEXT,
  ack_key TEXT,
  acked_seq INTEGER NOT NULL,
  acked_hash TEXT NOT NULL,
  batch INTEGER NOT NULL,
  tries INTEGER NOT NULL,
  not_before_ms INTEGER NOT NULL,
  last_contact_ms INTEGER,
  offset_ms INTEGER,
  offset_at_ms INTEGER,
  problem TEXT
) STRICT;
INSERT INTO sync (one, phase, acked_seq, acked_hash, batch, tries, not_before_ms) VALUES (1, 'none', 0, '', 100, 0, 0);

CREATE VIEW outbox AS
  SELECT events.n, events.seq, events.hash, events.entry
  FROM sync, chain
  JOIN events ON events.epoch = chain.epoch AND events.seq > sync.acked_seq;

-- Promises of the registry, as signed notes.
CREATE TABLE acks (
  epoch INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  log_index INTEGER NOT NULL,
  at_ms INTEGER NOT NULL,
  note TEXT NOT NULL,
  PRIMARY KEY (epoch, seq)
) STRICT, WITHOUT ROWID;

-- Where runs of events stand in the log: seq + i at log_index + i, for i < count.
CREATE TABLE runs (
  epoch INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  log_index INTEGER NOT NULL,
  count INTEGER NOT NULL CHECK (count >= 1),
  PRIMARY KEY (epoch, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX runs_index ON runs (epoch, log_index);

-- Checkpoints whose signature and consistency were verified here.
CREATE TABLE checkpoints (
  origin TEXT NOT NULL,
  size INTEGER NOT NULL,
  root TEXT NOT NULL,
  note TEXT NOT NULL,
  PRIMARY KEY (origin, size)
) STRICT, WITHOUT ROWID;

-- Inclusion proofs that were verified here: receipts.
CREATE TABLE proofs (
  hash TEXT PRIMARY KEY REFERENCES events (hash),
  log_index INTEGER NOT NULL,
  size INTEGER NOT NULL,
  text TEXT NOT NULL
) STRICT, WITHOUT ROWID;
