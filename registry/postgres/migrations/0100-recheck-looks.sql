-- What became of drawn drives, made anew from the log at will.

-- Hash of the `recheck.drawn` that tells of it: what a re-check names.
ALTER TABLE recheck_drawn ADD COLUMN event text COLLATE "C" NOT NULL DEFAULT '';

-- Re-checks that came to an end, and that the rules let stand. Distribution key: subject.
CREATE TABLE console_rechecks (
  subject text COLLATE "C" NOT NULL,
  event   text COLLATE "C" NOT NULL,
  drawn   text COLLATE "C" NOT NULL,
  verdict text COLLATE "C" NOT NULL,
  actor   text COLLATE "C",
  site    text COLLATE "C" NOT NULL,
  at_ms   bigint NOT NULL,
  PRIMARY KEY (subject, event)
);
CREATE INDEX console_rechecks_at ON console_rechecks (at_ms, subject);
