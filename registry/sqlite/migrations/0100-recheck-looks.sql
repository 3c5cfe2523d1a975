-- What became of drawn drives, made anew from the log at will.

-- Hash of the `recheck.drawn` that tells of it: what a re-check names.
ALTER TABLE recheck_drawn ADD COLUMN event TEXT NOT NULL DEFAULT '';

-- Re-checks that came to an end, and that the rules let stand. Distribution key: subject.
CREATE TABLE console_rechecks (
  subject TEXT NOT NULL,
  event   TEXT NOT NULL,
  drawn   TEXT NOT NULL,
  verdict TEXT NOT NULL,
  actor   TEXT,
  site    TEXT NOT NULL,
  at_ms   INTEGER NOT NULL,
  PRIMARY KEY (subject, event)
) STRICT, WITHOUT ROWID;
CREATE INDEX console_rechecks_at ON console_rechecks (at_ms, subject);
