import { createWriteStream, existsSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Command, Option } from 'commander';
import type { StationStore, StoredFact } from '../../contract/ports.ts';
import { openStationStore } from '../../db/open.ts';
import { cefLine } from '../../exchange/out/cef.ts';
import { csvOf, jsonOf, type OutList } from '../../exchange/out/csv.ts';
import type { FeedEvent } from '../../exchange/out/feed-event.ts';
import { assetList, certificateList, custodyList, driveList } from '../../exchange/out/lists.ts';
import { syslogLine } from '../../exchange/out/syslog.ts';
import { openInventory } from '../../exchange/shelf/inventory.ts';
import { CannotStart } from '../assemble/cannot-start.ts';
import { openDataFolder } from '../data-folder.ts';
import { version } from '../version.ts';

const kinds = ['drives', 'certificates', 'custody', 'assets', 'events'] as const;
const formats = ['csv', 'json', 'cef', 'syslog'] as const;

interface ReportOptions {
  readonly format: (typeof formats)[number];
  readonly out?: string;
  readonly data?: string;
  readonly practice?: true;
}

/** `custos report`: lists with stable columns, and events as lines for a log. Reads only. */
export function reportCommand(): Command {
  return new Command('report')
    .argument('<kind>', `one of: ${kinds.join(', ')}`)
    .description('Write lists of drives, certificates, custody or imported assets, or events as CEF or syslog. Stop the station first.')
    .addOption(new Option('--format <format>', 'csv and json for lists, cef and syslog for events').choices(formats).default('csv'))
    .option('--out <file>', 'a new file; standard output when not given')
    .option('--data <dir>', 'where the station keeps its data')
    .option('--practice', 'the practice station of that folder')
    .action(async (kind: string, options: ReportOptions) => {
      const known = kinds.find((one) => one === kind);
      if (known === undefined) throw new CannotStart(`There is no report ${kind}; there are: ${kinds.join(', ')}. Nothing was written.`);
      const isFeed = options.format === 'cef' || options.format === 'syslog';
      if (isFeed !== (known === 'events'))
        throw new CannotStart('Events are written as --format cef or syslog, lists as csv or json. Nothing was written.');
      if (options.out !== undefined && existsSync(options.out))
        throw new CannotStart(`${options.out} is there already. Nothing was written.`);
      const folder = openDataFolder(options.data, options.practice === true ? 'practice' : 'real');
      if (known === 'assets') return writeAssets(join(folder.root, 'imports', 'inventory.db'), options);
      if (!existsSync(folder.stationDatabase)) throw new CannotStart(`There is no station in ${folder.root}. Nothing was written.`);
      const store = openStationStore(folder.stationDatabase);
      try {
        await write(linesOf(store, known, options.format), options.out);
      } finally {
        store.close();
      }
    });
}

async function writeAssets(path: string, { format, out }: ReportOptions): Promise<void> {
  if (!existsSync(path)) throw new CannotStart('Nothing was imported yet. Nothing was written.');
  const inventory = openInventory(path);
  try {
    await write(listLines(assetList(inventory.all()), format), out);
  } finally {
    inventory.close();
  }
}

function linesOf(store: StationStore, kind: Exclude<(typeof kinds)[number], 'assets'>, format: ReportOptions['format']): Iterable<string> {
  const serialOf = (subject: string): string | undefined => store.drives.row(subject)?.serial;
  const facts = (): readonly StoredFact[] => store.shelf.newest(Number.MAX_SAFE_INTEGER).toReversed();
  switch (kind) {
    case 'drives':
      return listLines(driveList(drivesIn(store)), format);
    case 'certificates': {
      const issued = store.shelf.ofType('certificate.issued', 0, Number.MAX_SAFE_INTEGER);
      return listLines(certificateList(issued, revokedIn(store), serialOf), format);
    }
    case 'custody':
      return listLines(custodyList(facts(), serialOf), format);
    case 'events':
      return eventLines(facts(), serialOf, format);
  }
}

function* drivesIn(store: StationStore) {
  const claims = store.shelf.ofType('custody.claimed', 0, Number.MAX_SAFE_INTEGER);
  for (const subject of new Set(claims.flatMap(({ fact }) => fact.subject ?? []))) {
    const row = store.drives.row(subject);
    if (row !== undefined) yield { row, life: store.drives.life(subject) };
  }
}

function revokedIn(store: StationStore): ReadonlyMap<string, { readonly reason: string; readonly superseded_by?: string }> {
  return new Map(
    store.shelf.ofType('certificate.revoked', 0, Number.MAX_SAFE_INTEGER).map(({ fact }) => {
      const body = fact.body as { certificate: string; reason: string; superseded_by?: string }; // the recorder held it to its schema
      return [body.certificate, body];
    }),
  );
}

function* eventLines(facts: readonly StoredFact[], serialOf: (subject: string) => string | undefined, format: ReportOptions['format']) {
  for (const { fact } of facts) {
    const event: FeedEvent = { ...fact, serial: fact.subject === undefined ? undefined : serialOf(fact.subject) };
    yield `${format === 'cef' ? cefLine(event, version) : syslogLine(event, { host: hostname() })}\n`;
  }
}

function listLines<Column extends string>(list: OutList<Column>, format: ReportOptions['format']): Iterable<string> {
  return format === 'json' ? jsonOf(list) : csvOf(list);
}

async function write(lines: Iterable<string>, out: string | undefined): Promise<void> {
  if (out === undefined) for (const line of lines) process.stdout.write(line);
  else await pipeline(Readable.from(lines), createWriteStream(out, { mode: 0o600, flags: 'wx' }));
}
