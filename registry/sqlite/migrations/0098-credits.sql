-- What makers are to give for drives and gave, made anew from the log at will. Amounts are in the smallest unit of their
-- currency. Distribution key: subject.
CREATE TABLE credits (
  subject        TEXT NOT NULL,
  expected       TEXT NOT NULL,
  site           TEXT NOT NULL,
  maker          TEXT NOT NULL,
  month          TEXT NOT NULL,
  currency       TEXT NOT NULL,
  amount_minor   INTEGER NOT NULL,
  received_minor INTEGER NOT NULL,
  refused        TEXT,
  until_ms       INTEGER,
  fee_currency   TEXT,
  fee_minor      INTEGER,
  PRIMARY KEY (subject, expected)
) STRICT, WITHOUT ROWID;
CREATE INDEX credits_month ON credits (month, site);
CREATE INDEX credits_until ON credits (until_ms, site) WHERE until_ms IS NOT NULL;
