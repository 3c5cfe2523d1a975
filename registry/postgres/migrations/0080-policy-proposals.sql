-- Policies that one officer has proposed and no second one has adopted yet. They judge nothing and stand in no log.
CREATE TABLE policy_proposals (
  hash        text COLLATE "C" PRIMARY KEY,
  policy      text COLLATE "C" NOT NULL,
  proposed_by text COLLATE "C" NOT NULL,
  proposed_ms bigint NOT NULL
);
