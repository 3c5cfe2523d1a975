-- Conflicts and custody, made from the log alone (registry/projections/conflicts.ts).

-- What bears on custody of a drive, in the short form that conflicts are computed from. Distribution key: subject.
CREATE TABLE told (
  subject   BLOB NOT NULL CHECK (length(subject) = 17),
  log_id    INTEGER NOT NULL,
  log_index INTEGER NOT NULL,
  event     TEXT NOT NULL,
  PRIMARY KEY (subject, log_id, log_index)
) STRICT, WITHOUT ROWID;

-- Where each station stands, and who may resolve conflicts at one, as the registry's own chain says. Reference tables.
CREATE TABLE told_stations (
  station TEXT PRIMARY KEY,
  site    TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE told_officers (
  person TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

-- Ids that were ever joined, each pair both ways; which links stand is computed. Distribution key: subject.
CREATE TABLE told_links (
  subject BLOB NOT NULL CHECK (length(subject) = 17),
  other   BLOB NOT NULL CHECK (length(other) = 17),
  PRIMARY KEY (subject, other)
) STRICT, WITHOUT ROWID;

-- Under which id the rows below stand, for drives that were ever joined. Distribution key: subject.
CREATE TABLE joined_drives (
  subject BLOB PRIMARY KEY CHECK (length(subject) = 17),
  drive   BLOB NOT NULL CHECK (length(drive) = 17)
) STRICT, WITHOUT ROWID;

-- Conflicts, open and closed, under the first id of the drive. Distribution key: subject.
CREATE TABLE conflicts (
  subject     BLOB NOT NULL CHECK (length(subject) = 17),
  conflict    TEXT NOT NULL,
  class       TEXT NOT NULL,
  open        INTEGER NOT NULL CHECK (open IN (0, 1)),
  -- Event hashes as JSON: what the id is made from, and the branch heads.
  events      TEXT NOT NULL,
  heads       TEXT NOT NULL,
  -- Hash of the resolution.
  closed_by   TEXT,
  -- A custody event that is named and not in the log: when it comes, this conflict may go away.
  waiting_for TEXT,
  -- Where in the log the last of `events` stands.
  log_id      INTEGER NOT NULL,
  log_index   INTEGER NOT NULL,
  PRIMARY KEY (subject, conflict)
) STRICT, WITHOUT ROWID;
CREATE INDEX conflicts_open ON conflicts (open, log_id, log_index);

-- Conflicts that `conflict.opened` has told of. Distribution key: subject.
CREATE TABLE conflict_notices (
  subject  BLOB NOT NULL CHECK (length(subject) = 17),
  conflict TEXT NOT NULL,
  PRIMARY KEY (subject, conflict)
) STRICT, WITHOUT ROWID;

-- How each drive stands now, under its first id. Distribution key: subject.
CREATE TABLE custody_state (
  subject   BLOB PRIMARY KEY CHECK (length(subject) = 17),
  -- held, offered, reused, ended, contested, or unknown.
  state     TEXT NOT NULL,
  holder    TEXT,
  recipient TEXT,
  place     TEXT,
  -- Station and site of the newest claim; empty while contested.
  station   TEXT,
  site      TEXT,
  head      TEXT,
  -- Newest event that bore on it.
  log_id    INTEGER NOT NULL,
  log_index INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX custody_by_holder ON custody_state (holder) WHERE holder IS NOT NULL;
CREATE INDEX custody_by_site ON custody_state (site, state) WHERE site IS NOT NULL;
