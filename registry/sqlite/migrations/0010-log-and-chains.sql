-- The registry's tables. Every key begins with the log or the station, so that a distributed engine can spread
-- them. Hashes are blobs: 8 bytes to look up by, 24 more to compare in full.

CREATE TABLE logs (
  log_id   INTEGER PRIMARY KEY,
  name     TEXT NOT NULL UNIQUE,
  -- Entries accepted so far, which is the next index.
  size     INTEGER NOT NULL CHECK (size >= 0),
  log_vkey TEXT NOT NULL,
  ack_vkey TEXT NOT NULL,
  -- Raised by each writer that takes the log; a commit under an old number is refused.
  fence    INTEGER NOT NULL
) STRICT;

CREATE TABLE stations (
  station_no INTEGER PRIMARY KEY,
  station    TEXT NOT NULL UNIQUE,
  name       TEXT NOT NULL,
  site       TEXT NOT NULL,
  platform   TEXT NOT NULL
) STRICT;

CREATE TABLE keys (
  station_no INTEGER NOT NULL REFERENCES stations (station_no),
  keyid      TEXT NOT NULL,
  public_key BLOB NOT NULL CHECK (length(public_key) = 32),
  use        TEXT NOT NULL CHECK (use IN ('event', 'transport', 'person', 'session')),
  -- The event that brought the key into the log.
  log_id     INTEGER NOT NULL REFERENCES logs (log_id),
  log_index  INTEGER NOT NULL,
  PRIMARY KEY (station_no, keyid, use)
) STRICT;
CREATE INDEX keys_by_id ON keys (keyid);

CREATE TABLE heads (
  station_no INTEGER PRIMARY KEY REFERENCES stations (station_no),
  epoch      INTEGER NOT NULL CHECK (epoch >= 1),
  seq        INTEGER NOT NULL CHECK (seq >= 0),
  hash       BLOB NOT NULL CHECK (length(hash) = 32),
  frozen     INTEGER NOT NULL CHECK (frozen IN (0, 1))
) STRICT;

CREATE TABLE types (type_no INTEGER PRIMARY KEY, type TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE subjects (subject_no INTEGER PRIMARY KEY, subject TEXT NOT NULL UNIQUE) STRICT;

CREATE TABLE events (
  log_id     INTEGER NOT NULL REFERENCES logs (log_id),
  log_index  INTEGER NOT NULL,
  station_no INTEGER NOT NULL REFERENCES stations (station_no),
  epoch      INTEGER NOT NULL,
  seq        INTEGER NOT NULL,
  type_no    INTEGER NOT NULL REFERENCES types (type_no),
  subject_no INTEGER REFERENCES subjects (subject_no),
  recv_ms    INTEGER NOT NULL,
  hash8      BLOB NOT NULL CHECK (length(hash8) = 8),
  hash24     BLOB NOT NULL CHECK (length(hash24) = 24),
  entry      BLOB NOT NULL,
  PRIMARY KEY (log_id, log_index)
) STRICT;
CREATE INDEX events_by_hash ON events (hash8);

-- A run of consecutive seq at consecutive indexes: maps seq to index without a row for each event.
CREATE TABLE runs (
  log_id      INTEGER NOT NULL REFERENCES logs (log_id),
  first_index INTEGER NOT NULL,
  n           INTEGER NOT NULL CHECK (n >= 1),
  station_no  INTEGER NOT NULL REFERENCES stations (station_no),
  epoch       INTEGER NOT NULL,
  first_seq   INTEGER NOT NULL,
  PRIMARY KEY (log_id, first_index)
) STRICT;
-- Unique: one (station, epoch, seq) can begin one run only.
CREATE UNIQUE INDEX runs_by_chain ON runs (station_no, epoch, first_seq);

CREATE TABLE subject_events (
  log_id     INTEGER NOT NULL,
  subject_no INTEGER NOT NULL,
  log_index  INTEGER NOT NULL,
  PRIMARY KEY (log_id, subject_no, log_index)
) STRICT, WITHOUT ROWID;

-- Personal values beside their entries. Deleting a row here erases the value; the entry's proof stays good.
CREATE TABLE sealed (
  log_id    INTEGER NOT NULL,
  log_index INTEGER NOT NULL,
  field     TEXT NOT NULL,
  salt      BLOB NOT NULL CHECK (length(salt) = 32),
  value     TEXT NOT NULL,
  PRIMARY KEY (log_id, log_index, field)
) STRICT;

-- A narrower partial tile is the beginning of a wider one, so only the widest of each place is kept.
CREATE TABLE tiles (
  log_id INTEGER NOT NULL REFERENCES logs (log_id),
  level  INTEGER NOT NULL,
  n      INTEGER NOT NULL,
  width  INTEGER NOT NULL CHECK (width BETWEEN 1 AND 256),
  bytes  BLOB NOT NULL CHECK (length(bytes) = width * 32),
  PRIMARY KEY (log_id, level, n, width)
) STRICT;

-- One root for one size, for ever: the primary key is the rule. Signatures are made anew when released.
CREATE TABLE checkpoints (
  log_id INTEGER NOT NULL REFERENCES logs (log_id),
  size   INTEGER NOT NULL,
  root   BLOB NOT NULL CHECK (length(root) = 32),
  at_ms  INTEGER NOT NULL,
  PRIMARY KEY (log_id, size)
) STRICT;

-- The branch of a forked chain that is not in the log. `control_index` is empty until `chain.forked` is logged.
CREATE TABLE evidence (
  station_no    INTEGER NOT NULL REFERENCES stations (station_no),
  epoch         INTEGER NOT NULL,
  hash          BLOB NOT NULL CHECK (length(hash) = 32),
  seq           INTEGER NOT NULL,
  -- What the log holds at that seq, or before it.
  logged        BLOB NOT NULL CHECK (length(logged) = 32),
  entry         BLOB NOT NULL,
  recv_ms       INTEGER NOT NULL,
  control_index INTEGER,
  PRIMARY KEY (station_no, epoch, hash)
) STRICT;

-- One-time codes, kept as hashes. A used code answers the same request again with the same station.
CREATE TABLE enrolments (
  code_hash  BLOB PRIMARY KEY CHECK (length(code_hash) = 32),
  expires_ms INTEGER NOT NULL,
  request    TEXT,
  station_no INTEGER REFERENCES stations (station_no)
) STRICT;

CREATE TABLE alarms (
  alarm_no INTEGER PRIMARY KEY,
  kind     TEXT NOT NULL,
  at_ms    INTEGER NOT NULL,
  detail   TEXT NOT NULL
) STRICT;
