-- Conflicts and custody, made from the log alone (registry/projections/conflicts.ts).

-- What bears on custody of a drive, in the short form that conflicts are computed from. Distribution key: subject.
CREATE TABLE told (
  subject   bytea NOT NULL CHECK (length(subject) = 17),
  log_id    bigint NOT NULL,
  log_index bigint NOT NULL,
  event     text COLLATE "C" NOT NULL,
  PRIMARY KEY (subject, log_id, log_index)
);

-- Where each station stands, and who may resolve conflicts at one, as the registry's own chain says. Reference tables.
CREATE TABLE told_stations (
  station text COLLATE "C" PRIMARY KEY,
  site    text COLLATE "C" NOT NULL
);
CREATE TABLE told_officers (
  person text COLLATE "C" PRIMARY KEY
);

-- Ids that were ever joined, each pair both ways; which links stand is computed. Distribution key: subject.
CREATE TABLE told_links (
  subject bytea NOT NULL CHECK (length(subject) = 17),
  other   bytea NOT NULL CHECK (length(other) = 17),
  PRIMARY KEY (subject, other)
);

-- Under which id the rows below stand, for drives that were ever joined. Distribution key: subject.
CREATE TABLE joined_drives (
  subject bytea PRIMARY KEY CHECK (length(subject) = 17),
  drive   bytea NOT NULL CHECK (length(drive) = 17)
);

-- Conflicts, open and closed, under the first id of the drive. Distribution key: subject.
CREATE TABLE conflicts (
  subject     bytea NOT NULL CHECK (length(subject) = 17),
  conflict    text COLLATE "C" NOT NULL,
  class       text COLLATE "C" NOT NULL,
  open        smallint NOT NULL CHECK (open IN (0, 1)),
  -- Event hashes as JSON: what the id is made from, and the branch heads.
  events      text COLLATE "C" NOT NULL,
  heads       text COLLATE "C" NOT NULL,
  -- Hash of the resolution.
  closed_by   text COLLATE "C",
  -- A custody event that is named and not in the log: when it comes, this conflict may go away.
  waiting_for text COLLATE "C",
  -- Where in the log the last of `events` stands.
  log_id      bigint NOT NULL,
  log_index   bigint NOT NULL,
  PRIMARY KEY (subject, conflict)
);
CREATE INDEX conflicts_open ON conflicts (open, log_id, log_index);

-- Conflicts that `conflict.opened` has told of. Distribution key: subject.
CREATE TABLE conflict_notices (
  subject  bytea NOT NULL CHECK (length(subject) = 17),
  conflict text COLLATE "C" NOT NULL,
  PRIMARY KEY (subject, conflict)
);

-- How each drive stands now, under its first id. Distribution key: subject.
CREATE TABLE custody_state (
  subject   bytea PRIMARY KEY CHECK (length(subject) = 17),
  -- held, offered, reused, ended, contested, or unknown.
  state     text COLLATE "C" NOT NULL,
  holder    text COLLATE "C",
  recipient text COLLATE "C",
  place     text COLLATE "C",
  -- Station and site of the newest claim; empty while contested.
  station   text COLLATE "C",
  site      text COLLATE "C",
  head      text COLLATE "C",
  -- Newest event that bore on it.
  log_id    bigint NOT NULL,
  log_index bigint NOT NULL
);
CREATE INDEX custody_by_holder ON custody_state (holder) WHERE holder IS NOT NULL;
CREATE INDEX custody_by_site ON custody_state (site, state) WHERE site IS NOT NULL;
