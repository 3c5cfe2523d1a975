import type { FirmwareRow } from '../../contract/console/firmware.ts';
import { everywhere, firmwareLiftGround } from '../../domain/facts/control.ts';
import { firmwareKey } from '../../domain/policy/firmware-list.ts';
import { firmwareOf } from '../ledger/firmware.ts';
import { ConsoleRefusal } from '../people/refusal.ts';
import type { Scope } from '../people/rights.ts';
import type { SqlDatabase, SqlReader, SqlRow } from '../sql/port.ts';
import { number, optionalText, text } from '../sql/rows.ts';
import type { Acts } from './acts.ts';
import type { Handlers } from './call.ts';
import { mayRead } from './drives.ts';
import { nameReaders, namesOf } from './names.ts';
import { Params, withinScope } from './scope-sql.ts';

/** Findings whose drives are named in one answer, newest first. */
const mostFindings = 2_000;
const mostDrives = 100;

export const firmwareWordsQuery = `SELECT model, firmware, technique, blocked, ground, actor, said_ms FROM firmware_words
  ORDER BY blocked DESC, model, firmware, technique LIMIT 1000`;

/** The findings behind the list, those of the scope with their drives. */
export function findingsQuery(scope: Scope): { readonly text: string; readonly params: Params['values'] } {
  const params = new Params();
  const within = withinScope(scope, { site: 'd.site', tenant: 'dt.tenant' }, params);
  return {
    text: `SELECT f.model, f.firmware, f.technique, f.hash, f.at_ms, f.subject, d.serial, d.site
      FROM (SELECT model, firmware, technique, hash, at_ms, subject, log_id, log_index FROM firmware_findings
        ORDER BY log_id DESC, log_index DESC LIMIT ${mostFindings}) AS f
      JOIN console_drives d ON d.subject = f.subject LEFT JOIN drive_tenants dt ON dt.subject = f.subject WHERE ${within} ORDER BY f.log_id DESC, f.log_index DESC`,
    params: params.values,
  };
}

/** The list of firmware that left data behind, and the officer's way to lift a row. */
export function firmwareHandlers({
  sql,
  acts,
}: {
  readonly sql: SqlDatabase;
  readonly acts: Acts;
}): Handlers<'firmware.list' | 'firmware.lift'> {
  return {
    'firmware.list': async ({ scope, asker, nowMs, saw }) => {
      const query = findingsQuery(scope);
      const [words, findings, counts] = await Promise.all([
        sql.query(firmwareWordsQuery),
        sql.query(query.text, query.params),
        countsOf(sql),
      ]);
      const names = await namesOf(
        sql,
        words.map((row) => optionalText(row, 'actor')),
        mayRead(asker, nameReaders),
      );
      const rows = words.map((row) => rowOf(row, findings, counts, names));
      const shown = rows.flatMap(({ drives }) => drives);
      const sites = [...new Set(shown.map(({ site }) => site))].toSorted();
      saw({ about: '', sites, tenants: [], drives: shown.length, opened: false });
      return { at_ms: nowMs, rows };
    },

    'firmware.lift': async ({ body: { note, ...body }, scope, asker }) => {
      if (!scope.some(({ sites, tenants }) => sites.includes(everywhere) && tenants.includes(everywhere)))
        throw new ConsoleRefusal('refused', 'a row counts at every site: only who rules at all of them lifts it', {
          why: 'not_everywhere',
        });
      const { model, firmware, technique } = body;
      const [row] = await sql.query('SELECT blocked FROM firmware_words WHERE model = $1 AND firmware = $2 AND technique = $3', [
        model,
        firmware,
        technique,
      ]);
      if (row === undefined || number(row, 'blocked') === 0) throw new ConsoleRefusal('not_found', 'no such row stands on the list');
      const entry = await acts.control.write({ type: 'firmware.lifted', body, actor: asker.person, note });
      return { event: await acts.seen(entry.hash) };
    },
  };
}

async function countsOf(sql: SqlReader): Promise<ReadonlyMap<string, number>> {
  const rows = await sql.query(
    `SELECT model, firmware, technique, count(*) AS n FROM firmware_findings GROUP BY model, firmware, technique`,
  );
  return new Map(rows.map((row) => [firmwareKey(firmwareOf(row)), number(row, 'n')]));
}

function rowOf(
  row: SqlRow,
  findings: readonly SqlRow[],
  counts: ReadonlyMap<string, number>,
  names: (person: string) => string,
): FirmwareRow {
  const named = firmwareOf(row);
  const key = firmwareKey(named);
  const drives = findings
    .filter((finding) => firmwareKey(firmwareOf(finding)) === key)
    .slice(0, mostDrives)
    .map((finding) => ({
      subject: text(finding, 'subject'),
      serial: optionalText(finding, 'serial') ?? '',
      site: optionalText(finding, 'site') ?? '',
      event: text(finding, 'hash'),
      at_ms: number(finding, 'at_ms'),
    }));
  const [actor, ground] = [optionalText(row, 'actor'), optionalText(row, 'ground')];
  return {
    ...named,
    blocked: number(row, 'blocked') === 1,
    said_ms: number(row, 'said_ms'),
    ...(actor === undefined ? {} : { lifted_by: { person: actor, name: names(actor) } }),
    ...(ground === undefined ? {} : { ground: firmwareLiftGround.parse(ground) }),
    drives,
    others: Math.max(0, (counts.get(key) ?? 0) - drives.length),
  };
}
