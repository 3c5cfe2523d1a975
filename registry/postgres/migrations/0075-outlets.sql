-- How far other systems were told of the log. Not made from it. A reference table.
CREATE TABLE outlets (
  name       text COLLATE "C" PRIMARY KEY,
  -- The next entry that it has not been told.
  log_id     bigint NOT NULL,
  next_index bigint NOT NULL,
  -- Raised each time that somebody asks to be told again.
  run        bigint NOT NULL,
  state      text COLLATE "C" NOT NULL CHECK (state IN ('told', 'waiting', 'given_up')),
  -- Attempts since it last took something, when the first of them was, and when the next one is.
  failures   bigint NOT NULL,
  failed_ms  bigint,
  due_ms     bigint,
  why        text COLLATE "C",
  -- When it last took something, and how many events it took in all.
  taken_ms   bigint,
  taken      bigint NOT NULL,
  -- Who last set it to a place, and when; nobody when the operator did on the machine itself.
  set_by     text COLLATE "C",
  set_ms     bigint
);
