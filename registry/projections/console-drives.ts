import { canonicalText } from '../../domain/ledger/canonical.ts';
import { type DriveLife, evolve, isCustodyType, type RecordedFact, stateOf } from '../../domain/custody/life.ts';
import type { LoggedEvent } from '../projector/projection.ts';
import { inList, insertRows, type SqlReader, type SqlValue, type Statement } from '../sql/port.ts';
import { number, optionalNumber, text } from '../sql/rows.ts';
import { stepOf } from './step.ts';
import { mainTermOf, termsOf } from './terms.ts';

/** One drive on its way through a batch. */
interface Held {
  life: DriveLife | undefined;
  site: string;
  claimedMs: number | undefined;
  endedMs: number | undefined;
  changed: number;
}

const columns = [
  'subject',
  'site',
  'serial',
  'model',
  'wwn',
  'state',
  'step',
  'since_ms',
  'holder',
  'place',
  'outcome',
  'ended_ms',
  'claimed_ms',
  'breaches',
  'flaw',
  'changed',
  'life',
] as const;

/** Rows of drives and what they are found by, folded from their facts by the code that a bench uses. */
export async function applyDrives(
  events: readonly LoggedEvent[],
  db: SqlReader,
  siteOf: (station: string) => string,
): Promise<readonly Statement[]> {
  const about = events.filter(({ event }) => event.subject?.startsWith('d1_') === true);
  const subjects = [...new Set(about.map(({ event }) => event.subject ?? ''))];
  const [first, ...others] = subjects;
  if (first === undefined) return [];
  const before = await load(db, [first, ...others]);
  const after = new Map<string, Held>();
  const days = new Map<string, { claimed: number; released: number; destroyed: number }>();
  const looks: SqlValue[][] = [];
  for (const logged of about) {
    const subject = logged.event.subject ?? '';
    const held = after.get(subject) ?? { ...(before.get(subject) ?? nobody) };
    after.set(subject, held);
    foldOne(held, logged, siteOf(logged.event.station), days);
    looks.push(...lookOf(held, logged));
  }
  return [
    ...rowsOf(after),
    ...termStatements(before, after),
    ...dayStatements(days),
    ...insertRows('console_rechecks', lookColumns, looks),
  ];
}

const nobody: Held = { life: undefined, site: '', claimedMs: undefined, endedMs: undefined, changed: 0 };

async function load(db: SqlReader, subjects: readonly [string, ...string[]]): Promise<Map<string, Held>> {
  const { list, params } = inList(subjects, 1);
  const rows = await db.query(
    `SELECT subject, site, claimed_ms, ended_ms, changed, life FROM console_drives WHERE subject IN ${list}`,
    params,
  );
  return new Map(
    rows.map((row) => [
      text(row, 'subject'),
      {
        life: JSON.parse(text(row, 'life')) as DriveLife, // our own canonical JSON
        site: text(row, 'site'),
        claimedMs: optionalNumber(row, 'claimed_ms'),
        endedMs: optionalNumber(row, 'ended_ms'),
        changed: number(row, 'changed'),
      },
    ]),
  );
}

/** An event as the fold takes it. */
export function recordedFact({ event, hash }: Pick<LoggedEvent, 'event' | 'hash'>): RecordedFact {
  const { station, epoch, seq, type, body, subject, actor, witness, deps, time } = event;
  return { hash, station, epoch, seq, type, body, subject, actor, witness, deps, wall: time.wall };
}

function foldOne(
  held: Held,
  logged: LoggedEvent,
  site: string,
  days: Map<string, { claimed: number; released: number; destroyed: number }>,
): void {
  const { type } = logged.event;
  const was = held.life;
  const life = evolve(was, recordedFact(logged));
  held.life = life;
  held.changed = logged.index;
  if (held.site === '' || isCustodyType(type)) held.site = site;
  const day = new Date(logged.recvMs).toISOString().slice(0, 10);
  const count = (what: 'claimed' | 'released' | 'destroyed'): void => {
    const key = JSON.stringify([held.site, day]);
    const counts = days.get(key) ?? { claimed: 0, released: 0, destroyed: 0 };
    counts[what] += 1;
    days.set(key, counts);
  };
  if (type === 'custody.claimed' && was?.rounds !== life.rounds) {
    held.claimedMs = logged.recvMs;
    count('claimed');
  }
  if (type === 'custody.released' && was?.released === undefined && life.released !== undefined) {
    held.endedMs = logged.recvMs;
    count('released');
  }
  if (type === 'drive.destroyed' && was?.destroyed === undefined && life.destroyed !== undefined) {
    held.endedMs = logged.recvMs;
    count('destroyed');
  }
}

const lookColumns = ['subject', 'event', 'drawn', 'verdict', 'actor', 'site', 'at_ms'];

/** The re-check that this fact ended, where the rules let it stand. */
function lookOf({ life, site }: Held, { hash, recvMs }: LoggedEvent): readonly SqlValue[][] {
  const look = life?.rechecks?.at(-1);
  if (life === undefined || look?.ended?.hash !== hash || look.verdict === undefined) return [];
  return [[life.subject, hash, look.drawn, look.verdict, look.started.by ?? null, site, recvMs]];
}

function rowsOf(after: ReadonlyMap<string, Held>): readonly Statement[] {
  const rows = [...after].map(([subject, held]) => {
    const { life } = held;
    if (life === undefined) throw new Error('a drive was folded into nothing');
    const state = stateOf(life);
    const since = Date.parse(life.since);
    return [
      subject,
      held.site,
      life.record?.serial ?? life.seen?.identity.serial ?? '',
      life.seen?.identity.model ?? life.record?.model ?? null,
      life.seen?.identity.wwn ?? life.record?.label.wwn?.toLowerCase() ?? null,
      state,
      stepOf(state) ?? null,
      Number.isFinite(since) ? Math.max(0, since) : 0,
      life.holder ?? null,
      life.place ?? null,
      life.certificates.at(-1)?.outcome ?? null,
      held.endedMs ?? null,
      held.claimedMs ?? null,
      life.breach_count,
      flawOf(life) ?? null,
      held.changed,
      canonicalText(life),
    ];
  });
  const sets = columns.slice(1).map((column) => `${column} = excluded.${column}`);
  return insertRows('console_drives', columns, rows, `ON CONFLICT (subject) DO UPDATE SET ${sets.join(', ')}`);
}

/** What an auditor would write down about a drive, the worst of it. */
export function flawOf(life: DriveLife): 'released_without_proof' | 'destroyed_without_witness' | 'seen_after_end' | 'breach' | undefined {
  if (life.breaches.some(({ type }) => type === 'custody.released')) return 'released_without_proof';
  if (life.breaches.some(({ type }) => type === 'drive.destroyed')) return 'destroyed_without_witness';
  if (life.destroyed !== undefined && life.destroyed.witness === undefined) return 'destroyed_without_witness';
  if (life.zombie) return 'seen_after_end';
  return life.breach_count > 0 ? 'breach' : undefined;
}

/** Rewrites what a drive is found by, when that or its site changed. */
function termStatements(before: ReadonlyMap<string, Held>, after: ReadonlyMap<string, Held>): readonly Statement[] {
  const changed = [...after].filter(([subject, held]) => wordsOf(before.get(subject)) !== wordsOf(held));
  const rows = changed.flatMap(([subject, { life, site }]) => {
    if (life === undefined) return [];
    const main = mainTermOf(life);
    return termsOf(life).map((term) => [subject, term, site, term === main ? 1 : 0]);
  });
  return [
    ...changed.map(([subject]) => ({ text: 'DELETE FROM console_terms WHERE subject = $1', params: [subject] })),
    ...insertRows('console_terms', ['subject', 'term', 'site', 'main'], rows),
  ];
}

function wordsOf(held: Held | undefined): string {
  return held?.life === undefined ? '' : JSON.stringify([held.site, mainTermOf(held.life), ...termsOf(held.life)]);
}

function dayStatements(days: ReadonlyMap<string, { claimed: number; released: number; destroyed: number }>): readonly Statement[] {
  const rows = [...days].map(([key, { claimed, released, destroyed }]) => {
    const [site, day] = JSON.parse(key) as [string, string]; // made in `foldOne`
    return [site, day, claimed, released, destroyed];
  });
  const sets = ['claimed', 'released', 'destroyed'].map((name) => `${name} = drive_days.${name} + excluded.${name}`);
  return insertRows(
    'drive_days',
    ['site', 'day', 'claimed', 'released', 'destroyed'],
    rows,
    `ON CONFLICT (site, day) DO UPDATE SET ${sets.join(', ')}`,
  );
}
