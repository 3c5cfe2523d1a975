-- Programs that call the console with an access token. Each is a record among people, so that names, roles and the read
-- log know it as they know a person. SHA-256 of the token, so that a copy of this table opens nothing; none once it was taken back.
CREATE TABLE programs (
  person   TEXT PRIMARY KEY REFERENCES people (person),
  token    TEXT UNIQUE,
  made_by  TEXT NOT NULL,
  made_ms  INTEGER NOT NULL,
  until_ms INTEGER NOT NULL,
  seen_ms  INTEGER
) STRICT;
