import { fromBase64url } from '../../domain/bytes.ts';
import { type Entry, entrySignatureFault, openEntry } from '../../domain/ledger/entry.ts';
import type { SignatureVerifier } from '../../domain/ledger/signing.ts';
import type { SealedText } from '../ledger/quarantine-rows.ts';
import { attachmentOf, entryAttachment } from '../ledger/recovered.ts';
import { pagesOf } from '../sql/pages.ts';
import type { SqlReader, SqlRow } from '../sql/port.ts';
import { bytes, number, optionalNumber, optionalText, text } from '../sql/rows.ts';
import type { Find } from './findings.ts';
import { opensCommitment } from './page-checks.ts';
import type { Told } from './side-tables.ts';

/**
 * Entries that are kept beside the log: those that came by a revoked key, decided or not, and those that were told
 * again. Each opens, is truly signed, and is the one that the log names where its row says.
 */
export async function checkAside(sql: SqlReader, told: Told & { readonly verifier: SignatureVerifier }, find: Find): Promise<void> {
  const names = new Map(
    (await sql.query('SELECT station_no, station FROM stations')).map((row) => [number(row, 'station_no'), text(row, 'station')]),
  );
  for (const table of ['quarantine', 'recovered'] as const)
    for await (const page of pagesOf(sql, { name: table, key: ['station_no', 'epoch', 'hash'] }))
      for (const row of page) {
        const where = `${table} ${text(row, 'hash')}`;
        const says = (what: string): void => {
          find('quarantine', where, what);
        };
        const opened = openEntry(new Uint8Array(bytes(row, 'entry')));
        if (opened.kind === 'refused' || opened.entry.hash !== text(row, 'hash')) {
          says('the entry kept is not the one of this hash');
          continue;
        }
        const { entry } = opened;
        if (entry.event.epoch !== number(row, 'epoch') || entry.event.seq !== number(row, 'seq')) says('it stands at another place');
        if (table === 'quarantine') await held(sql, row, { entry, station: names.get(number(row, 'station_no')), told, says });
        else await toldAgain(row, { entry, station: names.get(number(row, 'station_no')), told, says });
      }
}

interface Kept {
  readonly entry: Entry;
  readonly station: string | undefined;
  readonly told: Told & { readonly verifier: SignatureVerifier };
  says(what: string): void;
}

async function held(sql: SqlReader, row: SqlRow, { entry, station, told: { walked, lookup, verifier }, says }: Kept): Promise<void> {
  if (entry.event.station !== station) says('it stands at another place');
  const id = entry.sigs[0]?.keyid ?? '';
  if (id !== text(row, 'keyid')) says('the key beside it is not the one that signed it');
  if (!walked.revoked.has(id)) says('no event in the log revokes the key that signed it');
  if (!(await isSigned(sql, entry, verifier))) says('a signature of it is wrong, or its key is not kept');
  for (const [field, salt, value] of privateOf(row))
    if (!opensCommitment(entry.event.sealed?.[field], { field, salt: new Uint8Array(fromBase64url(salt) ?? []), value }))
      says(`the value of ${field} does not open its commitment`);
  const state = text(row, 'state');
  const index = optionalNumber(row, 'log_index');
  if (state === 'held') {
    if (index !== undefined || optionalNumber(row, 'decided_ms') !== undefined || optionalText(row, 'decided_by') !== undefined)
      says('it was decided about and is kept as one that was not');
    return;
  }
  const decided = index === undefined ? undefined : (await lookup.at(index))?.event;
  if (decided?.type !== `quarantine.${state}` || decided.body['event'] !== entry.hash || !binds(decided.att, entry))
    says('the event that its row names decided otherwise, or about another');
  else if ((optionalText(row, 'decided_by') ?? undefined) !== decided.actor) says('somebody else decided than its row says');
}

async function toldAgain(row: SqlRow, { entry, station, told: { lookup }, says }: Kept): Promise<void> {
  const event = (await lookup.at(number(row, 'log_index')))?.event;
  if (event?.type !== 'event.recovered' || event.station !== station || event.body['event'] !== entry.hash || !binds(event.att, entry))
    says('the event that its row names tells another one again');
}

/** The attachment carries size and hash of all bytes, the signatures too. */
function binds(
  att: readonly { readonly name: string; readonly size: number; readonly sha256: string }[] | undefined,
  entry: Entry,
): boolean {
  const bound = att?.find(({ name }) => name === entryAttachment);
  const is = attachmentOf(entry.bytes);
  return bound?.size === is.size && bound.sha256 === is.sha256;
}

/** Are all signatures good, by keys that are kept? */
export async function isSigned(sql: SqlReader, entry: Entry, verifier: SignatureVerifier): Promise<boolean> {
  const keys = new Map<string, Uint8Array<ArrayBuffer>>();
  for (const { keyid } of entry.sigs) {
    const [row] = await sql.query('SELECT public_key FROM keys WHERE keyid = $1', [keyid]);
    if (row !== undefined) keys.set(keyid, new Uint8Array(bytes(row, 'public_key')));
  }
  return entrySignatureFault(entry, (id) => keys.get(id), verifier) === undefined;
}

/** Values that wait with a held event; a text that cannot be read opens nothing. */
function privateOf(row: SqlRow): readonly SealedText[] {
  try {
    return JSON.parse(text(row, 'private')) as readonly SealedText[]; // written by `holdStatements`
  } catch {
    return [['', '', '']];
  }
}
