import type { z } from 'zod';
import type { erasureGround } from '../../domain/facts/control.ts';
import { type Entry, openEntry } from '../../domain/ledger/entry.ts';
import { readHash } from '../../domain/ledger/hash.ts';
import { termOf } from '../projections/terms.ts';
import { RowsDiffer, type SqlReader, type Statement } from '../sql/port.ts';
import { number, optionalText, text } from '../sql/rows.ts';
import type { RegistryStore } from '../store.ts';
import type { ControlWriter } from './control.ts';
import type { Decided } from './enrol.ts';
import { heldEvent, heldWithValues, type SealedText } from './quarantine-rows.ts';
import { toldBy } from './recovered.ts';

export interface Erasure {
  /** Hash of the event whose values go. */
  readonly event: string;
  /** Names of its sealed fields. */
  readonly fields: readonly [string, ...string[]];
  readonly ground: z.infer<typeof erasureGround>;
  /** `tc_` id. */
  readonly officer?: string | undefined;
}

/** Where the values of an event are kept: with the event, or with the one that admitted it from quarantine. */
interface SealedPlace {
  readonly logId: number;
  readonly index: number;
  /** Field -> canonical value. */
  readonly values: ReadonlyMap<string, string>;
  /** What stands before the name of a field in the table. */
  readonly prefix: string;
  readonly subject?: string;
}

/**
 * Erases personal values: salt and value go, in one commit with `erasure.done`, and every proof stays good. The
 * commitment alone cannot be guessed back. Then the store is told to leave nothing readable of what was deleted.
 * Let the console's index of sealed values read on first (`caughtUp`), else it may write down again what it is just reading.
 */
export async function eraseValues(
  parts: { readonly store: RegistryStore; readonly control: ControlWriter },
  { event, fields, ground, officer }: Erasure,
): Promise<Decided<{ readonly kind: 'done'; readonly event: string }>> {
  const { store, control } = parts;
  const wanted = [...new Set(fields)].sort();
  const { first, hashes } = await tellingsOf(store, event);
  const places = (await Promise.all(hashes.map((hash) => placesOf(store.sql, hash)))).flat();
  const held = (await Promise.all(hashes.map((hash) => heldEvent(store.sql, hash)))).filter((each) => each !== undefined);
  const kept = new Set([
    ...places.flatMap(({ values }) => [...values.keys()]),
    ...held.flatMap(({ sealed }) => sealed.map(([field]) => field)),
  ]);
  if (wanted.some((field) => !kept.has(field)))
    return { kind: 'refused', code: 'not_found', detail: 'no such value is kept here; it may have been erased before' };
  try {
    const body = { event, ...(first === event ? {} : { first }), fields: wanted, ground };
    const entry = await control.write({ type: 'erasure.done', body, actor: officer }, () => [
      ...places.flatMap((place) => erasing(place, wanted)),
      ...held.map((each) => heldWithout(each.hash, each.sealed, wanted)),
    ]);
    await store.forget();
    return { kind: 'done', event: entry.hash };
  } catch (cause) {
    if (cause instanceof RowsDiffer)
      return { kind: 'refused', code: 'decided', detail: 'somebody else is erasing the same; nothing was changed' };
    throw cause;
  }
}

/**
 * The event, the one that it tells again, the one by which that was told again first, and those in quarantine that tell
 * it: the same values stand beside them under the same commitments, and go whichever of them is named.
 */
async function tellingsOf(
  { sql, indexOf, entries }: RegistryStore,
  event: string,
): Promise<{ readonly first: string; readonly hashes: readonly string[] }> {
  const at = async (index: number | undefined): Promise<Entry | undefined> => {
    const [bytes] = index === undefined ? [] : await entries(index, 1);
    return bytes === undefined ? undefined : opened(bytes);
  };
  const held = await heldEvent(sql, event);
  const named = (await at(await indexOf(event))) ?? (held === undefined ? undefined : opened(held.entry));
  const first = named === undefined ? event : (toldBy(named) ?? event);
  const [told] = await sql.query('SELECT log_index FROM recovered WHERE hash = $1', [first]);
  const telling = await at(told === undefined ? undefined : number(told, 'log_index'));
  const station = (named ?? telling)?.event.station;
  const aside = station === undefined ? [] : (await heldWithValues(sql, station)).filter(({ entry }) => tells(entry, first));
  return {
    first,
    hashes: [...new Set([event, first, ...(telling === undefined ? [] : [telling.hash]), ...aside.map(({ hash }) => hash)])],
  };
}

function opened(bytes: Uint8Array): Entry | undefined {
  const read = openEntry(bytes);
  return read.kind === 'entry' ? read.entry : undefined;
}

function tells(bytes: Uint8Array, first: string): boolean {
  const entry = opened(bytes);
  return entry !== undefined && toldBy(entry) === first;
}

async function placesOf(sql: SqlReader, event: string): Promise<readonly SealedPlace[]> {
  const hash = readHash(event);
  if (hash === undefined) return [];
  const rows = await sql.query(
    `SELECT e.log_id, e.log_index, u.subject, '' AS prefix FROM events e LEFT JOIN subjects u ON u.subject_no = e.subject_no
      WHERE e.hash8 = $1 AND e.hash24 = $2
     UNION ALL
     SELECT log_id, log_index, NULL, 'entry.' FROM quarantine WHERE hash = $3 AND state = 'admitted'`,
    [hash.subarray(0, 8), hash.subarray(8), event],
  );
  return Promise.all(
    rows.map(async (row) => {
      const [logId, index, subject, prefix] = [
        number(row, 'log_id'),
        number(row, 'log_index'),
        optionalText(row, 'subject'),
        text(row, 'prefix'),
      ];
      const sealed = (await sql.query('SELECT field, value FROM sealed WHERE log_id = $1 AND log_index = $2', [logId, index]))
        .map((each) => [text(each, 'field'), text(each, 'value')] as const)
        .filter(([field]) => field.startsWith('entry.') === (prefix !== ''));
      return {
        logId,
        index,
        values: new Map(sealed.map(([field, value]) => [field.slice(prefix.length), value])),
        prefix,
        ...(subject === undefined ? {} : { subject }),
      };
    }),
  );
}

function erasing({ logId, index, subject, prefix, values }: SealedPlace, wanted: readonly string[]): readonly Statement[] {
  return wanted.flatMap((field): readonly Statement[] => {
    const value = values.get(field);
    if (value === undefined) return [];
    const params = [logId, index, `${prefix}${field}`];
    const row = { text: 'DELETE FROM sealed WHERE log_id = $1 AND log_index = $2 AND field = $3', params, changes: 1 };
    return [row, ...(subject === undefined ? [] : copiesErased(field, value, subject))];
  });
}

/** What the console made of a sealed value: the drive is this owner's no more, and the name goes with its last drive. */
function copiesErased(field: string, value: string, subject: string): readonly Statement[] {
  const read: unknown = JSON.parse(value);
  if (typeof read !== 'string') return [];
  const term = termOf(read);
  switch (field) {
    case 'owner':
      return [
        {
          text: 'DELETE FROM drive_tenants WHERE subject = $1 AND tenant IN (SELECT tenant FROM tenants WHERE owner = $2)',
          params: [subject, term],
        },
        {
          text: 'DELETE FROM tenants WHERE owner = $1 AND NOT EXISTS (SELECT 1 FROM drive_tenants AS d WHERE d.tenant = tenants.tenant)',
          params: [term],
        },
      ];
    case 'consignee':
      return [{ text: 'DELETE FROM drive_consignees WHERE subject = $1 AND consignee = $2', params: [subject, term] }];
    default:
      return [];
  }
}

/** Quarantine keeps the values that came along as well. */
function heldWithout(hash: string, sealed: readonly SealedText[], wanted: readonly string[]): Statement {
  const left = sealed.filter(([field]) => !wanted.includes(field));
  return {
    text: 'UPDATE quarantine SET private = $2 WHERE hash = $1 AND private = $3',
    params: [hash, JSON.stringify(left), JSON.stringify(sealed)],
    changes: 1,
  };
}
