-- What drives lie in, so that the console finds them by it; made anew from the log at will.

-- Containers and lots by name, upper case. Distribution key: subject.
CREATE TABLE console_containers (
  subject TEXT PRIMARY KEY,
  term    TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX console_containers_in_order ON console_containers (term, subject);

-- Drives and containers in each. What left for good inside one stays. Distribution key: container.
CREATE TABLE console_contents (
  container TEXT NOT NULL,
  item      TEXT NOT NULL,
  PRIMARY KEY (container, item)
) STRICT, WITHOUT ROWID;
