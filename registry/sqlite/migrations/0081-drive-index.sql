-- The index of drives that the log was last told of by `index.root`, and the roots of its parts that hold drives: without
-- them each proof would read the whole history. No entry says them; lost, they are there again with the next day's index.
CREATE TABLE drive_index (
  log_id INTEGER PRIMARY KEY,
  -- Entries that it counts.
  size   INTEGER NOT NULL,
  drives INTEGER NOT NULL,
  root   TEXT NOT NULL,
  -- Hash of the event that tells it.
  event  TEXT NOT NULL,
  at_ms  INTEGER NOT NULL
) STRICT;
CREATE TABLE drive_index_parts (
  log_id INTEGER NOT NULL,
  part   INTEGER NOT NULL CHECK (part BETWEEN 0 AND 4095),
  drives INTEGER NOT NULL,
  root   BLOB NOT NULL CHECK (length(root) = 32),
  PRIMARY KEY (log_id, part)
) STRICT, WITHOUT ROWID;
