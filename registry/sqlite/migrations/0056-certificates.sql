-- Where each certificate was issued and what took it back. A projection: no foreign keys. Distribution key: certificate.
CREATE TABLE certificate_issues (
  certificate TEXT NOT NULL,
  station     TEXT NOT NULL,
  subject     BLOB NOT NULL,
  log_id      INTEGER NOT NULL,
  log_index   INTEGER NOT NULL,
  hash        TEXT NOT NULL,
  outcome     TEXT NOT NULL,
  sha256      TEXT NOT NULL,
  PRIMARY KEY (certificate)
) STRICT, WITHOUT ROWID;

CREATE TABLE certificate_revocations (
  certificate   TEXT NOT NULL,
  log_id        INTEGER NOT NULL,
  log_index     INTEGER NOT NULL,
  hash          TEXT NOT NULL,
  subject       BLOB NOT NULL,
  reason        TEXT NOT NULL,
  superseded_by TEXT NOT NULL,
  PRIMARY KEY (certificate, log_id, log_index)
) STRICT, WITHOUT ROWID;
