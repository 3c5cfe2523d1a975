-- The registry's tables in PostgreSQL 15 or later, the same as in SQLite. Every primary key begins with the log or the
-- station, which is the distribution key where an engine spreads tables over machines. Only what Citus, YugabyteDB and
-- CockroachDB share is used: row locks, unique keys, explicit bigint numbers, plain constraints.

CREATE TABLE logs (
  log_id   bigint PRIMARY KEY,
  name     text NOT NULL UNIQUE,
  -- Entries accepted so far, which is the next index.
  size     bigint NOT NULL CHECK (size >= 0),
  log_vkey text NOT NULL,
  ack_vkey text NOT NULL,
  -- Raised by each writer that takes the log; a commit under an old number is refused.
  fence    bigint NOT NULL
);

CREATE TABLE stations (
  station_no bigint PRIMARY KEY,
  station    text NOT NULL UNIQUE,
  name       text NOT NULL,
  site       text NOT NULL,
  platform   text NOT NULL
);

CREATE TABLE keys (
  station_no bigint NOT NULL REFERENCES stations (station_no),
  keyid      text NOT NULL,
  public_key bytea NOT NULL CHECK (length(public_key) = 32),
  use        text NOT NULL CHECK (use IN ('event', 'transport', 'person', 'session')),
  -- The event that brought the key into the log.
  log_id     bigint NOT NULL REFERENCES logs (log_id),
  log_index  bigint NOT NULL,
  PRIMARY KEY (station_no, keyid, use)
);
CREATE INDEX keys_by_id ON keys (keyid);

CREATE TABLE heads (
  station_no bigint PRIMARY KEY REFERENCES stations (station_no),
  epoch      bigint NOT NULL CHECK (epoch >= 1),
  seq        bigint NOT NULL CHECK (seq >= 0),
  hash       bytea NOT NULL CHECK (length(hash) = 32),
  frozen     boolean NOT NULL
);

CREATE TABLE types (type_no bigint PRIMARY KEY, type text NOT NULL UNIQUE);
CREATE TABLE subjects (subject_no bigint PRIMARY KEY, subject text NOT NULL UNIQUE);

-- No foreign keys here: millions of rows come in under the lock of their log, from one writer that has just read the
-- station, and an engine that spreads this table could not check them.
CREATE TABLE events (
  log_id     bigint NOT NULL,
  log_index  bigint NOT NULL,
  station_no bigint NOT NULL,
  epoch      bigint NOT NULL,
  seq        bigint NOT NULL,
  type_no    bigint NOT NULL,
  subject_no bigint,
  recv_ms    bigint NOT NULL,
  hash8      bytea NOT NULL CHECK (length(hash8) = 8),
  hash24     bytea NOT NULL CHECK (length(hash24) = 24),
  entry      bytea NOT NULL,
  PRIMARY KEY (log_id, log_index)
);
CREATE INDEX events_by_hash ON events (hash8);

-- A run of consecutive seq at consecutive indexes: maps seq to index without a row for each event.
CREATE TABLE runs (
  log_id      bigint NOT NULL,
  first_index bigint NOT NULL,
  n           bigint NOT NULL CHECK (n >= 1),
  station_no  bigint NOT NULL,
  epoch       bigint NOT NULL,
  first_seq   bigint NOT NULL,
  PRIMARY KEY (log_id, first_index)
);
-- Unique: one (station, epoch, seq) can begin one run only.
CREATE UNIQUE INDEX runs_by_chain ON runs (station_no, epoch, first_seq);

CREATE TABLE subject_events (
  log_id     bigint NOT NULL,
  subject_no bigint NOT NULL,
  log_index  bigint NOT NULL,
  PRIMARY KEY (log_id, subject_no, log_index)
);

-- Personal values beside their entries. Deleting a row here erases the value; the entry's proof stays good.
CREATE TABLE sealed (
  log_id    bigint NOT NULL,
  log_index bigint NOT NULL,
  field     text NOT NULL,
  salt      bytea NOT NULL CHECK (length(salt) = 32),
  value     text NOT NULL,
  PRIMARY KEY (log_id, log_index, field)
);

-- A narrower partial tile is the beginning of a wider one, so only the widest of each place is kept.
CREATE TABLE tiles (
  log_id bigint NOT NULL,
  level  bigint NOT NULL,
  n      bigint NOT NULL,
  width  bigint NOT NULL CHECK (width BETWEEN 1 AND 256),
  bytes  bytea NOT NULL CHECK (length(bytes) = width * 32),
  PRIMARY KEY (log_id, level, n, width)
);

-- One root for one size, for ever: the primary key is the rule. Signatures are made anew when released.
CREATE TABLE checkpoints (
  log_id bigint NOT NULL,
  size   bigint NOT NULL,
  root   bytea NOT NULL CHECK (length(root) = 32),
  at_ms  bigint NOT NULL,
  PRIMARY KEY (log_id, size)
);

-- The branch of a forked chain that is not in the log. `control_index` is empty until `chain.forked` is logged.
CREATE TABLE evidence (
  station_no    bigint NOT NULL REFERENCES stations (station_no),
  epoch         bigint NOT NULL,
  hash          bytea NOT NULL CHECK (length(hash) = 32),
  seq           bigint NOT NULL,
  -- What the log holds at that seq, or before it.
  logged        bytea NOT NULL CHECK (length(logged) = 32),
  entry         bytea NOT NULL,
  recv_ms       bigint NOT NULL,
  control_index bigint,
  PRIMARY KEY (station_no, epoch, hash)
);

-- One-time codes, kept as hashes. A used code answers the same request again with the same station.
CREATE TABLE enrolments (
  code_hash  bytea PRIMARY KEY CHECK (length(code_hash) = 32),
  expires_ms bigint NOT NULL,
  request    text,
  station_no bigint REFERENCES stations (station_no)
);

CREATE TABLE alarms (
  alarm_no bigint PRIMARY KEY,
  kind     text NOT NULL,
  at_ms    bigint NOT NULL,
  detail   text NOT NULL
);
