-- Policies that are being written. They judge nothing and stand in no log; what is put in force is kept in policy_texts.
CREATE TABLE policy_drafts (
  draft    TEXT PRIMARY KEY,
  name     TEXT NOT NULL,
  policy   TEXT NOT NULL,
  base     TEXT,
  revision INTEGER NOT NULL,
  made_by  TEXT NOT NULL,
  made_ms  INTEGER NOT NULL,
  saved_by TEXT NOT NULL,
  saved_ms INTEGER NOT NULL
) STRICT;
