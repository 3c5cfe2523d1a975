-- What makers are to give for drives and gave, made anew from the log at will. Amounts are in the smallest unit of their
-- currency. Distribution key: subject.
CREATE TABLE credits (
  subject        text COLLATE "C" NOT NULL,
  expected       text COLLATE "C" NOT NULL,
  site           text COLLATE "C" NOT NULL,
  maker          text COLLATE "C" NOT NULL,
  month          text COLLATE "C" NOT NULL,
  currency       text COLLATE "C" NOT NULL,
  amount_minor   bigint NOT NULL,
  received_minor bigint NOT NULL,
  refused        text COLLATE "C",
  until_ms       bigint,
  fee_currency   text COLLATE "C",
  fee_minor      bigint,
  PRIMARY KEY (subject, expected)
);
CREATE INDEX credits_month ON credits (month, site);
CREATE INDEX credits_until ON credits (until_ms, site) WHERE until_ms IS NOT NULL;
