-- Programs that call the console with an access token. Each is a record among people, so that names, roles and the read
-- log know it as they know a person. SHA-256 of the token, so that a copy of this table opens nothing; none once it was taken back.
CREATE TABLE programs (
  person   text COLLATE "C" PRIMARY KEY REFERENCES people (person),
  token    text COLLATE "C" UNIQUE,
  made_by  text COLLATE "C" NOT NULL,
  made_ms  bigint NOT NULL,
  until_ms bigint NOT NULL,
  seen_ms  bigint
);
