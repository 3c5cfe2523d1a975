-- What retention clocks run on, made anew from the log at will. Whose a drive is stands in drive_tenants.

-- Contracts that have ended, by the newest word of an officer. A reference table.
CREATE TABLE ended_contracts (
  tenant         TEXT PRIMARY KEY,
  ended_ms       INTEGER NOT NULL,
  keep_days      INTEGER NOT NULL,
  delete_by_days INTEGER NOT NULL,
  actor          TEXT,
  said_ms        INTEGER NOT NULL
) STRICT;

-- When a drive was proven sanitized or destroyed; nobody knows of those that are not here. Distribution key: subject.
CREATE TABLE deleted_drives (
  subject     TEXT PRIMARY KEY,
  certificate TEXT NOT NULL,
  deleted_ms  INTEGER NOT NULL
) STRICT;

-- Legal holds on drives, also those that were lifted. Distribution key: subject.
CREATE TABLE drive_holds (
  subject   TEXT NOT NULL,
  hold      TEXT NOT NULL,
  ground    TEXT NOT NULL,
  placed_ms INTEGER NOT NULL,
  lifted_ms INTEGER,
  PRIMARY KEY (subject, hold)
) STRICT, WITHOUT ROWID;
