import type { OpenedValues, StationKey } from '../../certificate/certificate.ts';
import { type IndexClaim, makeBundle } from '../../certificate/bundle.ts';
import { toBase64url } from '../../domain/bytes.ts';
import { controlStation } from '../../domain/ledger/ids.ts';
import { type Entry, openEntry } from '../../domain/ledger/entry.ts';
import type { Attachment } from '../../domain/ledger/event.ts';
import { formatLogProof } from '../../domain/ledger/tlog-proof.ts';
import { inclusionProof } from '../../domain/ledger/tree.ts';
import type { BlobShelf } from '../blobs/shelf.ts';
import type { Published } from '../ledger/integrator.ts';
import { withTiles } from '../ledger/integrator.ts';
import { indexProofOf } from '../ledger/drive-index.ts';
import { ConsoleRefusal } from '../people/refusal.ts';
import type { SqlReader, SqlRow } from '../sql/port.ts';
import { bytes, number, optionalText, text } from '../sql/rows.ts';
import type { RegistryStore } from '../store.ts';
import { attachmentsOf } from './bundle-attachments.ts';
import type { Handlers } from './call.ts';
import { type DriveFact, factsOf } from './drive-facts.ts';
import { opensSealed, seenRows } from './drives.ts';
import { chosenDrives } from './export.ts';

export interface BundleParts {
  readonly store: RegistryStore;
  readonly logId: number;
  readonly logVkey: string;
  readonly controlKey: Uint8Array<ArrayBuffer>;
  readonly published: () => Published | undefined;
  /** `verify.mjs`, the checker as one file; absent where it was not built. */
  readonly checker: (() => Promise<string>) | undefined;
  /** Files that events bind; absent where the registry keeps none. */
  readonly blobs: BlobShelf | undefined;
}

const mostDrives = 1_000;
/** Entries of one bundle; each takes a proof of its own. */
const mostEntries = 20_000;
const page = 1_000;

interface Placed {
  readonly index: number;
  readonly entry: Entry;
}

/**
 * An audit bundle for a choice of drives: the chains that touch them, whole from their first event up to the last one about
 * a drive, the control chain, a proof for each entry, what of the sealed values and the attachments the asker may see, and the checker.
 */
export function bundleHandlers(parts: BundleParts): Handlers<'drives.bundle'> {
  const { store, logId } = parts;
  const { sql } = store;
  return {
    'drives.bundle': async ({ body, scope, asker, saw }) => {
      const published = parts.published();
      if (published === undefined) throw new ConsoleRefusal('read_only', 'nothing is signed at this moment, so nothing can be proven');
      if (parts.checker === undefined)
        throw new ConsoleRefusal('read_only', 'the checker that goes into a bundle was not built on this machine');
      const drives = await chosenDrives(sql, body, scope, mostDrives);
      const facts: DriveFact[] = [];
      const opened: Record<string, OpenedValues[string]> = {};
      const attached: Attachment[] = [];
      for (const drive of drives) {
        const own = (await factsOf(sql, text(drive, 'subject'))).filter((fact) => fact.logId === logId && fact.index < published.size);
        facts.push(...own);
        if (opensSealed(asker, { site: text(drive, 'site'), tenant: optionalText(drive, 'tenant') })) {
          Object.assign(opened, await openedWithSalts(sql, own));
          attached.push(...own.flatMap(({ event }) => event.att ?? []));
        }
      }
      const attachments = parts.blobs === undefined ? {} : await attachmentsOf(parts.blobs, attached);
      const control = await chainOf(sql, logId, { station: controlStation, epoch: 1, seq: Number.MAX_SAFE_INTEGER }, published.size);
      const chains: (readonly Placed[])[] = [];
      for (const end of endsOf(facts)) {
        chains.push(await chainOf(sql, logId, end, published.size));
        if (chains.reduce((sum, chain) => sum + chain.length, control.length) > mostEntries)
          throw new ConsoleRefusal('too_large', `the chains of these drives hold more than ${mostEntries} events; choose fewer drives`);
      }
      const proofs: Record<string, string> = {};
      for (const { index, entry } of [...control, ...chains.flat()]) {
        const path = await withTiles(store, published.size, (node) => inclusionProof(index, published.size, node));
        if (path === undefined) throw new Error('the tiles under a checkpoint cannot be read');
        proofs[entry.hash] = formatLogProof({ index, path, checkpoint: published.note, extra: entry.bytes });
      }
      const indexed = await indexedIn(sql, logId, drives, new Set(control.map(({ entry }) => entry.hash)));
      const opensAny = Object.keys(opened).length + Object.keys(attachments).length > 0;
      saw({ ...seenRows(drives, `bundle ${JSON.stringify(body)}`), opened: opensAny });
      const zip = makeBundle({
        certificates: [],
        chains: chains.map((chain) => chain.map(({ entry }) => entry)),
        control: control.map(({ entry }) => entry),
        keys: [...(await keysOf(sql, chains)), { station: controlStation, key: toBase64url(parts.controlKey) }],
        receipts: { log: parts.logVkey, checkpoint: published.note, proofs },
        opened,
        attachments,
        indexed,
        verifier: await parts.checker(),
      });
      return { media: 'application/zip', body: zip, file: 'bundle.zip' };
    },
  };
}

/** How often the log has each drive, by the newest index, where the bundle holds the event that tells it. */
async function indexedIn(
  sql: SqlReader,
  logId: number,
  drives: readonly SqlRow[],
  told: ReadonlySet<string>,
): Promise<readonly IndexClaim[]> {
  const claims: IndexClaim[] = [];
  for (const drive of drives) {
    const claim = await indexProofOf(sql, logId, text(drive, 'subject'));
    if (claim !== undefined && told.has(claim.event)) claims.push(claim);
  }
  return claims;
}

interface ChainEnd {
  readonly station: string;
  readonly epoch: number;
  /** Of the last event about one of the drives. */
  readonly seq: number;
}

function endsOf(facts: readonly DriveFact[]): readonly ChainEnd[] {
  const ends = new Map<string, ChainEnd>();
  for (const { event } of facts) {
    const { station, epoch, seq } = event;
    // The control chain is in the bundle anyway.
    if (station === controlStation) continue;
    const known = ends.get(`${station} ${epoch}`);
    if (known === undefined || known.seq < seq) ends.set(`${station} ${epoch}`, { station, epoch, seq });
  }
  return [...ends.values()];
}

/** A chain from its first event to one of its seqs, as far as the checkpoint covers it. */
async function chainOf(sql: SqlReader, logId: number, { station, epoch, seq }: ChainEnd, size: number): Promise<readonly Placed[]> {
  const runs = await sql.query(
    `SELECT r.first_index, r.n, r.first_seq FROM runs r JOIN stations s ON s.station_no = r.station_no
      WHERE r.log_id = $1 AND s.station = $2 AND r.epoch = $3 AND r.first_seq <= $4 ORDER BY r.first_seq LIMIT ${mostEntries}`,
    [logId, station, epoch, seq],
  );
  const chain: Placed[] = [];
  for (const run of runs) {
    const first = number(run, 'first_index');
    const end = Math.min(first + Math.min(number(run, 'n'), seq - number(run, 'first_seq') + 1), size);
    for (let from = first; from < end; from += page) {
      if (chain.length > mostEntries) return chain;
      const rows = await sql.query(
        'SELECT log_index, entry FROM events WHERE log_id = $1 AND log_index >= $2 AND log_index < $3 ORDER BY log_index',
        [logId, from, Math.min(end, from + page)],
      );
      for (const row of rows) {
        const opened = openEntry(bytes(row, 'entry'));
        if (opened.kind === 'refused') throw new Error('the log holds an entry that does not open');
        chain.push({ index: number(row, 'log_index'), entry: opened.entry });
      }
    }
  }
  return chain;
}

/** Sealed values of facts with the salts that open them; raw scans and badges prove nothing to a reader. */
async function openedWithSalts(sql: SqlReader, facts: readonly DriveFact[]): Promise<OpenedValues> {
  const opened: Record<string, OpenedValues[string]> = {};
  for (const { logId, index, hash } of facts) {
    const rows = await sql.query(
      "SELECT field, salt, value FROM sealed WHERE log_id = $1 AND log_index = $2 AND field NOT IN ('badge', 'scans')",
      [logId, index],
    );
    for (const row of rows) {
      const value = JSON.parse(text(row, 'value')) as OpenedValues[string][string]['value']; // canonical JSON that was checked when it came
      opened[hash] = { ...opened[hash], [text(row, 'field')]: { salt: toBase64url(bytes(row, 'salt')), value } };
    }
  }
  return opened;
}

/** The event keys of every station in the bundle. */
async function keysOf(sql: SqlReader, chains: readonly (readonly Placed[])[]): Promise<readonly StationKey[]> {
  const keys: StationKey[] = [];
  for (const station of new Set(chains.flatMap(([first]) => (first === undefined ? [] : [first.entry.event.station])))) {
    const rows = await sql.query(
      "SELECT k.public_key FROM keys k JOIN stations s ON s.station_no = k.station_no WHERE s.station = $1 AND k.use = 'event' ORDER BY k.log_index",
      [station],
    );
    keys.push(...rows.map((row) => ({ station, key: toBase64url(bytes(row, 'public_key')) })));
  }
  return keys;
}
