-- The console opens a conflict by its id alone.
CREATE INDEX conflicts_by_id ON conflicts (conflict);
