-- The index of drives that the log was last told of by `index.root`, and the roots of its parts that hold drives: without
-- them each proof would read the whole history. No entry says them; lost, they are there again with the next day's index.
CREATE TABLE drive_index (
  log_id bigint PRIMARY KEY,
  -- Entries that it counts.
  size   bigint NOT NULL,
  drives bigint NOT NULL,
  root   text COLLATE "C" NOT NULL,
  -- Hash of the event that tells it.
  event  text COLLATE "C" NOT NULL,
  at_ms  bigint NOT NULL
);
CREATE TABLE drive_index_parts (
  log_id bigint NOT NULL,
  part   integer NOT NULL CHECK (part BETWEEN 0 AND 4095),
  drives bigint NOT NULL,
  root   bytea NOT NULL CHECK (length(root) = 32),
  PRIMARY KEY (log_id, part)
);
