import type Database from 'better-sqlite3';
import type { CertificateFile } from '../contract/ports.ts';
import type { LocalWriters } from './facts.ts';

/** Certificates as they were issued, letter by letter. */
export function openCertificates(db: Database.Database): LocalWriters['certificates'] {
  const byId = db.prepare<[string], CertificateFile>('SELECT id, subject, text FROM certificates WHERE id = ?');
  const ofSubject = db.prepare<[string], CertificateFile>('SELECT id, subject, text FROM certificates WHERE subject = ? ORDER BY rowid');
  const put = db.prepare('INSERT INTO certificates (id, subject, text) VALUES (?, ?, ?)');
  return {
    byId: (id) => byId.get(id),
    ofSubject: (subject) => ofSubject.all(subject),
    put: (id, subject, text) => void put.run(id, subject, text),
  };
}
