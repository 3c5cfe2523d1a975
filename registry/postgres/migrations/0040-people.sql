-- People as the console knows them. Names and accounts stand here and never in the log, which knows a person by a
-- pseudonym. Small reference tables, whole on every machine; the read log grows and begins with its log.

CREATE TABLE people (
  person   text COLLATE "C" PRIMARY KEY,
  name     text COLLATE "C" NOT NULL,
  made_ms  bigint NOT NULL,
  ended_ms bigint
);
CREATE INDEX people_by_name ON people (name, person);

-- How a person signs in. `oidc`: issuer and subject as the provider says them. `local`: an empty issuer, the login, and
-- what Argon2id made of the password.
CREATE TABLE accounts (
  way     text NOT NULL CHECK (way IN ('oidc', 'local')),
  issuer  text NOT NULL,
  account text NOT NULL,
  person  text COLLATE "C" NOT NULL REFERENCES people (person),
  -- What a page shows of it: the login, or the address that the provider gave.
  label   text NOT NULL,
  secret  text,
  PRIMARY KEY (way, issuer, account)
);
CREATE INDEX accounts_by_person ON accounts (person);

-- Vouched for by a provider, and not known here yet.
CREATE TABLE strangers (
  id       text COLLATE "C" PRIMARY KEY,
  provider text NOT NULL,
  issuer   text NOT NULL,
  account  text NOT NULL,
  label    text NOT NULL,
  name     text COLLATE "C" NOT NULL,
  first_ms bigint NOT NULL,
  last_ms  bigint NOT NULL
);

-- SHA-256 of the cookie, so that a copy of this table opens nothing.
CREATE TABLE console_sessions (
  token   text COLLATE "C" PRIMARY KEY,
  person  text COLLATE "C" NOT NULL REFERENCES people (person),
  way     text NOT NULL CHECK (way IN ('oidc', 'local')),
  made_ms bigint NOT NULL,
  seen_ms bigint NOT NULL,
  until_ms bigint NOT NULL
);
CREATE INDEX console_sessions_by_person ON console_sessions (person);
CREATE INDEX console_sessions_by_end ON console_sessions (until_ms);

-- Owners of drives as they are written at intake. The log knows a tenant by a pseudonym.
CREATE TABLE tenants (
  tenant text COLLATE "C" PRIMARY KEY,
  name   text COLLATE "C" NOT NULL,
  -- The name in upper case, with single spaces.
  owner  text NOT NULL UNIQUE
);

-- The texts that policy.set names by hash.
CREATE TABLE policy_texts (hash text COLLATE "C" PRIMARY KEY, policy text NOT NULL);

-- Who looked at drives. `read_id` begins with the time, so newest first is the key backwards.
CREATE TABLE reads (
  log_id  bigint NOT NULL,
  read_id text COLLATE "C" NOT NULL,
  at_ms   bigint NOT NULL,
  person  text COLLATE "C" NOT NULL,
  what    text NOT NULL,
  about   text NOT NULL,
  -- JSON arrays.
  sites   text NOT NULL,
  tenants text NOT NULL,
  drives  bigint NOT NULL,
  opened  bigint NOT NULL CHECK (opened IN (0, 1)),
  PRIMARY KEY (log_id, read_id)
);
CREATE INDEX reads_by_person ON reads (log_id, person, read_id);
CREATE TABLE read_tenants (
  log_id  bigint NOT NULL,
  tenant  text COLLATE "C" NOT NULL,
  read_id text COLLATE "C" NOT NULL,
  PRIMARY KEY (log_id, tenant, read_id)
);
