import Database from 'better-sqlite3';

/** The bytes of a SQLite file that nobody has open, without a write-ahead log. */
export function imageOf(file: string): Buffer {
  const database = new Database(file);
  database.pragma('journal_mode = DELETE');
  const image = database.serialize();
  database.close();
  return image;
}

/** A database in memory of these bytes, whose rows need not belong together: what is tried is who else finds a change. */
export function opened(image: Buffer): Database.Database {
  const database = new Database(image);
  database.pragma('foreign_keys = OFF');
  return database;
}
