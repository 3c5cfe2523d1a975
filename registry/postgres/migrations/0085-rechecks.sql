-- Draws of drives for an independent re-check, made anew from the log at will.

-- Each certificate that says sanitized, in the order of the log: what windows are drawn from.
CREATE TABLE recheck_certificates (
  log_id    bigint NOT NULL,
  log_index bigint NOT NULL,
  subject   text COLLATE "C" NOT NULL,
  at_ms     bigint NOT NULL,
  PRIMARY KEY (log_id, log_index)
);

-- Windows that were closed. What was drawn comes later: until then size and root are empty. A reference table.
CREATE TABLE recheck_windows (
  closed         text COLLATE "C" PRIMARY KEY,
  log_id         bigint NOT NULL,
  log_index      bigint NOT NULL,
  from_index     bigint NOT NULL,
  upto_index     bigint NOT NULL,
  share_permille bigint NOT NULL,
  said_ms        bigint NOT NULL,
  size           bigint,
  root           text COLLATE "C",
  drives         bigint,
  parts          bigint,
  parts_told     bigint NOT NULL
);
CREATE INDEX recheck_windows_place ON recheck_windows (log_id, log_index);

-- The drives that were drawn. Distribution key: subject.
CREATE TABLE recheck_drawn (
  subject text COLLATE "C" NOT NULL,
  closed  text COLLATE "C" NOT NULL,
  part    bigint NOT NULL,
  PRIMARY KEY (subject, closed)
);
CREATE INDEX recheck_drawn_closed ON recheck_drawn (closed, subject);
