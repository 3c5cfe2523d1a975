import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, describe, expect, it } from 'vitest';
import { migrate, readMigrations } from '../../db/migrate.ts';
import { openStationStore } from '../../db/open.ts';
import { temporaryFolder } from '../station/record/bench-kit.ts';

const folder = temporaryFolder();
afterAll(folder.remove);
const migrations = new URL('../../db/migrations/', import.meta.url);
const at = (name: string): string => join(folder.path, name);

function refusalOf(path: string): unknown {
  try {
    openStationStore(path).close();
    return 'opened';
  } catch (cause) {
    return cause instanceof Error && 'code' in cause ? cause.code : String(cause);
  }
}

function alter(path: string, sql: string): void {
  const db = new Database(path);
  db.exec(sql);
  db.close();
}

describe("opening the station's store", () => {
  it('gives the schema that is under review in schema.sql', () => {
    openStationStore(at('schema.sqlite')).close();
    const db = new Database(at('schema.sqlite'), { readonly: true });
    const parts = db.prepare<[], string>('SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type DESC, name').pluck().all();
    db.close();
    const text = `-- What the migrations make, one after the other. A test holds this page to them.\n\n${parts.join(';\n\n')};\n`;
    const page = new URL('../../db/schema.sql', import.meta.url);
    if (process.env['CUSTOS_WRITE_SCHEMA'] === '1') writeFileSync(page, text);
    expect(readFileSync(page, 'utf8')).toBe(text);
  });

  it('makes every table STRICT', () => {
    const db = new Database(at('schema.sqlite'), { readonly: true });
    const loose = db
      .prepare("SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND strict = 0 AND name NOT LIKE 'sqlite_%'")
      .pluck()
      .all();
    db.close();
    expect(loose).toEqual([]);
  });

  it('refuses a second process, and says that the file is in use', () => {
    const store = openStationStore(at('two.sqlite'));
    const script = `import(${JSON.stringify(new URL('../../db/open.ts', import.meta.url).href)}).then((m) => { try { m.openStationStore(process.argv[1]); console.log("opened"); } catch (e) { console.log(e.code); } })`;
    const other = (): string => execFileSync(process.execPath, ['-e', script, at('two.sqlite')], { encoding: 'utf8' }).trim();
    expect(other()).toBe('in_use');
    expect(refusalOf(at('two.sqlite'))).toBe('in_use');
    store.close();
    expect(other()).toBe('opened');
  });

  it("opens the same file again and keeps every step's hash", () => {
    openStationStore(at('again.sqlite')).close();
    openStationStore(at('again.sqlite')).close();
    const db = new Database(at('again.sqlite'), { readonly: true });
    const rows = db.prepare('SELECT number, sha256 FROM migrations ORDER BY number').all();
    db.close();
    expect(rows).toEqual(readMigrations(migrations).map(({ number, sha256 }) => ({ number, sha256 })));
  });

  it('names its steps in rising tens', () => {
    const numbers = readMigrations(migrations).map(({ number }) => number);
    expect(numbers.every((number, i) => number % 10 === 0 && number > (numbers[i - 1] ?? 0))).toBe(true);
  });

  it('takes a step that came later, with a lower number, too', () => {
    openStationStore(at('late.sqlite')).close();
    alter(at('late.sqlite'), 'DELETE FROM migrations WHERE number = 60; DROP TABLE containers; DROP TABLE contents');
    openStationStore(at('late.sqlite')).close();
    const db = new Database(at('late.sqlite'), { readonly: true });
    const numbers = db.prepare('SELECT number FROM migrations ORDER BY number').pluck().all();
    db.close();
    expect(numbers).toEqual(readMigrations(migrations).map(({ number }) => number));
  });

  it('takes a store of each earlier step on to the newest, with what was in it', () => {
    const steps = readMigrations(migrations);
    for (const [i, step] of steps.entries()) {
      const path = at(`from-${step.number}.sqlite`);
      const db = new Database(path);
      migrate(db, steps.slice(0, i + 1));
      db.exec("INSERT INTO kept (name, value) VALUES ('old', 'there')");
      db.close();
      const store = openStationStore(path);
      expect(store.secrets.kept('old')).toBe('there');
      expect(store.sync.state().phase).toBe('none');
      store.close();
      const shape = (file: string): unknown => {
        const read = new Database(file, { readonly: true });
        const rows = read.prepare('SELECT type, name, sql FROM sqlite_schema ORDER BY name').all();
        read.close();
        return rows;
      };
      expect(shape(path)).toEqual(shape(at('again.sqlite')));
    }
  });

  it('refuses a store from the future with the version it needs, and leaves it as it is', () => {
    openStationStore(at('future.sqlite')).close();
    alter(
      at('future.sqlite'),
      "INSERT INTO migrations VALUES (9990, '9990-later.sql', 'x', '7.2.0'); CREATE TABLE later (a) STRICT".replace('(a)', '(a TEXT)'),
    );
    expect(() => openStationStore(at('future.sqlite'))).toThrow(
      expect.objectContaining({ code: 'from_the_future', message: expect.stringContaining('7.2.0') }),
    );
    const db = new Database(at('future.sqlite'), { readonly: true });
    expect(db.prepare('SELECT count(*) FROM later').pluck().get()).toBe(0);
    db.close();
  });

  it('refuses a store whose steps were edited', () => {
    openStationStore(at('altered.sqlite')).close();
    alter(at('altered.sqlite'), "UPDATE migrations SET sha256 = 'other' WHERE number = 10");
    expect(refusalOf(at('altered.sqlite'))).toBe('altered');
  });

  it("refuses another program's database and files that are none, and changes neither", () => {
    alter(at('foreign.sqlite'), 'CREATE TABLE theirs (a); INSERT INTO theirs VALUES (1)');
    expect(refusalOf(at('foreign.sqlite'))).toBe('not_a_store');
    writeFileSync(at('note.txt'), 'not a database '.repeat(100));
    expect(refusalOf(at('note.txt'))).toBe('not_a_store');
    expect(readFileSync(at('note.txt'), 'utf8')).toBe('not a database '.repeat(100));
    expect(refusalOf(join(folder.path, 'missing', 's.sqlite'))).toBe('unreadable');
  });
});
