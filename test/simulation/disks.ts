import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { openStationStore } from '../../db/open.ts';
import type { Guard, GuardRecord } from '../../registry/ports.ts';
import { openDatabase } from '../../registry/sqlite/open.ts';
import { type Power, PowerLost, type World } from './world.ts';

/*
 * Disks in memory. The databases are real SQLite: every commit of the code is a commit here, so what is left after a
 * crash is the last one, which is what synchronous=FULL promises of the disk.
 */

let empty: { readonly station: Buffer; readonly registry: Buffer } | undefined;

/** Both databases with all migrations, made once by the code that makes them on disks. */
function emptyDatabases(): { readonly station: Buffer; readonly registry: Buffer } {
  if (empty !== undefined) return empty;
  const folder = mkdtempSync(join(tmpdir(), 'custos-simulation-'));
  try {
    openStationStore(join(folder, 'station.db')).close();
    openDatabase(join(folder, 'registry.db')).close();
    empty = { station: imageOf(join(folder, 'station.db')), registry: imageOf(join(folder, 'registry.db')) };
    return empty;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function imageOf(path: string): Buffer {
  const database = new Database(path);
  // An image with a log beside it cannot be opened from memory.
  database.pragma('journal_mode = DELETE');
  const image = database.serialize();
  database.close();
  return image;
}

/** A SQLite database that outlives the processes that have it open. */
export class Disk {
  database: Database.Database;

  constructor(kind: 'station' | 'registry') {
    this.database = opened(emptyDatabases()[kind]);
  }

  /** The whole disk, e.g. for a backup. */
  image(): Buffer {
    return this.database.serialize();
  }

  putBack(image: Buffer): void {
    this.database.close();
    this.database = opened(image);
  }

  /** The power goes: what was not committed is gone. */
  cut(): void {
    if (this.database.inTransaction) this.database.exec('ROLLBACK');
  }

  /** What a registry has accepted, in short: work of its own that goes on beside (tables made from the log, checkpoints) is left out. */
  accepted(): string {
    const counted = ['events', 'runs', 'keys', 'sealed', 'evidence', 'alarms', 'quarantine', 'recovered', 'stations'];
    const counts = counted.map((table) => `${table} ${String(this.database.prepare(`SELECT count(*) FROM ${table}`).pluck().get())}`);
    const heads = this.database.prepare('SELECT station_no, epoch, seq, hex(hash), frozen FROM heads ORDER BY station_no').raw().all();
    return `${counts.join(', ')}, heads ${heads.join(' ')}`;
  }
}

function opened(image: Buffer): Database.Database {
  const database = new Database(image);
  database.pragma('foreign_keys = ON');
  // As on real disks: what is erased is overwritten.
  database.pragma('secure_delete = ON');
  return database;
}

/** What a disk does to the writes of one process. Counted in calls. */
export class Mood {
  /** At the call with this number the power goes. */
  cutAt = Infinity;
  /** Until then (virtual ms) calls fail: no space, or a broken wire. */
  fullUntilMs = 0;
  /** The next call fails after it has done its work: the answer is lost, the deed is not. */
  loseAnswer = false;
  calls = 0;
}

/** What befalls one call: nothing, an error before or after its work, or the end of the process before or after it. */
export type Fate = 'done' | 'fails' | 'fails_but_done' | 'cut_before' | 'cut_after';

export function fateOf(world: World, mood: Mood): Fate {
  mood.calls += 1;
  if (mood.calls >= mood.cutAt) {
    mood.cutAt = Infinity;
    return world.random.chance(0.5) ? 'cut_before' : 'cut_after';
  }
  if (mood.loseAnswer) {
    mood.loseAnswer = false;
    return 'fails_but_done';
  }
  return world.nowMs < mood.fullUntilMs && world.random.chance(0.7) ? 'fails' : 'done';
}

export const diskError = (): Error => new Error('SQLITE_FULL: database or disk is full');

/** The guard file's content, replaced in one step as the real one is: after a cut it holds the old or the new. */
export class GuardDisk {
  text: string | undefined;

  open(world: World, power: Power, mood: Mood, cut: () => void): Guard {
    return {
      read: () => {
        if (!power.on) throw new PowerLost();
        return this.record();
      },
      replace: (record) => {
        if (!power.on) throw new PowerLost();
        const fate = fateOf(world, mood);
        if (fate === 'fails') throw diskError();
        if (fate !== 'cut_before') this.text = JSON.stringify(record);
        world.say(`guard ${record.size}${fate === 'done' ? '' : ` ${fate}`}`);
        if (fate === 'fails_but_done') throw diskError();
        if (fate === 'done') return;
        cut();
        throw new PowerLost();
      },
    };
  }

  record(): GuardRecord | undefined {
    return this.text === undefined ? undefined : (JSON.parse(this.text) as GuardRecord); // written above
  }
}
