import { readFact, type Outcome, type RevocationGround } from '../../domain/facts/facts.ts';
import { isControlEvent } from '../../domain/ledger/chain.ts';
import type { Projection } from '../projector/projection.ts';
import { insertRows, type SqlReader, type SqlValue } from '../sql/port.ts';
import { bytes, number, text } from '../sql/rows.ts';
import { subjectKey } from './subjects.ts';

/** Which event issued each certificate, the first one of its id, and which took it back. */
export const certificatesProjection: Projection = {
  name: 'certificates',
  version: 1,
  tables: [
    { name: 'certificate_issues', key: ['certificate'] },
    { name: 'certificate_revocations', key: ['certificate', 'log_id', 'log_index'] },
  ],
  apply: (events) => {
    const issues: SqlValue[][] = [];
    const revocations: SqlValue[][] = [];
    for (const { logId, index, hash, event } of events) {
      if (!event.type.startsWith('certificate.') || event.subject === undefined || isControlEvent(event)) continue;
      const read = readFact(event.type, event.body);
      if (read.kind !== 'fact') continue;
      const subject = subjectKey(event.subject);
      if (read.fact.type === 'certificate.issued') {
        const { certificate, outcome, sha256 } = read.fact.body;
        issues.push([certificate, event.station, subject, logId, index, hash, outcome, sha256]);
      }
      // Nobody takes a certificate back without standing for it.
      if (read.fact.type === 'certificate.revoked' && event.actor !== undefined) {
        const { certificate, reason, superseded_by: next = '' } = read.fact.body;
        revocations.push([certificate, logId, index, hash, subject, reason, next]);
      }
    }
    return Promise.resolve([
      ...insertRows(
        'certificate_issues',
        ['certificate', 'station', 'subject', 'log_id', 'log_index', 'hash', 'outcome', 'sha256'],
        issues,
        'ON CONFLICT DO NOTHING',
      ),
      ...insertRows(
        'certificate_revocations',
        ['certificate', 'log_id', 'log_index', 'hash', 'subject', 'reason', 'superseded_by'],
        revocations,
        'ON CONFLICT DO NOTHING',
      ),
    ]);
  },
};

/** An event by its place in the log. */
export interface CertificateEvent {
  readonly logId: number;
  readonly index: number;
  readonly hash: string;
}

export interface CertificateRow {
  readonly issued: CertificateEvent & { readonly outcome: Outcome; readonly sha256: string };
  /** The first event about the same drive that took it back. */
  readonly revoked?: CertificateEvent & { readonly reason: RevocationGround; readonly supersededBy?: string };
}

/** What the log has of a certificate; undefined when it has none of this id. */
export async function certificateOf(db: SqlReader, certificate: string): Promise<CertificateRow | undefined> {
  const [issue] = await db.query(
    'SELECT subject, log_id, log_index, hash, outcome, sha256 FROM certificate_issues WHERE certificate = $1',
    [certificate],
  );
  if (issue === undefined) return undefined;
  const [taken] = await db.query(
    `SELECT log_id, log_index, hash, reason, superseded_by FROM certificate_revocations
      WHERE certificate = $1 AND subject = $2 ORDER BY log_id, log_index LIMIT 1`,
    [certificate, bytes(issue, 'subject')],
  );
  const place = (row: typeof issue): CertificateEvent => ({
    logId: number(row, 'log_id'),
    index: number(row, 'log_index'),
    hash: text(row, 'hash'),
  });
  // Both were read against their schemas before they came here.
  const issued = { ...place(issue), outcome: text(issue, 'outcome') as Outcome, sha256: text(issue, 'sha256') };
  if (taken === undefined) return { issued };
  const next = text(taken, 'superseded_by');
  const revoked = { ...place(taken), reason: text(taken, 'reason') as RevocationGround, ...(next === '' ? {} : { supersededBy: next }) };
  return { issued, revoked };
}
