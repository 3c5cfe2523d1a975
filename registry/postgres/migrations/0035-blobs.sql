-- Which entries name which attachments. A projection: no foreign keys. Distribution key: sha256.
CREATE TABLE blob_names (
  sha256    bytea NOT NULL CHECK (length(sha256) = 32),
  log_id    bigint NOT NULL,
  log_index bigint NOT NULL,
  size      bigint NOT NULL,
  PRIMARY KEY (sha256, log_id, log_index)
);
