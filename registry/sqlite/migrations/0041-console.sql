-- What the console draws, made anew from the log at will. Rows are of one drive, station or person and are spread by it:
-- their first column is the distribution key. Lists are walked by key, so each order that a page asks for has its index.

CREATE TABLE console_stations (
  station    TEXT PRIMARY KEY,
  name       TEXT NOT NULL,
  site       TEXT NOT NULL,
  platform   TEXT NOT NULL,
  epoch      INTEGER NOT NULL,
  seq        INTEGER NOT NULL,
  forked     INTEGER NOT NULL CHECK (forked IN (0, 1)),
  -- When this registry took its newest event, how much later than it is said to have happened, and its clock's last offset.
  last_ms    INTEGER,
  lag_ms     INTEGER,
  off_ms     INTEGER,
  version    TEXT
) STRICT;
CREATE INDEX console_stations_in_order ON console_stations (site, name, station);

CREATE TABLE station_days (
  station TEXT NOT NULL,
  day     TEXT NOT NULL,
  facts   INTEGER NOT NULL,
  PRIMARY KEY (station, day)
) STRICT;

CREATE TABLE console_drives (
  subject   TEXT PRIMARY KEY,
  -- Of the station that wrote its newest custody event.
  site      TEXT NOT NULL,
  serial    TEXT NOT NULL,
  model     TEXT,
  wwn       TEXT,
  state     TEXT NOT NULL,
  -- What it waits for; empty once it is gone.
  step      TEXT,
  since_ms  INTEGER NOT NULL,
  holder    TEXT,
  place     TEXT,
  outcome   TEXT,
  -- Newest release or destruction, for questions about a span of time.
  ended_ms  INTEGER,
  claimed_ms INTEGER,
  breaches  INTEGER NOT NULL,
  -- The worst of what an auditor would write down about it.
  flaw      TEXT,
  changed   INTEGER NOT NULL,
  life      TEXT NOT NULL
) STRICT;
CREATE INDEX console_drives_by_state ON console_drives (state, site, subject);
CREATE INDEX console_drives_by_site ON console_drives (site, state, subject);
CREATE INDEX console_drives_by_step ON console_drives (step, since_ms, subject) WHERE step IS NOT NULL;
CREATE INDEX console_drives_by_flaw ON console_drives (flaw, subject) WHERE flaw IS NOT NULL;
CREATE INDEX console_drives_by_end ON console_drives (ended_ms, subject) WHERE ended_ms IS NOT NULL;
CREATE INDEX console_drives_by_change ON console_drives (changed);

-- What a drive is found by, upper case.
CREATE TABLE console_terms (
  subject TEXT NOT NULL,
  term    TEXT NOT NULL,
  site    TEXT NOT NULL,
  -- 1 for the serial of its record, by which a list without a question is ordered.
  main    INTEGER NOT NULL CHECK (main IN (0, 1)),
  PRIMARY KEY (subject, term)
) STRICT, WITHOUT ROWID;
CREATE INDEX console_terms_in_order ON console_terms (term, subject);
CREATE INDEX console_terms_of_site ON console_terms (site, term, subject);

CREATE TABLE drive_days (
  site      TEXT NOT NULL,
  day       TEXT NOT NULL,
  claimed   INTEGER NOT NULL,
  released  INTEGER NOT NULL,
  destroyed INTEGER NOT NULL,
  PRIMARY KEY (site, day)
) STRICT;

-- Where the sealed name of a person stands who was enrolled at a station.
CREATE TABLE enrolled_people (
  person    TEXT PRIMARY KEY,
  log_id    INTEGER NOT NULL,
  log_index INTEGER NOT NULL
) STRICT;

-- From here on no projection: read from sealed values, which may be erased and stand in no entry.

CREATE TABLE drive_tenants (
  subject TEXT PRIMARY KEY,
  tenant  TEXT NOT NULL
) STRICT;
CREATE INDEX drive_tenants_by_tenant ON drive_tenants (tenant, subject);

-- Whom a drive was released to, upper case.
CREATE TABLE drive_consignees (
  subject   TEXT PRIMARY KEY,
  consignee TEXT NOT NULL
) STRICT;
CREATE INDEX drive_consignees_by_name ON drive_consignees (consignee, subject);

CREATE TABLE sealed_cursor (
  name       TEXT PRIMARY KEY,
  log_id     INTEGER NOT NULL,
  next_index INTEGER NOT NULL
) STRICT;
