-- Slimmer tables under load.

-- Which entries bear on custody of a drive; what they say is read from the entries themselves. The projection makes it
-- anew. Distribution key: subject.
DROP TABLE told;
CREATE TABLE told (
  subject   BLOB NOT NULL CHECK (length(subject) = 17),
  log_id    INTEGER NOT NULL,
  log_index INTEGER NOT NULL,
  -- 1 where the author might resolve conflicts when this was logged.
  officer   INTEGER NOT NULL CHECK (officer IN (0, 1)),
  PRIMARY KEY (subject, log_id, log_index)
) STRICT, WITHOUT ROWID;

-- `subject_history` finds the events of a subject; each event's own row keeps its subject.
DROP TABLE subject_events;
