-- What this registry has witnessed of other logs, and what witnesses say of its own. Not made from the log.

-- The newest checkpoint of each known log that was cosigned here. A reference table; its size only grows.
CREATE TABLE witnessed (
  origin text COLLATE "C" PRIMARY KEY,
  size   bigint NOT NULL CHECK (size >= 0),
  root   bytea NOT NULL CHECK (length(root) = 32)
);

-- Cosignatures on own checkpoints, as lines of a note. Distribution key: log_id.
CREATE TABLE cosignatures (
  log_id bigint NOT NULL,
  size   bigint NOT NULL,
  -- vkey of the witness.
  vkey   text COLLATE "C" NOT NULL,
  -- POSIX time in seconds, as the witness says.
  at_s   bigint NOT NULL,
  line   text COLLATE "C" NOT NULL,
  PRIMARY KEY (log_id, size, vkey)
);
