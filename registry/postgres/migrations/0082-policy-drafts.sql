-- Policies that are being written. They judge nothing and stand in no log; what is put in force is kept in policy_texts.
CREATE TABLE policy_drafts (
  draft    text COLLATE "C" PRIMARY KEY,
  name     text COLLATE "C" NOT NULL,
  policy   text COLLATE "C" NOT NULL,
  base     text COLLATE "C",
  revision bigint NOT NULL,
  made_by  text COLLATE "C" NOT NULL,
  made_ms  bigint NOT NULL,
  saved_by text COLLATE "C" NOT NULL,
  saved_ms bigint NOT NULL
);
