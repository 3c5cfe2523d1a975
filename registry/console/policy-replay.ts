import type { ReplayAnswer } from '../../contract/console/policies.ts';
import { consoleRoutes } from '../../contract/console/routes.ts';
import type { DriveLife } from '../../domain/custody/story.ts';
import { readDraft } from '../../domain/policy/draft.ts';
import { everywhere } from '../../domain/facts/control.ts';
import { policyOf } from '../../domain/policy/policies.ts';
import { type Policy, policy as policySchema } from '../../domain/policy/policy.ts';
import type { KnownPolicy } from '../../domain/policy/replay-life.ts';
import { replayTally } from '../../domain/policy/replay-tally.ts';
import { ConsoleRefusal } from '../people/refusal.ts';
import { type Asker, covers, type Scope } from '../people/rights.ts';
import type { SqlDatabase, SqlReader, SqlRow, SqlValue } from '../sql/port.ts';
import { number, optionalText, text } from '../sql/rows.ts';
import type { Handlers } from './call.ts';
import { cut, readCursor } from './cursor.ts';
import { drivesIn, Params, withinScope } from './scope-sql.ts';
import { narrowed } from './search.ts';

const dayMs = 86_400_000;
/** Drives of one answer: some ten megabytes of lives, and a fraction of a second. */
const partSize = 1000;

/**
 * A draft asked of the drives of the past. Lives are read part by part in the order of the subjects, which are hashes: what
 * a caller has gone over is a fair draw of all, and no answer grows with the registry.
 */
export function policyReplayHandlers({
  sql,
  caughtUp,
}: {
  readonly sql: SqlDatabase;
  /** Resolves when the owners of all drives so far are known. */
  readonly caughtUp: () => Promise<void>;
}): Handlers<'policies.replay'> {
  return {
    'policies.replay': async ({ body, scope: given, asker, nowMs, saw }) => {
      const draft = draftIn(body.policy);
      const scope = ofSites(narrowed(given, body), draft);
      const sinceMs = body.since_days === undefined ? undefined : nowMs - body.since_days * dayMs;
      const [after = ''] = body.after === undefined ? [] : readCursor(body.after, ['string']);
      if (body.after === undefined) await caughtUp();
      const counted = body.after === undefined ? await sql.query(...replayQueries.count(scope)) : [];
      const { shown, ...more } = cut(await sql.query(...replayQueries.part(scope, String(after), partSize + 1)), partSize, (row) => [
        text(row, 'subject'),
      ]);
      const lives = shown.map((row) => JSON.parse(text(row, 'life')) as DriveLife); // our own canonical JSON
      const { tally, rework } = replayTally(draft, lives, await knownTo(sql), sinceMs);
      const open = new Map(shown.filter((row) => mayName(asker, row)).map((row) => [text(row, 'subject'), row]));
      const named = rework.flatMap((each) => {
        const row = open.get(each.subject);
        return row === undefined ? [] : [{ row, each }];
      });
      saw({
        about: `${draft.id} ${draft.version}`,
        sites: [...new Set(named.map(({ row }) => text(row, 'site')))],
        tenants: [...new Set(named.flatMap(({ row }) => optionalText(row, 'tenant') ?? []))],
        drives: named.length,
        opened: false,
      });
      const [all] = counted;
      return {
        at_ms: nowMs,
        ...(all === undefined ? {} : { drives: number(all, 'drives') }),
        walked: shown.length,
        tally: tally as ReplayAnswer['tally'], // the same without `readonly`
        rows: named.map(({ row, each: { media, technique, short } }) => ({
          subject: text(row, 'subject'),
          serial: text(row, 'serial'),
          model: optionalText(row, 'model') ?? '',
          site: text(row, 'site'),
          media,
          technique,
          short,
        })),
        ...more,
      };
    },
  };
}

/** Statements with their values, for a test that holds their plans. */
export const replayQueries = {
  count(scope: Scope): readonly [string, readonly SqlValue[]] {
    const params = new Params();
    return [`SELECT count(*) AS drives FROM ${drivesIn(scope)} WHERE ${within(scope, params)}`, params.values];
  },
  part(scope: Scope, after: string, limit: number): readonly [string, readonly SqlValue[]] {
    const params = new Params();
    const from = params.add(after);
    // Which drives first: whatever the database sorts for that, it sorts without their lives.
    const subjects = `SELECT d.subject FROM ${drivesIn(scope)}
      WHERE d.subject > ${from} AND ${within(scope, params)} ORDER BY d.subject LIMIT ${params.add(limit)}`;
    return [
      `SELECT d.subject, d.serial, d.model, d.site, dt.tenant, d.life FROM ${drivesIn(scope, true)}
        WHERE d.subject IN (${subjects}) ORDER BY d.subject`,
      params.values,
    ];
  },
};

function within(scope: Scope, params: Params): string {
  return withinScope(scope, { site: 'd.site', tenant: 'dt.tenant' }, params);
}

/** Administrators judge by the counts: which drive it is, those see who may look drives up. */
function mayName({ grants }: Asker, row: SqlRow): boolean {
  const roles: readonly string[] = consoleRoutes['drives.find'].roles;
  return covers(
    grants.filter(({ role }) => roles.includes(role)),
    { site: text(row, 'site'), tenant: optionalText(row, 'tenant') },
  );
}

/** A draft for some sites alone is asked of no drive elsewhere. */
function ofSites(scope: Scope, { scope: own }: Policy): Scope {
  const sites = own?.sites;
  if (sites === undefined) return scope;
  return scope.flatMap((reach) => {
    const left = reach.sites.includes(everywhere) ? sites : sites.filter((site) => reach.sites.includes(site));
    return left.length === 0 ? [] : [{ ...reach, sites: left }];
  });
}

/** @throws ConsoleRefusal when it is no policy yet */
function draftIn(value: unknown): Policy {
  const draft = readDraft(JSON.stringify(value));
  if (draft.kind === 'policy') return draft.policy;
  const [fault] = draft.faults;
  throw new ConsoleRefusal('malformed', `not a policy yet: ${fault?.where ?? ''}: ${fault?.text ?? ''}`);
}

/** Policies of the code, and those whose texts are kept here. */
async function knownTo(sql: SqlReader): Promise<KnownPolicy> {
  const kept = new Map<string, Policy>();
  for (const row of await sql.query('SELECT hash, policy FROM policy_texts')) {
    const read = policySchema.safeParse(JSON.parse(text(row, 'policy')));
    if (read.success) kept.set(text(row, 'hash'), read.data);
  }
  return (ref) => {
    const found = policyOf(ref) ?? kept.get(ref.hash);
    return found?.id === ref.id && found.version === ref.version ? found : undefined;
  };
}
