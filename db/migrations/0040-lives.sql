-- needs: 0.1.0
-- A store may write several chains in turn: alone at first, then for a registry, then in a new epoch of it. Each is a life, counted from 1;
-- the newest is the one that is written. Events keep their life for ever, and the epoch of the ledger stands in their entries.
CREATE TABLE chains (
  life INTEGER PRIMARY KEY,
  reg TEXT NOT NULL,
  station TEXT NOT NULL,
  epoch INTEGER NOT NULL CHECK (epoch >= 1),
  genesis TEXT NOT NULL
) STRICT;
INSERT INTO chains SELECT epoch, reg, station, epoch, genesis FROM chain;

DROP VIEW outbox;
DROP TABLE chain;
ALTER TABLE events RENAME COLUMN epoch TO life;
ALTER TABLE acks RENAME COLUMN epoch TO life;
ALTER TABLE runs RENAME COLUMN epoch TO life;

CREATE VIEW chain AS SELECT life, reg, station, epoch, genesis FROM chains ORDER BY life DESC LIMIT 1;

CREATE VIEW outbox AS
  SELECT events.n, events.seq, events.hash, events.entry
  FROM sync, chain
  JOIN events ON events.life = chain.life AND events.seq > sync.acked_seq;

-- Facts of earlier lives that the log does not hold and that are still to be told again as event.recovered.
CREATE TABLE recoveries (
  n INTEGER PRIMARY KEY REFERENCES events (n)
) STRICT;

-- What an officer of the registry was asked and has not decided. One row at most; it outlives restarts.
CREATE TABLE asked (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  kind TEXT NOT NULL CHECK (kind IN ('enrolment', 'epoch')),
  url TEXT NOT NULL,
  -- Canonical JSON of the request, sent again when the registry does not know it any more.
  body TEXT NOT NULL,
  request TEXT,
  words TEXT,
  refused TEXT
) STRICT;

-- Key of the registry's own chain, pinned at enrolment; and the first own seq that the registry showed to differ from the log.
ALTER TABLE sync ADD COLUMN control_key TEXT;
ALTER TABLE sync ADD COLUMN diverges_at INTEGER;
