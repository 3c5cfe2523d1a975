-- What drives lie in, so that the console finds them by it; made anew from the log at will.

-- Containers and lots by name, upper case. Distribution key: subject.
CREATE TABLE console_containers (
  subject text COLLATE "C" PRIMARY KEY,
  term    text COLLATE "C" NOT NULL
);
CREATE INDEX console_containers_in_order ON console_containers (term, subject);

-- Drives and containers in each. What left for good inside one stays. Distribution key: container.
CREATE TABLE console_contents (
  container text COLLATE "C" NOT NULL,
  item      text COLLATE "C" NOT NULL,
  PRIMARY KEY (container, item)
);
