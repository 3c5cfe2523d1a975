-- Which firmware left data behind after which technique, made anew from the log at will.

-- What each drive last said of itself, and with what it was last erased. Distribution key: subject.
CREATE TABLE firmware_drives (
  subject   TEXT PRIMARY KEY,
  model     TEXT NOT NULL,
  firmware  TEXT NOT NULL,
  job       TEXT,
  technique TEXT
) STRICT, WITHOUT ROWID;

-- Each verification that speaks against a firmware. Few.
CREATE TABLE firmware_findings (
  log_id    INTEGER NOT NULL,
  log_index INTEGER NOT NULL,
  hash      TEXT NOT NULL,
  subject   TEXT NOT NULL,
  model     TEXT NOT NULL,
  firmware  TEXT NOT NULL,
  technique TEXT NOT NULL,
  at_ms     INTEGER NOT NULL,
  PRIMARY KEY (log_id, log_index)
) STRICT, WITHOUT ROWID;
CREATE INDEX firmware_findings_row ON firmware_findings (model, firmware, technique);

-- The newest word of the control chain on each firmware and technique. A reference table.
CREATE TABLE firmware_words (
  model     TEXT NOT NULL,
  firmware  TEXT NOT NULL,
  technique TEXT NOT NULL,
  blocked   INTEGER NOT NULL,
  ground    TEXT,
  actor     TEXT,
  log_id    INTEGER NOT NULL,
  log_index INTEGER NOT NULL,
  said_ms   INTEGER NOT NULL,
  PRIMARY KEY (model, firmware, technique)
) STRICT, WITHOUT ROWID;
