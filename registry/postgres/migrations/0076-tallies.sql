-- Counts behind the console's figures, made anew from the log at will. They grow with sites, months and kinds of drives,
-- not with events.

-- Where stations stand. A reference table.
CREATE TABLE tally_stations (
  station text COLLATE "C" PRIMARY KEY,
  site    text COLLATE "C" NOT NULL
);

-- What a drive said of itself when it was last docked, and since when it waits to go back to its maker. Distribution key: subject.
CREATE TABLE tally_drives (
  subject  text COLLATE "C" PRIMARY KEY,
  site     text COLLATE "C" NOT NULL,
  model    text COLLATE "C" NOT NULL,
  firmware text COLLATE "C" NOT NULL,
  dock     text COLLATE "C" NOT NULL,
  bound_ms bigint
);
CREATE INDEX tally_drives_bound ON tally_drives (bound_ms, site) WHERE bound_ms IS NOT NULL;

-- How erases ended and what their verification said. Months are those in which the registry took the fact. Reference tables.
CREATE TABLE erase_tallies (
  month      text COLLATE "C" NOT NULL,
  site       text COLLATE "C" NOT NULL,
  model      text COLLATE "C" NOT NULL,
  firmware   text COLLATE "C" NOT NULL,
  dock       text COLLATE "C" NOT NULL,
  done       bigint NOT NULL,
  failed     bigint NOT NULL,
  stopped    bigint NOT NULL,
  verified   bigint NOT NULL,
  unverified bigint NOT NULL,
  refuted    bigint NOT NULL,
  PRIMARY KEY (month, site, model, firmware, dock)
);

-- How a step was done, or why it was done otherwise than it should be.
CREATE TABLE act_tallies (
  month text COLLATE "C" NOT NULL,
  site  text COLLATE "C" NOT NULL,
  step  text COLLATE "C" NOT NULL,
  how   text COLLATE "C" NOT NULL,
  acts  bigint NOT NULL,
  PRIMARY KEY (month, site, step, how)
);

-- Drives that became bound for their maker, and what became of them.
CREATE TABLE return_tallies (
  month     text COLLATE "C" NOT NULL,
  site      text COLLATE "C" NOT NULL,
  model     text COLLATE "C" NOT NULL,
  bound     bigint NOT NULL,
  sent      bigint NOT NULL,
  destroyed bigint NOT NULL,
  elsewhere bigint NOT NULL,
  PRIMARY KEY (month, site, model)
);
