-- needs: 0.1.0
-- Containers and lots, folded from their facts: made anew at will.
CREATE TABLE containers (
  subject TEXT PRIMARY KEY,
  -- Canonical JSON of the fold.
  life TEXT NOT NULL,
  -- container or lot; empty while only breaches are known of it.
  what TEXT NOT NULL,
  -- 1 for one that has left, or a lot that was closed.
  gone INTEGER NOT NULL CHECK (gone IN (0, 1))
) STRICT, WITHOUT ROWID;

-- What lies in what has not left. By their own accounts, two of them may hold the same item.
CREATE TABLE contents (
  item TEXT NOT NULL,
  container TEXT NOT NULL,
  what TEXT NOT NULL,
  PRIMARY KEY (item, container)
) STRICT, WITHOUT ROWID;
CREATE INDEX contents_container ON contents (container);
