-- needs: 0.1.0
-- What the registry tells of others: entries with their places in the log, each checked before it was written here.
-- How far the feed was read. One row.
CREATE TABLE pull (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  -- Log index that was read last; -1 before the first.
  cursor INTEGER NOT NULL,
  problem TEXT
) STRICT;
INSERT INTO pull (one, cursor) VALUES (1, -1);

CREATE TABLE pulled (
  log_index INTEGER PRIMARY KEY,
  hash TEXT NOT NULL UNIQUE,
  -- 1 for what brings, changes or ends keys and rights: read again, in order, at each start.
  authority INTEGER NOT NULL CHECK (authority IN (0, 1)),
  subject TEXT,
  custody INTEGER NOT NULL CHECK (custody IN (0, 1)),
  -- Empty for what this station wrote itself: then only the place is news.
  entry BLOB
) STRICT;
CREATE INDEX pulled_subject ON pulled (subject, log_index) WHERE subject IS NOT NULL;
CREATE INDEX pulled_authority ON pulled (log_index) WHERE authority = 1;

-- Subjects that came into view and whose past is still to be fetched.
CREATE TABLE pull_due (subject TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
