import { readControlFact } from '../../domain/facts/control.ts';
import { readFact } from '../../domain/facts/facts.ts';
import { technique } from '../../domain/erase/technique.ts';
import { controlStation } from '../../domain/ledger/ids.ts';
import { type DriveSaid, firmwareStep, firmwareTypes } from '../../domain/policy/firmware-list.ts';
import type { LoggedEvent, Projection } from '../projector/projection.ts';
import { inList, insertRows, type SqlReader, type SqlValue, type Statement } from '../sql/port.ts';
import { optionalText, text } from '../sql/rows.ts';

/**
 * Which drives left data behind, by model, firmware and technique, and what the control chain says of each. What the
 * registry still has to say is the finding without a word: see `registry/ledger/firmware.ts`.
 */
export const firmwareProjection: Projection = {
  name: 'firmware',
  version: 1,
  tables: [
    { name: 'firmware_drives', key: ['subject'] },
    { name: 'firmware_findings', key: ['log_id', 'log_index'] },
    { name: 'firmware_words', key: ['model', 'firmware', 'technique'] },
  ],
  async apply(events, db) {
    const drives = await drivesBefore(events, db);
    const touched = new Set<string>();
    const findings: SqlValue[][] = [];
    const words: Statement[] = [];
    for (const logged of events) {
      const { event, logId, index, hash, recvMs } = logged;
      const { subject } = event;
      if (event.station === controlStation) {
        words.push(...wordOf(logged));
        continue;
      }
      if (subject?.startsWith('d1_') !== true || !firmwareTypes.has(event.type)) continue;
      const read = readFact(event.type, event.body);
      if (read.kind !== 'fact') continue;
      const { said, found } = firmwareStep(drives.get(subject), read.fact);
      if (said === undefined) drives.delete(subject);
      else drives.set(subject, said);
      touched.add(subject);
      if (found !== undefined) findings.push([logId, index, hash, subject, found.model, found.firmware, found.technique, recvMs]);
    }
    return [...driveStatements(drives, touched), ...insertRows('firmware_findings', findingColumns, findings), ...words];
  },
};

const findingColumns = ['log_id', 'log_index', 'hash', 'subject', 'model', 'firmware', 'technique', 'at_ms'];

async function drivesBefore(events: readonly LoggedEvent[], db: SqlReader): Promise<Map<string, DriveSaid>> {
  const about = events.flatMap(({ event: { type, subject } }) => (subject !== undefined && firmwareTypes.has(type) ? [subject] : []));
  const [first, ...others] = new Set(about);
  if (first === undefined) return new Map();
  const { list, params } = inList([first, ...others], 1);
  const rows = await db.query(`SELECT subject, model, firmware, job, technique FROM firmware_drives WHERE subject IN ${list}`, params);
  return new Map(
    rows.map((row) => {
      const [job, used] = [optionalText(row, 'job'), optionalText(row, 'technique')];
      const said = { model: text(row, 'model'), firmware: text(row, 'firmware') };
      return [
        text(row, 'subject'),
        job === undefined || used === undefined ? said : { ...said, job, technique: technique.parse(used) },
      ] as const;
    }),
  );
}

function driveStatements(drives: ReadonlyMap<string, DriveSaid>, touched: ReadonlySet<string>): readonly Statement[] {
  const rows: SqlValue[][] = [];
  const gone: Statement[] = [];
  for (const subject of touched) {
    const said = drives.get(subject);
    if (said === undefined) gone.push({ text: 'DELETE FROM firmware_drives WHERE subject = $1', params: [subject] });
    else rows.push([subject, said.model, said.firmware, said.job ?? null, said.technique ?? null]);
  }
  const conflict = `ON CONFLICT (subject) DO UPDATE SET model = excluded.model, firmware = excluded.firmware, job = excluded.job,
    technique = excluded.technique`;
  return [...gone, ...insertRows('firmware_drives', ['subject', 'model', 'firmware', 'job', 'technique'], rows, conflict)];
}

/** Blocked again while blocked, or lifted again while lifted, changes nothing: the first word of its kind counts. */
function wordOf({ event, logId, index, recvMs }: LoggedEvent): readonly Statement[] {
  const fact = readControlFact(event.type, event.body);
  if (fact?.type !== 'firmware.blocked' && fact?.type !== 'firmware.lifted') return [];
  const { model, firmware, technique: used } = fact.body;
  const [blocked, ground] = fact.type === 'firmware.blocked' ? [1, null] : [0, fact.body.ground];
  return [
    {
      text: `INSERT INTO firmware_words (model, firmware, technique, blocked, ground, actor, log_id, log_index, said_ms)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
             ON CONFLICT (model, firmware, technique) DO UPDATE SET blocked = excluded.blocked, ground = excluded.ground,
               actor = excluded.actor, log_id = excluded.log_id, log_index = excluded.log_index, said_ms = excluded.said_ms
             WHERE firmware_words.blocked <> excluded.blocked`,
      params: [model, firmware, used, blocked, ground, event.actor ?? null, logId, index, recvMs],
    },
  ];
}
