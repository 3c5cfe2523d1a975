import type { DriveRow, StoredFact } from '../../contract/ports.ts';
import type { DriveLife } from '../../domain/custody/life.ts';
import type { Asset } from '../assets/asset.ts';
import { assetFields } from '../assets/asset.ts';
import type { OutList } from './csv.ts';

/*
 * The lists that go out. Their columns are a promise to whoever reads them by program: a new one is put at the end, none
 * is renamed, moved or taken away (`docs/exchange.md`). People stand in them by their pseudonyms only.
 */

export const driveColumns = [
  'subject',
  'serial',
  'wwn',
  'model',
  'state',
  'holder',
  'place',
  'outcome',
  'reason',
  'data_class',
  'destination',
  'certificate',
  'since',
] as const;

/** Drives with their record; `since` is the time of the newest fact, UTC. */
export function driveList(
  drives: Iterable<{ readonly row: DriveRow; readonly life: DriveLife | undefined }>,
): OutList<(typeof driveColumns)[number]> {
  return {
    columns: driveColumns,
    rows: mapped(drives, ({ row, life }) => ({
      subject: row.subject,
      serial: row.serial,
      wwn: row.wwn,
      model: row.model,
      state: row.state,
      holder: row.holder,
      place: row.place,
      outcome: row.outcome,
      reason: life?.record?.reason,
      data_class: life?.record?.data_class,
      destination: life?.record?.destination,
      certificate: life?.certificates.at(-1)?.id,
      since: new Date(row.sinceMs).toISOString(),
    })),
  };
}

export const certificateColumns = [
  'certificate',
  'subject',
  'serial',
  'outcome',
  'issued',
  'sha256',
  'revoked',
  'reason',
  'superseded_by',
] as const;

/** Certificates by the facts that issued them, with what became of each. */
export function certificateList(
  issued: Iterable<StoredFact>,
  revoked: ReadonlyMap<string, { readonly reason: string; readonly superseded_by?: string | undefined }>,
  serialOf: (subject: string) => string | undefined,
): OutList<(typeof certificateColumns)[number]> {
  return {
    columns: certificateColumns,
    rows: mapped(issued, ({ fact }) => {
      const { certificate, outcome, sha256 } = fact.body as { certificate: string; outcome: string; sha256: string }; // the recorder held it to its schema
      const back = revoked.get(certificate);
      return {
        certificate,
        subject: fact.subject,
        serial: fact.subject === undefined ? undefined : serialOf(fact.subject),
        outcome,
        issued: fact.wall,
        sha256,
        revoked: back !== undefined,
        reason: back?.reason,
        superseded_by: back?.superseded_by,
      };
    }),
  };
}

export const custodyColumns = [
  'event',
  'wall',
  'type',
  'subject',
  'serial',
  'actor',
  'witness',
  'place',
  'station',
  'epoch',
  'seq',
  'safety',
  'log_index',
] as const;

/** Facts one by one, as the ledger has them; `safety` says how far each is proven. */
export function custodyList(
  facts: Iterable<StoredFact>,
  serialOf: (subject: string) => string | undefined,
): OutList<(typeof custodyColumns)[number]> {
  return {
    columns: custodyColumns,
    rows: mapped(facts, ({ fact, safety, logIndex }) => ({
      event: fact.hash,
      wall: fact.wall,
      type: fact.type,
      subject: fact.subject,
      serial: fact.subject === undefined ? undefined : serialOf(fact.subject),
      actor: fact.actor,
      witness: fact.witness,
      place: placeIn(fact.body),
      station: fact.station,
      epoch: fact.epoch,
      seq: fact.seq,
      safety,
      log_index: logIndex,
    })),
  };
}

/** What other systems told of assets, in our own columns: a file that `custos import --as csv` reads back. */
export function assetList(assets: Iterable<Asset>): OutList<(typeof assetFields)[number]> {
  return { columns: assetFields, rows: assets };
}

function placeIn(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null || !('place' in body)) return undefined;
  return typeof body.place === 'string' ? body.place : undefined;
}

function* mapped<From, To>(from: Iterable<From>, make: (one: From) => To): Generator<To> {
  for (const one of from) yield make(one);
}
