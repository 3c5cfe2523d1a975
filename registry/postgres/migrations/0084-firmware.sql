-- Which firmware left data behind after which technique, made anew from the log at will.

-- What each drive last said of itself, and with what it was last erased. Distribution key: subject.
CREATE TABLE firmware_drives (
  subject   text COLLATE "C" PRIMARY KEY,
  model     text COLLATE "C" NOT NULL,
  firmware  text COLLATE "C" NOT NULL,
  job       text COLLATE "C",
  technique text COLLATE "C"
);

-- Each verification that speaks against a firmware. Few.
CREATE TABLE firmware_findings (
  log_id    bigint NOT NULL,
  log_index bigint NOT NULL,
  hash      text COLLATE "C" NOT NULL,
  subject   text COLLATE "C" NOT NULL,
  model     text COLLATE "C" NOT NULL,
  firmware  text COLLATE "C" NOT NULL,
  technique text COLLATE "C" NOT NULL,
  at_ms     bigint NOT NULL,
  PRIMARY KEY (log_id, log_index)
);
CREATE INDEX firmware_findings_row ON firmware_findings (model, firmware, technique);

-- The newest word of the control chain on each firmware and technique. A reference table.
CREATE TABLE firmware_words (
  model     text COLLATE "C" NOT NULL,
  firmware  text COLLATE "C" NOT NULL,
  technique text COLLATE "C" NOT NULL,
  blocked   bigint NOT NULL,
  ground    text COLLATE "C",
  actor     text COLLATE "C",
  log_id    bigint NOT NULL,
  log_index bigint NOT NULL,
  said_ms   bigint NOT NULL,
  PRIMARY KEY (model, firmware, technique)
);
