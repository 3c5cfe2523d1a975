import { createReadStream, existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Command, Option } from 'commander';
import type { StationStore } from '../../contract/ports.ts';
import { openStationStore } from '../../db/open.ts';
import { foreignTool } from '../../domain/facts/expected.ts';
import { assetFields, type AssetField, assetKey } from '../../exchange/assets/asset.ts';
import { importLimits, type ImportPlan, planImport } from '../../exchange/assets/import-file.ts';
import { type LayoutName, layoutNames } from '../../exchange/assets/layouts.ts';
import type { AssetLookup, KnownAsset } from '../../exchange/assets/plan.ts';
import { judgeReport, type ReportVerdict } from '../../exchange/reports/plan.ts';
import { readReport } from '../../exchange/reports/read.ts';
import { reportLimits } from '../../exchange/reports/report.ts';
import { type Inventory, InventoryRefused, openInventory } from '../../exchange/shelf/inventory.ts';
import { OriginalChanged, openOriginals, type Originals } from '../../exchange/shelf/originals.ts';
import { type Encoding, encodings, survey } from '../../exchange/text/encoding.ts';
import type { Separator } from '../../exchange/text/separator.ts';
import { plainSerial } from '../../domain/drive/serials.ts';
import { CannotStart } from '../assemble/cannot-start.ts';
import { openDataFolder } from '../data-folder.ts';
import { machineClock } from '../machine/clock.ts';
import { fileRefusal, planText, reportRefusal, reportText } from './import-words.ts';

interface ImportOptions {
  readonly as: LayoutName | (typeof foreignTool.options)[number];
  readonly apply?: true;
  readonly json?: true;
  readonly map?: Partial<Record<AssetField, string>>;
  readonly encoding?: Encoding;
  readonly currency?: string;
  readonly separator?: Separator;
  readonly data?: string;
  readonly practice?: true;
}

/** `custos import`: what other systems and other tools tell. Says first what it would do; `--apply` does it. */
export function importCommand(): Command {
  return new Command('import')
    .argument('<file>', 'an export of another system, or a report of another erase tool')
    .description(
      'Read what other systems tell. Nothing is written without --apply, and nothing is ever overwritten. Stop the station first.',
    )
    .addOption(new Option('--as <layout>', 'what the file is').choices([...layoutNames, ...foreignTool.options]).makeOptionMandatory())
    .option('--apply', 'take the new rows; without it, say only what would be taken')
    .option('--json', 'print JSON, every row of it')
    .option('--map <field=column,...>', `which column tells what; fields: ${assetFields.join(', ')}`, mappingOf)
    .addOption(new Option('--encoding <name>', 'how the text is encoded, where the file does not say').choices(encodings))
    .addOption(
      new Option('--separator <name>', 'what stands between columns').choices(['comma', 'semicolon', 'tab', 'bar']).argParser(separatorOf),
    )
    .option('--currency <code>', 'of prices and credits that name none, as EUR; without it such amounts are not read', currencyOf)
    .option('--data <dir>', 'where the station keeps its data')
    .option('--practice', 'the practice station of that folder')
    .action(async (file: string, options: ImportOptions) => {
      const desk = openDesk(options);
      try {
        const tool = foreignTool.options.find((one) => one === options.as);
        if (tool !== undefined) return await importReport(desk, file, tool, options);
        return await importAssets(desk, file, options);
      } finally {
        desk.inventory.close();
        desk.store?.close();
      }
    });
}

interface Desk {
  readonly inventory: Inventory;
  readonly originals: Originals;
  /** Absent where no station has worked yet: then there are no records to hold an import against. */
  readonly store: StationStore | undefined;
}

function openDesk({ data, practice }: ImportOptions): Desk {
  const folder = openDataFolder(data, practice === true ? 'practice' : 'real');
  const imports = join(folder.root, 'imports');
  mkdirSync(imports, { recursive: true, mode: 0o700 });
  const store = existsSync(folder.stationDatabase) ? openStationStore(folder.stationDatabase) : undefined;
  try {
    return { store, inventory: openInventory(join(imports, 'inventory.db')), originals: openOriginals(join(imports, 'files')) };
  } catch (error) {
    store?.close();
    throw error instanceof InventoryRefused ? new CannotStart(error.message, { cause: error }) : error;
  }
}

async function importAssets(desk: Desk, file: string, options: ImportOptions): Promise<void> {
  mustBeFile(file, importLimits.fileBytes);
  const against = desk.inventory.version();
  const cancel = new AbortController();
  const stop = (): void => cancel.abort(new CannotStart('The import was cancelled. Nothing was taken.'));
  process.once('SIGINT', stop);
  try {
    const plan = await planImport(() => createReadStream(file), lookupOf(desk), {
      as: options.as as LayoutName, // the choices of --as without the tools
      mapping: options.map,
      encoding: options.encoding,
      currency: options.currency,
      separator: options.separator,
      signal: cancel.signal,
      progress: process.stderr.isTTY
        ? (rows, share) => void process.stderr.write(`\r${rows} rows, ${Math.floor(share * 100)} %${share === 1 ? '\n' : ''}`)
        : undefined,
    });
    if (plan.kind === 'refused') throw new CannotStart(fileRefusal(file, plan));
    const taken = options.apply === true ? await applied(desk, file, plan, against) : 'planned';
    process.stdout.write(options.json === true ? `${JSON.stringify({ taken, ...plan }, undefined, 2)}\n` : planText(file, plan, taken));
  } finally {
    process.removeListener('SIGINT', stop);
  }
}

/** The original first: what was taken can always be held against what it was taken from. */
async function applied(
  { inventory, originals }: Desk,
  file: string,
  plan: ImportPlan,
  against: number,
): Promise<'applied' | 'applied_before'> {
  await keepOriginal(originals, file, plan.survey.sha256);
  const taken = inventory.apply(plan, { name: basename(file), wallMs: machineClock.wallMs() }, against);
  if (taken === 'stale_plan') throw new CannotStart('Something else was imported meanwhile. Nothing was taken; run this again.');
  return taken;
}

async function keepOriginal(originals: Originals, file: string, sha256: string): Promise<void> {
  try {
    await originals.keep(file, sha256);
  } catch (error) {
    throw error instanceof OriginalChanged ? new CannotStart(error.message, { cause: error }) : error;
  }
}

function lookupOf({ inventory, store }: Desk): AssetLookup {
  return {
    bySerial: (key) => [...inventory.bySerial(key), ...(store === undefined ? [] : recordsOf(store, key))],
    byTag: (tag) => inventory.byTag(tag),
  };
}

function recordsOf(store: StationStore, key: string): readonly KnownAsset[] {
  return store.drives.find(key, { limit: 20 }).flatMap(({ serial, wwn, model }) => {
    if (assetKey({ serial }) !== key) return [];
    const asset = { serial, ...(wwn === undefined ? {} : { wwn }), ...(model === undefined ? {} : { model }) };
    return [{ from: 'custody' as const, asset }];
  });
}

async function importReport(desk: Desk, file: string, tool: (typeof foreignTool.options)[number], options: ImportOptions): Promise<void> {
  mustBeFile(file, reportLimits.fileBytes);
  const bytes = new Uint8Array(readFileSync(file));
  const read = readReport(tool, bytes);
  if (read.kind === 'refused') throw new CannotStart(reportRefusal(file, tool, read));
  const { sha256 } = survey(bytes);
  const verdicts = read.reports.map((report): ReportVerdict => {
    const key = plainSerial(report.serial ?? '');
    const drives = report.serial === undefined ? [] : (desk.store?.drives.find(report.serial, { limit: 20 }) ?? []);
    return judgeReport(
      report,
      drives,
      desk.inventory.reports(key).map(({ report: kept }) => kept),
    );
  });
  const fresh = verdicts.flatMap((verdict) => (verdict.kind === 'new' ? [verdict.report] : []));
  if (options.apply === true && fresh.length > 0) {
    await keepOriginal(desk.originals, file, sha256);
    desk.inventory.keepReports(fresh, { sha256, wallMs: machineClock.wallMs() });
  }
  const taken: 'applied' | 'planned' = options.apply === true ? 'applied' : 'planned';
  const plain = { taken, tool, trust: 'file', sha256, size: bytes.length, verdicts };
  process.stdout.write(options.json === true ? `${JSON.stringify(plain, undefined, 2)}\n` : reportText(file, plain));
}

function mustBeFile(file: string, mostBytes: number): void {
  if (!existsSync(file) || !statSync(file).isFile()) throw new CannotStart(`There is no file ${file}. Nothing was taken.`);
  if (statSync(file).size > mostBytes) throw new CannotStart(`${file} is larger than ${mostBytes} bytes. Nothing was taken; split it.`);
}

function currencyOf(text: string): string {
  if (!/^[A-Z]{3}$/.test(text)) throw new CannotStart(`--currency: ${text} is not three capital letters of ISO 4217. Nothing was taken.`);
  return text;
}

function mappingOf(text: string): Partial<Record<AssetField, string>> {
  const mapping: Partial<Record<AssetField, string>> = {};
  for (const pair of text.split(',')) {
    const [name = '', ...column] = pair.split('=');
    const field = assetFields.find((one) => one === name.trim());
    if (field === undefined || column.length === 0) throw new CannotStart(`--map: ${pair} is not field=column. Nothing was taken.`);
    mapping[field] = column.join('=').trim();
  }
  return mapping;
}

function separatorOf(name: string): Separator {
  switch (name) {
    case 'comma':
      return ',';
    case 'semicolon':
      return ';';
    case 'tab':
      return '\t';
    case 'bar':
      return '|';
    default:
      throw new CannotStart(`--separator: ${name} is none of comma, semicolon, tab, bar. Nothing was taken.`);
  }
}
