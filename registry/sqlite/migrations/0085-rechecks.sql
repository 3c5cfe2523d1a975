-- Draws of drives for an independent re-check, made anew from the log at will.

-- Each certificate that says sanitized, in the order of the log: what windows are drawn from.
CREATE TABLE recheck_certificates (
  log_id    INTEGER NOT NULL,
  log_index INTEGER NOT NULL,
  subject   TEXT NOT NULL,
  at_ms     INTEGER NOT NULL,
  PRIMARY KEY (log_id, log_index)
) STRICT, WITHOUT ROWID;

-- Windows that were closed. What was drawn comes later: until then size and root are empty. A reference table.
CREATE TABLE recheck_windows (
  closed         TEXT PRIMARY KEY,
  log_id         INTEGER NOT NULL,
  log_index      INTEGER NOT NULL,
  from_index     INTEGER NOT NULL,
  upto_index     INTEGER NOT NULL,
  share_permille INTEGER NOT NULL,
  said_ms        INTEGER NOT NULL,
  size           INTEGER,
  root           TEXT,
  drives         INTEGER,
  parts          INTEGER,
  parts_told     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX recheck_windows_place ON recheck_windows (log_id, log_index);

-- The drives that were drawn. Distribution key: subject.
CREATE TABLE recheck_drawn (
  subject TEXT NOT NULL,
  closed  TEXT NOT NULL,
  part    INTEGER NOT NULL,
  PRIMARY KEY (subject, closed)
) STRICT, WITHOUT ROWID;
CREATE INDEX recheck_drawn_closed ON recheck_drawn (closed, subject);
