import { readControlFact } from '../../domain/facts/control.ts';
import { readFact } from '../../domain/facts/facts.ts';
import { controlStation } from '../../domain/ledger/ids.ts';
import type { LoggedEvent, Projection } from '../projector/projection.ts';
import { insertRows, type SqlValue, type Statement } from '../sql/port.ts';

/** Which certificates there are to draw from, which windows were closed, and what was drawn: see `registry/ledger/rechecks.ts`. */
export const rechecksProjection: Projection = {
  name: 'rechecks',
  version: 2,
  tables: [
    { name: 'recheck_certificates', key: ['log_id', 'log_index'] },
    { name: 'recheck_windows', key: ['closed'] },
    { name: 'recheck_drawn', key: ['subject', 'closed'] },
  ],
  apply: (events) => {
    const certificates: SqlValue[][] = [];
    const words: Statement[] = [];
    for (const logged of events) {
      const { event, logId, index, recvMs } = logged;
      if (event.station === controlStation) words.push(...ofControl(logged));
      else if (event.type === 'certificate.issued' && event.subject?.startsWith('d1_') === true) {
        const read = readFact(event.type, event.body);
        const isProof = read.kind === 'fact' && read.fact.type === 'certificate.issued' && read.fact.body.outcome === 'sanitized';
        if (isProof) certificates.push([logId, index, event.subject, recvMs]);
      }
    }
    return Promise.resolve([...insertRows('recheck_certificates', ['log_id', 'log_index', 'subject', 'at_ms'], certificates), ...words]);
  },
};

function ofControl({ event, hash, logId, index, recvMs }: LoggedEvent): readonly Statement[] {
  const fact = readControlFact(event.type, event.body);
  if (fact?.type === 'recheck.closed') {
    const { from, upto, share_permille: share } = fact.body;
    return [
      {
        text: `INSERT INTO recheck_windows (closed, log_id, log_index, from_index, upto_index, share_permille, said_ms, parts_told)
               VALUES ($1, $2, $3, $4, $5, $6, $7, 0)`,
        params: [hash, logId, index, from, upto, share, recvMs],
      },
    ];
  }
  if (fact?.type !== 'recheck.drawn') return [];
  const { closed, size, root, drives, part, parts, drawn } = fact.body;
  const told: Statement = {
    text: 'UPDATE recheck_windows SET size = $1, root = $2, drives = $3, parts = $4, parts_told = $5 WHERE closed = $6',
    params: [size, root, drives, parts, part, closed],
  };
  const rows = drawn.map((subject) => [subject, closed, part, hash]);
  return [told, ...insertRows('recheck_drawn', ['subject', 'closed', 'part', 'event'], rows, 'ON CONFLICT DO NOTHING')];
}
