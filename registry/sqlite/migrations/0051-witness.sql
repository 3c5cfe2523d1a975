-- What this registry has witnessed of other logs, and what witnesses say of its own. Not made from the log.

-- The newest checkpoint of each known log that was cosigned here. A reference table; its size only grows.
CREATE TABLE witnessed (
  origin TEXT PRIMARY KEY,
  size   INTEGER NOT NULL CHECK (size >= 0),
  root   BLOB NOT NULL CHECK (length(root) = 32)
) STRICT, WITHOUT ROWID;

-- Cosignatures on own checkpoints, as lines of a note. Distribution key: log_id.
CREATE TABLE cosignatures (
  log_id INTEGER NOT NULL,
  size   INTEGER NOT NULL,
  -- vkey of the witness.
  vkey   TEXT NOT NULL,
  -- POSIX time in seconds, as the witness says.
  at_s   INTEGER NOT NULL,
  line   TEXT NOT NULL,
  PRIMARY KEY (log_id, size, vkey)
) STRICT, WITHOUT ROWID;
