-- What the migrations make, one after the other. A test holds this page to them.

CREATE VIEW chain AS SELECT life, reg, station, epoch, genesis FROM chains ORDER BY life DESC LIMIT 1;

CREATE VIEW outbox AS
  SELECT events.n, events.seq, events.hash, events.entry
  FROM sync, chain
  JOIN events ON events.life = chain.life AND events.seq > sync.acked_seq;

CREATE TABLE acks (
  life INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  log_index INTEGER NOT NULL,
  at_ms INTEGER NOT NULL,
  note TEXT NOT NULL,
  PRIMARY KEY (life, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE asked (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  kind TEXT NOT NULL CHECK (kind IN ('enrolment', 'epoch')),
  url TEXT NOT NULL,
  -- Canonical JSON of the request, sent again when the registry does not know it any more.
  body TEXT NOT NULL,
  request TEXT,
  words TEXT,
  refused TEXT
) STRICT;

CREATE TABLE certificates (
  id TEXT PRIMARY KEY,
  subject TEXT NOT NULL,
  text TEXT NOT NULL
) STRICT;

CREATE TABLE chains (
  life INTEGER PRIMARY KEY,
  reg TEXT NOT NULL,
  station TEXT NOT NULL,
  epoch INTEGER NOT NULL CHECK (epoch >= 1),
  genesis TEXT NOT NULL
) STRICT;

CREATE TABLE checkpoints (
  origin TEXT NOT NULL,
  size INTEGER NOT NULL,
  root TEXT NOT NULL,
  note TEXT NOT NULL,
  PRIMARY KEY (origin, size)
) STRICT, WITHOUT ROWID;

CREATE TABLE containers (
  subject TEXT PRIMARY KEY,
  -- Canonical JSON of the fold.
  life TEXT NOT NULL,
  -- container or lot; empty while only breaches are known of it.
  what TEXT NOT NULL,
  -- 1 for one that has left, or a lot that was closed.
  gone INTEGER NOT NULL CHECK (gone IN (0, 1))
) STRICT, WITHOUT ROWID;

CREATE TABLE contents (
  item TEXT NOT NULL,
  container TEXT NOT NULL,
  what TEXT NOT NULL,
  PRIMARY KEY (item, container)
) STRICT, WITHOUT ROWID;

CREATE TABLE drive_counts (
  state TEXT PRIMARY KEY,
  count INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

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

CREATE TABLE events (
  n INTEGER PRIMARY KEY,
  life INTEGER NOT NULL,
  seq INTEGER NOT NULL CHECK (seq >= 1),
  hash TEXT NOT NULL,
  type TEXT NOT NULL,
  subject TEXT,
  -- 1 for events that move or end custody: the newest one is what the next rests on.
  custody INTEGER NOT NULL CHECK (custody IN (0, 1)),
  wall_ms INTEGER NOT NULL,
  hlc TEXT NOT NULL,
  entry BLOB NOT NULL,
  UNIQUE (life, seq)
) STRICT;

CREATE TABLE jobs (
  job TEXT PRIMARY KEY,
  subject TEXT NOT NULL,
  open INTEGER NOT NULL CHECK (open IN (0, 1)),
  text TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE kept (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE migrations (number INTEGER PRIMARY KEY, name TEXT NOT NULL, sha256 TEXT NOT NULL, needs TEXT NOT NULL) STRICT;

CREATE TABLE people (
  person TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  roles TEXT NOT NULL,
  active INTEGER NOT NULL CHECK (active IN (0, 1)),
  key TEXT NOT NULL,
  n INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE person_keys (
  person TEXT PRIMARY KEY,
  badge_digest TEXT NOT NULL UNIQUE,
  wrapped TEXT NOT NULL,
  tries INTEGER NOT NULL DEFAULT 0,
  not_before_ms INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE TABLE proofs (
  hash TEXT PRIMARY KEY REFERENCES events (hash),
  log_index INTEGER NOT NULL,
  size INTEGER NOT NULL,
  text TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE pull (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  -- Log index that was read last; -1 before the first.
  cursor INTEGER NOT NULL,
  problem TEXT
, read_ms INTEGER) STRICT;

CREATE TABLE pull_due (subject TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;

CREATE TABLE pulled (
  log_index INTEGER PRIMARY KEY,
  hash TEXT NOT NULL UNIQUE,
  -- 1 for what brings, changes or ends keys and rights: read again, in order, at each start.
  authority INTEGER NOT NULL CHECK (authority IN (0, 1)),
  subject TEXT,
  custody INTEGER NOT NULL CHECK (custody IN (0, 1)),
  -- Empty for what this station wrote itself: then only the place is news.
  entry BLOB
) STRICT;

CREATE TABLE recoveries (
  n INTEGER PRIMARY KEY REFERENCES events (n)
) STRICT;

CREATE TABLE runs (
  life INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  log_index INTEGER NOT NULL,
  count INTEGER NOT NULL CHECK (count >= 1),
  PRIMARY KEY (life, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE sealed (
  n INTEGER NOT NULL REFERENCES events (n),
  field TEXT NOT NULL,
  salt BLOB NOT NULL CHECK (length(salt) = 32),
  value TEXT NOT NULL,
  PRIMARY KEY (n, field)
) STRICT, WITHOUT ROWID;

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
, control_key TEXT, diverges_at INTEGER) STRICT;

CREATE TABLE told (
  hash TEXT NOT NULL,
  field TEXT NOT NULL,
  salt BLOB NOT NULL,
  -- Canonical JSON.
  value TEXT NOT NULL,
  PRIMARY KEY (hash, field)
) STRICT, WITHOUT ROWID;

CREATE INDEX certificates_subject ON certificates (subject);

CREATE INDEX contents_container ON contents (container);

CREATE INDEX drives_held ON drives (holder, since_ms, subject) WHERE holder IS NOT NULL;

CREATE INDEX drives_since ON drives (since_ms DESC, subject);

CREATE INDEX drives_state ON drives (state, since_ms DESC, subject);

CREATE UNIQUE INDEX events_hash ON events (hash);

CREATE INDEX events_subject ON events (subject, n) WHERE subject IS NOT NULL;

CREATE INDEX events_type ON events (type, n);

CREATE INDEX jobs_open ON jobs (job) WHERE open = 1;

CREATE INDEX pulled_authority ON pulled (log_index) WHERE authority = 1;

CREATE INDEX pulled_subject ON pulled (subject, log_index) WHERE subject IS NOT NULL;

CREATE INDEX runs_index ON runs (life, log_index);
