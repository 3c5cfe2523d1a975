-- needs: 0.1.0
-- Sealed values that the registry tells beside entries of others: whose a drive is, and keys of words about tenants. Each was
-- held against its commitment, and goes when the log says that it is erased.
CREATE TABLE told (
  hash TEXT NOT NULL,
  field TEXT NOT NULL,
  salt BLOB NOT NULL,
  -- Canonical JSON.
  value TEXT NOT NULL,
  PRIMARY KEY (hash, field)
) STRICT, WITHOUT ROWID;
