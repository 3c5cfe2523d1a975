-- How far other systems were told of the log. Not made from it. A reference table.
CREATE TABLE outlets (
  name       TEXT PRIMARY KEY,
  -- The next entry that it has not been told.
  log_id     INTEGER NOT NULL,
  next_index INTEGER NOT NULL,
  -- Raised each time that somebody asks to be told again.
  run        INTEGER NOT NULL,
  state      TEXT NOT NULL CHECK (state IN ('told', 'waiting', 'given_up')),
  -- Attempts since it last took something, when the first of them was, and when the next one is.
  failures   INTEGER NOT NULL,
  failed_ms  INTEGER,
  due_ms     INTEGER,
  why        TEXT,
  -- When it last took something, and how many events it took in all.
  taken_ms   INTEGER,
  taken      INTEGER NOT NULL,
  -- Who last set it to a place, and when; nobody when the operator did on the machine itself.
  set_by     TEXT,
  set_ms     INTEGER
) STRICT;
