-- needs: 0.1.0
-- The chain this station writes. One row.
CREATE TABLE chain (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  reg TEXT NOT NULL,
  station TEXT NOT NULL,
  epoch INTEGER NOT NULL CHECK (epoch >= 1),
  genesis TEXT NOT NULL
) STRICT;

-- Every fact, in the order it was written. Rows are never changed.
CREATE TABLE events (
  n INTEGER PRIMARY KEY,
  epoch INTEGER NOT NULL,
  seq INTEGER NOT NULL CHECK (seq >= 1),
  hash TEXT NOT NULL,
  type TEXT NOT NULL,
  subject TEXT,
  -- 1 for events that move or end custody: the newest one is what the next rests on.
  custody INTEGER NOT NULL CHECK (custody IN (0, 1)),
  wall_ms INTEGER NOT NULL,
  hlc TEXT NOT NULL,
  entry BLOB NOT NULL,
  UNIQUE (epoch, seq)
) STRICT;
CREATE UNIQUE INDEX events_hash ON events (hash);
CREATE INDEX events_subject ON events (subject, n) WHERE subject IS NOT NULL;
CREATE INDEX events_custody ON events (subject, n) WHERE custody = 1;
CREATE INDEX events_type ON events (type, n);

-- Values that personal fields of an entry commit to. Erasing one deletes its row.
CREATE TABLE sealed (
  n INTEGER NOT NULL REFERENCES events (n),
  field TEXT NOT NULL,
  salt BLOB NOT NULL CHECK (length(salt) = 32),
  value TEXT NOT NULL,
  PRIMARY KEY (n, field)
) STRICT, WITHOUT ROWID;

-- Projections: made from events alone, rebuilt at will.
CREATE TABLE drives (
  subject TEXT PRIMARY KEY,
  life TEXT NOT NULL,
  state TEXT NOT NULL,
  serial TEXT NOT NULL,
  wwn TEXT,
  model TEXT,
  holder TEXT,
  place TEXT,
  outcome TEXT,
  since_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX drives_since ON drives (since_ms DESC, subject);
CREATE INDEX drives_state ON drives (state, since_ms DESC, subject);

-- What a drive is found by: upper-case words, and the same words backwards so that an ending is a beginning too.
CREATE TABLE drive_words (
  word TEXT NOT NULL,
  subject TEXT NOT NULL,
  PRIMARY KEY (word, subject)
) STRICT, WITHOUT ROWID;
CREATE TABLE drive_words_backwards (
  word TEXT NOT NULL,
  subject TEXT NOT NULL,
  PRIMARY KEY (word, subject)
) STRICT, WITHOUT ROWID;

CREATE TABLE people (
  person TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  roles TEXT NOT NULL,
  active INTEGER NOT NULL CHECK (active IN (0, 1)),
  key TEXT NOT NULL,
  n INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Kept by this machine alone: no event carries them and no rebuild touches them.
CREATE TABLE person_keys (
  person TEXT PRIMARY KEY,
  badge_digest TEXT NOT NULL UNIQUE,
  wrapped TEXT NOT NULL,
  tries INTEGER NOT NULL DEFAULT 0,
  not_before_ms INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE TABLE jobs (
  job TEXT PRIMARY KEY,
  subject TEXT NOT NULL,
  open INTEGER NOT NULL CHECK (open IN (0, 1)),
  text TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX jobs_open ON jobs (job) WHERE open = 1;

CREATE TABLE certificates (
  id TEXT PRIMARY KEY,
  subject TEXT NOT NULL,
  text TEXT NOT NULL
) STRICT;
CREATE INDEX certificates_subject ON certificates (subject);

CREATE TABLE kept (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
