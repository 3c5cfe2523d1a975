-- Slimmer tables under load.

-- Which entries bear on custody of a drive; what they say is read from the entries themselves. The projection makes it
-- anew. Distribution key: subject.
DROP TABLE told;
CREATE TABLE told (
  log_index bigint NOT NULL,
  log_id    bigint NOT NULL,
  -- 1 where the author might resolve conflicts when this was logged.
  officer   smallint NOT NULL CHECK (officer IN (0, 1)),
  subject   bytea NOT NULL CHECK (length(subject) = 17),
  PRIMARY KEY (subject, log_id, log_index)
);

-- `subject_history` finds the events of a subject; each event's own row keeps its subject.
DROP TABLE subject_events;
