-- Policies that one officer has proposed and no second one has adopted yet. They judge nothing and stand in no log.
CREATE TABLE policy_proposals (
  hash        TEXT PRIMARY KEY,
  policy      TEXT NOT NULL,
  proposed_by TEXT NOT NULL,
  proposed_ms INTEGER NOT NULL
) STRICT;
