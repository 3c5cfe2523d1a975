-- Where each certificate was issued and what took it back. A projection: no foreign keys. Distribution key: certificate.
CREATE TABLE certificate_issues (
  certificate text NOT NULL,
  station     text NOT NULL,
  subject     bytea NOT NULL,
  log_id      bigint NOT NULL,
  log_index   bigint NOT NULL,
  hash        text NOT NULL,
  outcome     text NOT NULL,
  sha256      text NOT NULL,
  PRIMARY KEY (certificate)
);

CREATE TABLE certificate_revocations (
  certificate   text NOT NULL,
  log_id        bigint NOT NULL,
  log_index     bigint NOT NULL,
  hash          text NOT NULL,
  subject       bytea NOT NULL,
  reason        text NOT NULL,
  superseded_by text NOT NULL,
  PRIMARY KEY (certificate, log_id, log_index)
);
