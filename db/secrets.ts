import type Database from 'better-sqlite3';
import type { PinRecord } from '../contract/ports.ts';
import type { LocalWriters } from './facts.ts';

/** What belongs to this machine alone. */
export function openSecrets(db: Database.Database): LocalWriters['secrets'] {
  const columns = 'person, wrapped, tries, not_before_ms AS notBeforeMs';
  const byBadge = db.prepare<[string], PinRecord>(`SELECT ${columns} FROM person_keys WHERE badge_digest = ?`);
  const byPerson = db.prepare<[string], PinRecord>(`SELECT ${columns} FROM person_keys WHERE person = ?`);
  const count = db.prepare('UPDATE person_keys SET tries = ?, not_before_ms = ? WHERE person = ?');
  const put = db.prepare(
    `INSERT INTO person_keys (person, badge_digest, wrapped) VALUES (?, ?, ?)
     ON CONFLICT (person) DO UPDATE SET badge_digest = excluded.badge_digest, wrapped = excluded.wrapped, tries = 0, not_before_ms = 0`,
  );
  const drop = db.prepare('DELETE FROM person_keys WHERE person = ?');
  const job = db.prepare<[string], { subject: string; open: number; text: string }>('SELECT subject, open, text FROM jobs WHERE job = ?');
  const open = db.prepare<[], { job: string; subject: string; text: string }>(
    'SELECT job, subject, text FROM jobs WHERE open = 1 ORDER BY job',
  );
  const keepJob = db.prepare(
    'INSERT INTO jobs (job, subject, open, text) VALUES (?, ?, ?, ?) ON CONFLICT (job) DO UPDATE SET open = excluded.open, text = excluded.text',
  );
  const kept = db.prepare<[string], string>('SELECT value FROM kept WHERE name = ?').pluck();
  const keep = db.prepare('INSERT INTO kept (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value');
  return {
    byBadge: (digest) => byBadge.get(digest),
    byPerson: (person) => byPerson.get(person),
    countTry: (person, tries, notBeforeMs) => void count.run(tries, notBeforeMs, person),
    putPersonKey: (person, digest, wrapped) => void put.run(person, digest, wrapped),
    dropPersonKey: (person) => void drop.run(person),
    job(name) {
      const row = job.get(name);
      return row === undefined ? undefined : { subject: row.subject, open: row.open === 1, text: row.text };
    },
    openJobs: () => open.all(),
    keepJob: (name, subject, isOpen, text) => void keepJob.run(name, subject, isOpen ? 1 : 0, text),
    kept: (name) => kept.get(name),
    keep: (name, value) => void keep.run(name, value),
  };
}
