-- People as the console knows them. Names and accounts stand here and never in the log, which knows a person by a
-- pseudonym. Small reference tables, whole on every machine; the read log grows and begins with its log.

CREATE TABLE people (
  person   TEXT PRIMARY KEY,
  name     TEXT NOT NULL,
  made_ms  INTEGER NOT NULL,
  ended_ms INTEGER
) STRICT;
CREATE INDEX people_by_name ON people (name, person);

-- How a person signs in. `oidc`: issuer and subject as the provider says them. `local`: an empty issuer, the login, and
-- what Argon2id made of the password.
CREATE TABLE accounts (
  way     TEXT NOT NULL CHECK (way IN ('oidc', 'local')),
  issuer  TEXT NOT NULL,
  account TEXT NOT NULL,
  person  TEXT NOT NULL REFERENCES people (person),
  -- What a page shows of it: the login, or the address that the provider gave.
  label   TEXT NOT NULL,
  secret  TEXT,
  PRIMARY KEY (way, issuer, account)
) STRICT;
CREATE INDEX accounts_by_person ON accounts (person);

-- Vouched for by a provider, and not known here yet.
CREATE TABLE strangers (
  id       TEXT PRIMARY KEY,
  provider TEXT NOT NULL,
  issuer   TEXT NOT NULL,
  account  TEXT NOT NULL,
  label    TEXT NOT NULL,
  name     TEXT NOT NULL,
  first_ms INTEGER NOT NULL,
  last_ms  INTEGER NOT NULL
) STRICT;

-- SHA-256 of the cookie, so that a copy of this table opens nothing.
CREATE TABLE console_sessions (
  token   TEXT PRIMARY KEY,
  person  TEXT NOT NULL REFERENCES people (person),
  way     TEXT NOT NULL CHECK (way IN ('oidc', 'local')),
  made_ms INTEGER NOT NULL,
  seen_ms INTEGER NOT NULL,
  until_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX console_sessions_by_person ON console_sessions (person);
CREATE INDEX console_sessions_by_end ON console_sessions (until_ms);

-- Owners of drives as they are written at intake. The log knows a tenant by a pseudonym.
CREATE TABLE tenants (
  tenant TEXT PRIMARY KEY,
  name   TEXT NOT NULL,
  -- The name in upper case, with single spaces.
  owner  TEXT NOT NULL UNIQUE
) STRICT;

-- The texts that policy.set names by hash.
CREATE TABLE policy_texts (hash TEXT PRIMARY KEY, policy TEXT NOT NULL) STRICT;

-- Who looked at drives. `read_id` begins with the time, so newest first is the key backwards.
CREATE TABLE reads (
  log_id  INTEGER NOT NULL,
  read_id TEXT NOT NULL,
  at_ms   INTEGER NOT NULL,
  person  TEXT NOT NULL,
  what    TEXT NOT NULL,
  about   TEXT NOT NULL,
  -- JSON arrays.
  sites   TEXT NOT NULL,
  tenants TEXT NOT NULL,
  drives  INTEGER NOT NULL,
  opened  INTEGER NOT NULL CHECK (opened IN (0, 1)),
  PRIMARY KEY (log_id, read_id)
) STRICT;
CREATE INDEX reads_by_person ON reads (log_id, person, read_id);
CREATE TABLE read_tenants (
  log_id  INTEGER NOT NULL,
  tenant  TEXT NOT NULL,
  read_id TEXT NOT NULL,
  PRIMARY KEY (log_id, tenant, read_id)
) STRICT, WITHOUT ROWID;
