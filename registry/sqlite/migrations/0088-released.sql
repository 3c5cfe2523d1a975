-- The newest checkpoint as it was released, with its signature: for processes that read beside the one that signs. It only
-- goes forward.
CREATE TABLE released (
  log_id INTEGER PRIMARY KEY,
  size   INTEGER NOT NULL,
  -- Signed note.
  note   TEXT NOT NULL
) STRICT;
