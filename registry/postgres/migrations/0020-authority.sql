-- Who may sign and what people decided. Distribution keys: keys, quarantine and recovered go with their station; roles,
-- requests, policies and nonces are small reference tables, whole on every machine.

-- Raised in each commit after which a key that counted counts no more; a push that was checked before is checked again.
ALTER TABLE logs ADD COLUMN authority bigint NOT NULL DEFAULT 0;

ALTER TABLE stations ADD COLUMN role text NOT NULL DEFAULT 'bench' CHECK (role IN ('bench', 'reader'));

-- SHA-256 of the event key that may follow this one, base64url.
ALTER TABLE keys ADD COLUMN next text;
-- Set when the key no longer counts, with the event that says so.
ALTER TABLE keys ADD COLUMN ended text CHECK (ended IN ('rotated', 'replaced', 'revoked'));
ALTER TABLE keys ADD COLUMN ended_log bigint;
ALTER TABLE keys ADD COLUMN ended_index bigint;
UPDATE keys SET next = (
  SELECT convert_from(e.entry, 'UTF8')::json -> 'event' -> 'body' ->> 'next' FROM events e
   WHERE e.log_id = keys.log_id AND e.log_index = keys.log_index
) WHERE use = 'event' AND station_no > 0;

-- What a one-time code is for. `request` names the request that used it.
ALTER TABLE enrolments ADD COLUMN site text;
ALTER TABLE enrolments ADD COLUMN role text NOT NULL DEFAULT 'bench' CHECK (role IN ('bench', 'reader'));
-- Lets a station in without an officer: for the registry's own operator.
ALTER TABLE enrolments ADD COLUMN approves bigint NOT NULL DEFAULT 1 CHECK (approves IN (0, 1));
-- Good for a new epoch of this station instead of a new one.
ALTER TABLE enrolments ADD COLUMN for_station text;
ALTER TABLE enrolments ADD COLUMN made_by text;

-- Requests that an officer decides: to be let in, or to begin a new epoch.
CREATE TABLE requests (
  -- Hash of the whole request; its first bits are the six words.
  request    text COLLATE "C" PRIMARY KEY,
  kind       text NOT NULL CHECK (kind IN ('enrolment', 'epoch')),
  -- Canonical JSON as it came, without its code.
  body       text NOT NULL,
  site       text NOT NULL,
  role       text NOT NULL CHECK (role IN ('bench', 'reader')),
  station    text,
  asked_ms   bigint NOT NULL,
  until_ms   bigint NOT NULL,
  state      text NOT NULL CHECK (state IN ('waiting', 'approved', 'refused')),
  decided_by text,
  decided_ms bigint,
  -- The control event that approved it.
  log_id     bigint,
  log_index  bigint
);
CREATE INDEX requests_by_state ON requests (state, kind, asked_ms, request);

-- What came by a revoked key: kept and shown, and not in the log until someone decides.
CREATE TABLE quarantine (
  station_no bigint NOT NULL REFERENCES stations (station_no),
  epoch      bigint NOT NULL,
  hash       text COLLATE "C" NOT NULL,
  seq        bigint NOT NULL,
  keyid      text NOT NULL,
  entry      bytea NOT NULL,
  -- Sealed values that came along: JSON array of [field, salt, canonical value].
  private    text NOT NULL,
  recv_ms    bigint NOT NULL,
  state      text NOT NULL CHECK (state IN ('held', 'admitted', 'dismissed')),
  decided_by text,
  decided_ms bigint,
  log_id     bigint,
  log_index  bigint,
  PRIMARY KEY (station_no, epoch, hash)
);
CREATE INDEX quarantine_by_hash ON quarantine (hash);
CREATE INDEX quarantine_by_state ON quarantine (state, recv_ms, station_no, hash);

-- Entries of a closed epoch that were told again: the other branch of a restored or cloned station.
CREATE TABLE recovered (
  station_no bigint NOT NULL REFERENCES stations (station_no),
  epoch      bigint NOT NULL,
  hash       text NOT NULL,
  seq        bigint NOT NULL,
  entry      bytea NOT NULL,
  -- The event.recovered.
  log_id     bigint NOT NULL,
  log_index  bigint NOT NULL,
  PRIMARY KEY (station_no, epoch, hash)
);
CREATE INDEX recovered_by_hash ON recovered (hash);

-- Roles as the control chain has granted them. Sites and tenants are JSON arrays.
CREATE TABLE role_grants (
  person    text COLLATE "C" NOT NULL,
  role      text COLLATE "C" NOT NULL,
  sites     text NOT NULL,
  tenants   text NOT NULL,
  until_ms  bigint NOT NULL,
  log_id    bigint NOT NULL,
  log_index bigint NOT NULL,
  PRIMARY KEY (person, role)
);

CREATE TABLE policies (
  log_id    bigint NOT NULL,
  log_index bigint NOT NULL,
  id        text NOT NULL,
  version   bigint NOT NULL,
  hash      text NOT NULL,
  PRIMARY KEY (log_id, log_index)
);

-- Nonces of requests that change something beyond the log, so that none works twice.
CREATE TABLE nonces (
  keyid    text NOT NULL,
  nonce    text NOT NULL,
  until_ms bigint NOT NULL,
  PRIMARY KEY (keyid, nonce)
);
CREATE INDEX nonces_by_end ON nonces (until_ms);
