-- Who may sign and what people decided. Distribution keys: keys, quarantine and recovered go with their station; roles,
-- requests, policies and nonces are small reference tables, whole on every machine.

-- Raised in each commit after which a key that counted counts no more; a push that was checked before is checked again.
ALTER TABLE logs ADD COLUMN authority INTEGER NOT NULL DEFAULT 0;

ALTER TABLE stations ADD COLUMN role TEXT NOT NULL DEFAULT 'bench' CHECK (role IN ('bench', 'reader'));

-- SHA-256 of the event key that may follow this one, base64url.
ALTER TABLE keys ADD COLUMN next TEXT;
-- Set when the key no longer counts, with the event that says so.
ALTER TABLE keys ADD COLUMN ended TEXT CHECK (ended IN ('rotated', 'replaced', 'revoked'));
ALTER TABLE keys ADD COLUMN ended_log INTEGER;
ALTER TABLE keys ADD COLUMN ended_index INTEGER;
UPDATE keys SET next = (
  SELECT json_extract(CAST(e.entry AS TEXT), '$.event.body.next') FROM events e
   WHERE e.log_id = keys.log_id AND e.log_index = keys.log_index
) WHERE use = 'event' AND station_no > 0;

-- What a one-time code is for. `request` names the request that used it.
ALTER TABLE enrolments ADD COLUMN site TEXT;
ALTER TABLE enrolments ADD COLUMN role TEXT NOT NULL DEFAULT 'bench' CHECK (role IN ('bench', 'reader'));
-- Lets a station in without an officer: for the registry's own operator.
ALTER TABLE enrolments ADD COLUMN approves INTEGER NOT NULL DEFAULT 1 CHECK (approves IN (0, 1));
-- Good for a new epoch of this station instead of a new one.
ALTER TABLE enrolments ADD COLUMN for_station TEXT;
ALTER TABLE enrolments ADD COLUMN made_by TEXT;

-- Requests that an officer decides: to be let in, or to begin a new epoch.
CREATE TABLE requests (
  -- Hash of the whole request; its first bits are the six words.
  request    TEXT PRIMARY KEY,
  kind       TEXT NOT NULL CHECK (kind IN ('enrolment', 'epoch')),
  -- Canonical JSON as it came, without its code.
  body       TEXT NOT NULL,
  site       TEXT NOT NULL,
  role       TEXT NOT NULL CHECK (role IN ('bench', 'reader')),
  station    TEXT,
  asked_ms   INTEGER NOT NULL,
  until_ms   INTEGER NOT NULL,
  state      TEXT NOT NULL CHECK (state IN ('waiting', 'approved', 'refused')),
  decided_by TEXT,
  decided_ms INTEGER,
  -- The control event that approved it.
  log_id     INTEGER,
  log_index  INTEGER
) STRICT;
CREATE INDEX requests_by_state ON requests (state, kind, asked_ms, request);

-- What came by a revoked key: kept and shown, and not in the log until someone decides.
CREATE TABLE quarantine (
  station_no INTEGER NOT NULL REFERENCES stations (station_no),
  epoch      INTEGER NOT NULL,
  hash       TEXT NOT NULL,
  seq        INTEGER NOT NULL,
  keyid      TEXT NOT NULL,
  entry      BLOB NOT NULL,
  -- Sealed values that came along: JSON array of [field, salt, canonical value].
  private    TEXT NOT NULL,
  recv_ms    INTEGER NOT NULL,
  state      TEXT NOT NULL CHECK (state IN ('held', 'admitted', 'dismissed')),
  decided_by TEXT,
  decided_ms INTEGER,
  log_id     INTEGER,
  log_index  INTEGER,
  PRIMARY KEY (station_no, epoch, hash)
) STRICT;
CREATE INDEX quarantine_by_hash ON quarantine (hash);
CREATE INDEX quarantine_by_state ON quarantine (state, recv_ms, station_no, hash);

-- Entries of a closed epoch that were told again: the other branch of a restored or cloned station.
CREATE TABLE recovered (
  station_no INTEGER NOT NULL REFERENCES stations (station_no),
  epoch      INTEGER NOT NULL,
  hash       TEXT NOT NULL,
  seq        INTEGER NOT NULL,
  entry      BLOB NOT NULL,
  -- The event.recovered.
  log_id     INTEGER NOT NULL,
  log_index  INTEGER NOT NULL,
  PRIMARY KEY (station_no, epoch, hash)
) STRICT;
CREATE INDEX recovered_by_hash ON recovered (hash);

-- Roles as the control chain has granted them. Sites and tenants are JSON arrays.
CREATE TABLE role_grants (
  person    TEXT NOT NULL,
  role      TEXT NOT NULL,
  sites     TEXT NOT NULL,
  tenants   TEXT NOT NULL,
  until_ms  INTEGER NOT NULL,
  log_id    INTEGER NOT NULL,
  log_index INTEGER NOT NULL,
  PRIMARY KEY (person, role)
) STRICT;

CREATE TABLE policies (
  log_id    INTEGER NOT NULL,
  log_index INTEGER NOT NULL,
  id        TEXT NOT NULL,
  version   INTEGER NOT NULL,
  hash      TEXT NOT NULL,
  PRIMARY KEY (log_id, log_index)
) STRICT;

-- Nonces of requests that change something beyond the log, so that none works twice.
CREATE TABLE nonces (
  keyid    TEXT NOT NULL,
  nonce    TEXT NOT NULL,
  until_ms INTEGER NOT NULL,
  PRIMARY KEY (keyid, nonce)
) STRICT;
CREATE INDEX nonces_by_end ON nonces (until_ms);
