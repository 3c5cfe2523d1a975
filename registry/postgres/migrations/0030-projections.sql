-- Tables that are made from the log alone, each by one projection (registry/projections), and what stations ask for
-- beside it. No foreign keys: a projection's tables are emptied and made anew while the others stand.

-- The next event that each projection has not seen, moved in the commit that holds its rows. A reference table.
CREATE TABLE projections (
  name       text COLLATE "C" PRIMARY KEY,
  version    bigint NOT NULL,
  log_id     bigint NOT NULL,
  next_index bigint NOT NULL
);

-- Every event about a subject. `subject` is the id's kind letter and its 16 bytes. Distribution key: subject.
CREATE TABLE subject_history (
  log_id    bigint NOT NULL,
  subject   bytea NOT NULL CHECK (length(subject) = 17),
  log_index bigint NOT NULL,
  -- 1 for events that move or end custody.
  custody   smallint NOT NULL,
  PRIMARY KEY (log_id, subject, log_index)
);
-- What a station watches is looked for in a stretch of the log.
CREATE INDEX subject_history_in_log ON subject_history (log_id, log_index);

-- Sites in the order in which the log names them; 0 stands for every site. Reference tables.
CREATE TABLE feed_sites (
  site_no bigint PRIMARY KEY,
  site    text COLLATE "C" NOT NULL UNIQUE
);
CREATE TABLE feed_stations (
  station text COLLATE "C" PRIMARY KEY,
  site_no bigint NOT NULL
);
-- Where people belong: a drive offered to a person concerns these sites.
CREATE TABLE feed_people (
  person  text COLLATE "C" NOT NULL,
  site_no bigint NOT NULL,
  PRIMARY KEY (person, site_no)
);

-- Which sites see a subject now. Distribution key: subject.
CREATE TABLE feed_views (
  subject bytea NOT NULL CHECK (length(subject) = 17),
  site_no bigint NOT NULL,
  PRIMARY KEY (subject, site_no)
);

-- Which entries a site is fed. Distribution key: site_no.
CREATE TABLE site_feed (
  log_id    bigint NOT NULL,
  site_no   bigint NOT NULL,
  log_index bigint NOT NULL,
  -- 1 where the event's subject came into the site's view and has a past that the site was not fed.
  came      smallint NOT NULL,
  PRIMARY KEY (log_id, site_no, log_index)
);

-- Subjects that a station asked for by itself; not from the log. Distribution key: station_no.
CREATE TABLE watches (
  station_no bigint NOT NULL,
  subject    bytea NOT NULL CHECK (length(subject) = 17),
  PRIMARY KEY (station_no, subject)
);
