-- Empty while the log may be written here. `arriving`: another store is copied into this one. `arrived`: all of it is
-- here and was checked, and the other one is not closed yet. `moved`: the log goes on elsewhere, never again here.
ALTER TABLE logs ADD COLUMN standing text CHECK (standing IN ('arriving', 'arrived', 'moved'));
