-- Counts behind the console's figures, made anew from the log at will. They grow with sites, months and kinds of drives,
-- not with events.

-- Where stations stand. A reference table.
CREATE TABLE tally_stations (
  station TEXT PRIMARY KEY,
  site    TEXT NOT NULL
) STRICT;

-- What a drive said of itself when it was last docked, and since when it waits to go back to its maker. Distribution key: subject.
CREATE TABLE tally_drives (
  subject  TEXT PRIMARY KEY,
  site     TEXT NOT NULL,
  model    TEXT NOT NULL,
  firmware TEXT NOT NULL,
  dock     TEXT NOT NULL,
  bound_ms INTEGER
) STRICT;
CREATE INDEX tally_drives_bound ON tally_drives (bound_ms, site) WHERE bound_ms IS NOT NULL;

-- How erases ended and what their verification said. Months are those in which the registry took the fact. Reference tables.
CREATE TABLE erase_tallies (
  month      TEXT NOT NULL,
  site       TEXT NOT NULL,
  model      TEXT NOT NULL,
  firmware   TEXT NOT NULL,
  dock       TEXT NOT NULL,
  done       INTEGER NOT NULL,
  failed     INTEGER NOT NULL,
  stopped    INTEGER NOT NULL,
  verified   INTEGER NOT NULL,
  unverified INTEGER NOT NULL,
  refuted    INTEGER NOT NULL,
  PRIMARY KEY (month, site, model, firmware, dock)
) STRICT, WITHOUT ROWID;

-- How a step was done, or why it was done otherwise than it should be.
CREATE TABLE act_tallies (
  month TEXT NOT NULL,
  site  TEXT NOT NULL,
  step  TEXT NOT NULL,
  how   TEXT NOT NULL,
  acts  INTEGER NOT NULL,
  PRIMARY KEY (month, site, step, how)
) STRICT, WITHOUT ROWID;

-- Drives that became bound for their maker, and what became of them.
CREATE TABLE return_tallies (
  month     TEXT NOT NULL,
  site      TEXT NOT NULL,
  model     TEXT NOT NULL,
  bound     INTEGER NOT NULL,
  sent      INTEGER NOT NULL,
  destroyed INTEGER NOT NULL,
  elsewhere INTEGER NOT NULL,
  PRIMARY KEY (month, site, model)
) STRICT, WITHOUT ROWID;
