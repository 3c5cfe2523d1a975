-- What the console draws, made anew from the log at will. Rows are of one drive, station or person and are spread by it:
-- their first column is the distribution key. Lists are walked by key, so each order that a page asks for has its index.

CREATE TABLE console_stations (
  station    text COLLATE "C" PRIMARY KEY,
  name       text COLLATE "C" NOT NULL,
  site       text COLLATE "C" NOT NULL,
  platform   text NOT NULL,
  epoch      bigint NOT NULL,
  seq        bigint NOT NULL,
  forked     bigint NOT NULL CHECK (forked IN (0, 1)),
  -- When this registry took its newest event, how much later than it is said to have happened, and its clock's last offset.
  last_ms    bigint,
  lag_ms     bigint,
  off_ms     bigint,
  version    text
);
CREATE INDEX console_stations_in_order ON console_stations (site, name, station);

CREATE TABLE station_days (
  station text COLLATE "C" NOT NULL,
  day     text COLLATE "C" NOT NULL,
  facts   bigint NOT NULL,
  PRIMARY KEY (station, day)
);

CREATE TABLE console_drives (
  subject   text COLLATE "C" PRIMARY KEY,
  -- Of the station that wrote its newest custody event.
  site      text COLLATE "C" NOT NULL,
  serial    text NOT NULL,
  model     text,
  wwn       text,
  state     text COLLATE "C" NOT NULL,
  -- What it waits for; empty once it is gone.
  step      text COLLATE "C",
  since_ms  bigint NOT NULL,
  holder    text,
  place     text COLLATE "C",
  outcome   text,
  -- Newest release or destruction, for questions about a span of time.
  ended_ms  bigint,
  claimed_ms bigint,
  breaches  bigint NOT NULL,
  -- The worst of what an auditor would write down about it.
  flaw      text COLLATE "C",
  changed   bigint NOT NULL,
  life      text NOT NULL
);
CREATE INDEX console_drives_by_state ON console_drives (state, site, subject);
CREATE INDEX console_drives_by_site ON console_drives (site, state, subject);
CREATE INDEX console_drives_by_step ON console_drives (step, since_ms, subject) WHERE step IS NOT NULL;
CREATE INDEX console_drives_by_flaw ON console_drives (flaw, subject) WHERE flaw IS NOT NULL;
CREATE INDEX console_drives_by_end ON console_drives (ended_ms, subject) WHERE ended_ms IS NOT NULL;
CREATE INDEX console_drives_by_change ON console_drives (changed);

-- What a drive is found by, upper case.
CREATE TABLE console_terms (
  subject text COLLATE "C" NOT NULL,
  term    text COLLATE "C" NOT NULL,
  site    text COLLATE "C" NOT NULL,
  -- 1 for the serial of its record, by which a list without a question is ordered.
  main    bigint NOT NULL CHECK (main IN (0, 1)),
  PRIMARY KEY (subject, term)
);
CREATE INDEX console_terms_in_order ON console_terms (term, subject);
CREATE INDEX console_terms_of_site ON console_terms (site, term, subject);

CREATE TABLE drive_days (
  site      text COLLATE "C" NOT NULL,
  day       text COLLATE "C" NOT NULL,
  claimed   bigint NOT NULL,
  released  bigint NOT NULL,
  destroyed bigint NOT NULL,
  PRIMARY KEY (site, day)
);

-- Where the sealed name of a person stands who was enrolled at a station.
CREATE TABLE enrolled_people (
  person    text COLLATE "C" PRIMARY KEY,
  log_id    bigint NOT NULL,
  log_index bigint NOT NULL
);

-- From here on no projection: read from sealed values, which may be erased and stand in no entry.

CREATE TABLE drive_tenants (
  subject text COLLATE "C" PRIMARY KEY,
  tenant  text COLLATE "C" NOT NULL
);
CREATE INDEX drive_tenants_by_tenant ON drive_tenants (tenant, subject);

-- Whom a drive was released to, upper case.
CREATE TABLE drive_consignees (
  subject   text COLLATE "C" PRIMARY KEY,
  consignee text COLLATE "C" NOT NULL
);
CREATE INDEX drive_consignees_by_name ON drive_consignees (consignee, subject);

CREATE TABLE sealed_cursor (
  name       text COLLATE "C" PRIMARY KEY,
  log_id     bigint NOT NULL,
  next_index bigint NOT NULL
);
