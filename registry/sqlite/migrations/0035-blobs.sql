-- Which entries name which attachments. A projection: no foreign keys. Distribution key: sha256.
CREATE TABLE blob_names (
  sha256    BLOB NOT NULL CHECK (length(sha256) = 32),
  log_id    INTEGER NOT NULL,
  log_index INTEGER NOT NULL,
  size      INTEGER NOT NULL,
  PRIMARY KEY (sha256, log_id, log_index)
) STRICT, WITHOUT ROWID;
