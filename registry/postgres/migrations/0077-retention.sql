-- What retention clocks run on, made anew from the log at will. Whose a drive is stands in drive_tenants.

-- Contracts that have ended, by the newest word of an officer. A reference table.
CREATE TABLE ended_contracts (
  tenant         text COLLATE "C" PRIMARY KEY,
  ended_ms       bigint NOT NULL,
  keep_days      bigint NOT NULL,
  delete_by_days bigint NOT NULL,
  actor          text COLLATE "C",
  said_ms        bigint NOT NULL
);

-- When a drive was proven sanitized or destroyed; nobody knows of those that are not here. Distribution key: subject.
CREATE TABLE deleted_drives (
  subject     text COLLATE "C" PRIMARY KEY,
  certificate text COLLATE "C" NOT NULL,
  deleted_ms  bigint NOT NULL
);

-- Legal holds on drives, also those that were lifted. Distribution key: subject.
CREATE TABLE drive_holds (
  subject   text COLLATE "C" NOT NULL,
  hold      text COLLATE "C" NOT NULL,
  ground    text COLLATE "C" NOT NULL,
  placed_ms bigint NOT NULL,
  lifted_ms bigint,
  PRIMARY KEY (subject, hold)
);
