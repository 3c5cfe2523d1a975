import { readControlFact } from '../../domain/facts/control.ts';
import { type AnyFact, type IdentityLock, readFact } from '../../domain/facts/facts.ts';
import { controlStation } from '../../domain/ledger/ids.ts';
import type { LoggedEvent, Projection } from '../projector/projection.ts';
import { inList, insertRows, type SqlReader, type SqlValue, type Statement } from '../sql/port.ts';
import { optionalNumber, text } from '../sql/rows.ts';
import { CreditFold, creditTypes } from './credits.ts';
import { stationRows } from './stations-in.ts';

/** Counts behind the console's figures: how erases end, how steps are done, what becomes of drives bound for their maker. */
export const talliesProjection: Projection = {
  name: 'tallies',
  // 2: a drive's row has no site until something says one. 3: credits.
  version: 3,
  tables: [
    { name: 'tally_stations', key: ['station'] },
    { name: 'tally_drives', key: ['subject'] },
    { name: 'erase_tallies', key: ['month', 'site', 'model', 'firmware', 'dock'] },
    { name: 'act_tallies', key: ['month', 'site', 'step', 'how'] },
    { name: 'return_tallies', key: ['month', 'site', 'model'] },
    { name: 'credits', key: ['subject', 'expected'] },
  ],
  async apply(events, db) {
    const sites = new Map((await stationRows(db, 'tally_stations', events)).map((row) => [text(row, 'station'), text(row, 'site')]));
    const fold: Fold = { drives: await drivesBefore(events, db), touched: new Set(), erase: counts(6), act: counts(1), back: counts(4) };
    const credits = await CreditFold.before(events, db);
    const enrolled = new Map<string, string>();
    for (const logged of events) {
      const { event } = logged;
      if (event.station === controlStation) {
        const control = readControlFact(event.type, event.body);
        if (control?.type !== 'station.enrolled') continue;
        sites.set(control.body.station, control.body.site);
        enrolled.set(control.body.station, control.body.site);
        continue;
      }
      if (!counted.has(event.type)) continue;
      const read = readFact(event.type, event.body);
      if (read.kind !== 'fact') continue;
      const site = sites.get(event.station) ?? '';
      foldOne(fold, logged, read.fact, site);
      credits.add(logged, read.fact, site);
    }
    return [
      ...insertRows('tally_stations', ['station', 'site'], [...enrolled], 'ON CONFLICT (station) DO UPDATE SET site = excluded.site'),
      ...driveStatements(fold),
      ...added('erase_tallies', ['month', 'site', 'model', 'firmware', 'dock'], eraseCounts, fold.erase),
      ...added('act_tallies', ['month', 'site', 'step', 'how'], ['acts'], fold.act),
      ...added('return_tallies', ['month', 'site', 'model'], returnCounts, fold.back),
      ...credits.statements(),
    ];
  },
};

const eraseCounts = ['done', 'failed', 'stopped', 'verified', 'unverified', 'refuted'] as const;
const returnCounts = ['bound', 'sent', 'destroyed', 'elsewhere'] as const;

/** Types that are counted; all others are passed over unread. */
const counted: ReadonlySet<string> = new Set<AnyFact['type']>([
  'custody.claimed',
  'custody.destination',
  'custody.released',
  'custody.override',
  'drive.seen',
  'drive.destroyed',
  'erase.finished',
  'erase.failed',
  'erase.interrupted',
  'verify.finished',
  'exception.granted',
  'expected.missing',
  ...creditTypes,
]);

interface Drive {
  site: string;
  model: string;
  firmware: string;
  dock: string;
  boundMs: number | undefined;
}

/** Sums by key, each key the JSON of its columns. */
interface Counts {
  readonly sums: Map<string, number[]>;
  readonly size: number;
}

interface Fold {
  readonly drives: Map<string, Drive>;
  readonly touched: Set<string>;
  readonly erase: Counts;
  readonly act: Counts;
  readonly back: Counts;
}

function counts(size: number): Counts {
  return { sums: new Map(), size };
}

function add({ sums, size }: Counts, key: readonly string[], at: number): void {
  const name = JSON.stringify(key);
  const sum = sums.get(name) ?? Array.from({ length: size }, () => 0);
  sum[at] = (sum[at] ?? 0) + 1;
  sums.set(name, sum);
}

async function drivesBefore(events: readonly LoggedEvent[], db: SqlReader): Promise<Map<string, Drive>> {
  const about = events.flatMap(({ event: { type, subject } }) => (subject !== undefined && counted.has(type) ? [subject] : []));
  const [first, ...others] = new Set(about);
  if (first === undefined) return new Map();
  const { list, params } = inList([first, ...others], 1);
  const rows = await db.query(`SELECT subject, site, model, firmware, dock, bound_ms FROM tally_drives WHERE subject IN ${list}`, params);
  return new Map(
    rows.map((row) => [
      text(row, 'subject'),
      {
        site: text(row, 'site'),
        model: text(row, 'model'),
        firmware: text(row, 'firmware'),
        dock: text(row, 'dock'),
        boundMs: optionalNumber(row, 'bound_ms'),
      },
    ]),
  );
}

function foldOne(fold: Fold, { event, recvMs }: LoggedEvent, fact: AnyFact, site: string): void {
  const month = new Date(recvMs).toISOString().slice(0, 7);
  const how = howOf(fact);
  if (how !== undefined) add(fold.act, [month, site, ...how], 0);
  const { subject } = event;
  if (subject?.startsWith('d1_') !== true) return;
  const drive = fold.drives.get(subject) ?? { site: '', model: '', firmware: '', dock: '', boundMs: undefined };
  const ended = endOf(fact);
  if (ended !== undefined) add(fold.erase, [month, site, drive.model, drive.firmware, drive.dock], eraseCounts.indexOf(ended));
  const before = JSON.stringify(drive);
  if (fact.type === 'drive.seen') {
    const { identity, dock } = fact.body;
    Object.assign(drive, { model: identity.model, firmware: identity.firmware, dock });
  }
  if (fact.type === 'custody.claimed' && drive.model === '') drive.model = fact.body.model ?? fact.body.label.model ?? '';
  const bound = boundFor(fact);
  if (bound !== undefined) {
    drive.site = site;
    const fate = bound === 'bound' ? (drive.boundMs === undefined ? 'bound' : undefined) : drive.boundMs === undefined ? undefined : bound;
    if (fate !== undefined) add(fold.back, [month, site, drive.model], returnCounts.indexOf(fate));
    drive.boundMs = bound === 'bound' ? (drive.boundMs ?? recvMs) : undefined;
  }
  fold.drives.set(subject, drive);
  if (before !== JSON.stringify(drive)) fold.touched.add(subject);
}

const said = { verified: 'verified', not_verified: 'unverified', failed: 'refuted' } as const;

/** How an erase ended, or what its verification said. */
function endOf(fact: AnyFact): (typeof eraseCounts)[number] | undefined {
  switch (fact.type) {
    case 'erase.finished':
      return 'done';
    case 'erase.failed':
      return 'failed';
    case 'erase.interrupted':
      return 'stopped';
    case 'verify.finished':
      return said[fact.body.verdict.kind];
    default:
      return undefined;
  }
}

/** Whether a drive is bound for its maker from now on, or what became of it. */
function boundFor(fact: AnyFact): (typeof returnCounts)[number] | undefined {
  switch (fact.type) {
    case 'custody.claimed':
    case 'custody.destination':
      return fact.body.destination === 'maker' ? 'bound' : 'elsewhere';
    case 'custody.released':
      return fact.body.way === 'maker' ? 'sent' : 'elsewhere';
    case 'drive.destroyed':
      return 'destroyed';
    default:
      return undefined;
  }
}

const speaksFor: ReadonlySet<IdentityLock['findings'][number]> = new Set([
  'serial_equal',
  'serial_equal_by_maker_rule',
  'wwn_equal',
  'model_equal',
]);

/** A step and how it was done. */
function howOf(fact: AnyFact): readonly [string, string] | undefined {
  switch (fact.type) {
    case 'custody.claimed': {
      const { typed, label } = fact.body;
      return ['intake', typed === undefined ? (label.serial === undefined ? 'from_record' : 'scanned') : `typed_${typed}`];
    }
    case 'drive.seen': {
      const { verdict, findings } = fact.body.lock;
      return ['dock', verdict === 'open' ? 'scanned' : (findings.find((finding) => !speaksFor.has(finding)) ?? 'shut')];
    }
    case 'custody.override':
      return ['override', fact.body.act];
    case 'exception.granted':
      return ['exception', fact.body.ground];
    case 'expected.missing':
      return ['missing', fact.body.reason];
    default:
      return undefined;
  }
}

function driveStatements({ drives, touched }: Fold): readonly Statement[] {
  const rows = [...touched].map((subject): readonly SqlValue[] => {
    const { site = '', model = '', firmware = '', dock = '', boundMs } = drives.get(subject) ?? {};
    return [subject, site, model, firmware, dock, boundMs ?? null];
  });
  const columns = ['subject', 'site', 'model', 'firmware', 'dock', 'bound_ms'];
  const sets = columns.slice(1).map((column) => `${column} = excluded.${column}`);
  return insertRows('tally_drives', columns, rows, `ON CONFLICT (subject) DO UPDATE SET ${sets.join(', ')}`);
}

function added(table: string, key: readonly string[], sums: readonly string[], { sums: all }: Counts): readonly Statement[] {
  const rows = [...all].map(([name, sum]) => [...(JSON.parse(name) as readonly string[]), ...sum]); // made in `add`
  const sets = sums.map((column) => `${column} = ${table}.${column} + excluded.${column}`);
  return insertRows(table, [...key, ...sums], rows, `ON CONFLICT (${key.join(', ')}) DO UPDATE SET ${sets.join(', ')}`);
}
