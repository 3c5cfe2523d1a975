import { stringify } from 'csv-stringify/sync';
import type { ContractRow as ContractAnswer, RetentionCounts } from '../../contract/console/retention.ts';
import { everywhere } from '../../domain/facts/control.ts';
import { dayMs, runMs, warningsDue } from '../../domain/retention/clock.ts';
import type { RetentionLine } from '../../domain/retention/report.ts';
import { ConsoleRefusal } from '../people/refusal.ts';
import {
  type ContractRow,
  endedContracts,
  holdsListedMs,
  mostInReport,
  mostUnknown,
  retentionQueries,
  standingOfTenant,
  usualRule,
} from '../retention/clocks.ts';
import type { SqlDatabase } from '../sql/port.ts';
import { text } from '../sql/rows.ts';
import type { Acts } from './acts.ts';
import type { RandomBytes } from '../../keys/random.ts';
import type { Handlers } from './call.ts';
import { mayRead } from './drives.ts';
import { nameReaders, type NamesOf, namesOf } from './names.ts';
import { markOf, seesAllOf, standingHolds, tenantHoldHandlers } from './tenant-holds.ts';

type Retention = `retention.${'list' | 'end' | 'resume' | 'report' | 'hold' | 'lift'}`;

export interface RetentionParts {
  readonly sql: SqlDatabase;
  readonly acts: Acts;
  /** Resolves when the owners of all drives so far are known. */
  readonly caughtUp: () => Promise<void>;
  readonly randomBytes: RandomBytes;
}

/** Ended contracts and their clocks, for those who see the tenant at every site. */
export function retentionHandlers({ sql, acts, caughtUp, randomBytes }: RetentionParts): Handlers<Retention> {
  const named = async (): Promise<ReadonlyMap<string, string>> =>
    new Map((await sql.query('SELECT tenant, name FROM tenants')).map((row) => [text(row, 'tenant'), text(row, 'name')]));

  return {
    ...tenantHoldHandlers({ sql, acts, randomBytes }),

    'retention.list': async ({ scope, asker, nowMs }) => {
      await caughtUp();
      const contracts = (await endedContracts(sql)).filter(({ tenant }) => seesAllOf(scope, tenant));
      const [tenants, listedMs, unknown] = [
        await named(),
        await holdsListedMs(sql),
        await sql.query(retentionQueries.unknown, [mostUnknown]),
      ];
      const names = await namesOf(
        sql,
        contracts.map(({ actor }) => actor),
        mayRead(asker, nameReaders),
      );
      const rows: ContractAnswer[] = [];
      for (const contract of contracts) rows.push(await rowOf(sql, contract, tenants.get(contract.tenant) ?? '', names, nowMs));
      const holds = await standingHolds(sql, { scope, tenants, names: mayRead(asker, nameReaders) });
      return { at_ms: nowMs, ...(listedMs === undefined ? {} : { holds_known_ms: listedMs }), unknown: unknown.length, rows, holds };
    },

    'retention.end': async ({ params: { tenant }, body, scope, asker, nowMs }) => {
      if (!seesAllOf(scope, tenant) || !(await named()).has(tenant)) throw noTenant();
      if (body.ended_ms > nowMs) throw new ConsoleRefusal('refused', 'a contract that ends later has not ended yet', { why: 'later' });
      const { keep_days: keepDays = usualRule.keep_days, delete_by_days: byDays = usualRule.delete_by_days } = body;
      const marked = await markOf(sql, tenant, randomBytes);
      const entry = await acts.control.write({
        type: 'contract.ended',
        body: { tenant, ended_ms: body.ended_ms, keep_days: keepDays, delete_by_days: byDays, mark: marked.mark },
        key: marked.key,
        actor: asker.person,
      });
      return { event: await acts.seen(entry.hash) };
    },

    'retention.resume': async ({ params: { tenant }, scope, asker }) => {
      const contract = (await endedContracts(sql)).find((each) => each.tenant === tenant);
      if (!seesAllOf(scope, tenant) || contract === undefined) throw noTenant();
      const entry = await acts.control.write({ type: 'contract.resumed', body: { tenant }, actor: asker.person });
      return { event: await acts.seen(entry.hash) };
    },

    'retention.report': async ({ params: { tenant }, query, scope, nowMs, saw }) => {
      await caughtUp();
      const contract = (await endedContracts(sql)).find((each) => each.tenant === tenant);
      if (!seesAllOf(scope, tenant) || contract === undefined) throw noTenant();
      const { report, serials, isCut } = await standingOfTenant(sql, contract, nowMs);
      if (isCut) throw new ConsoleRefusal('too_large', `there are more than ${mostInReport} drives of this tenant`);
      saw({ about: `retention ${query.as}`, sites: [everywhere], tenants: [tenant], drives: report.lines.length, opened: false });
      const lines = report.lines.map((line) => fileLine(line, serials));
      const listedMs = await holdsListedMs(sql);
      if (query.as === 'json') {
        const unknown = report.tenant_unknown.map((subject) => ({ subject, serial: serials.get(subject) ?? '' }));
        const head = { format: 'custos-retention/v1', tenant, ended: iso(contract.ended_ms), at: iso(nowMs), rule: contract.rule };
        const body = { ...head, holds_known: listedMs === undefined ? undefined : iso(listedMs), met: report.met, drives: lines, unknown };
        return { media: 'application/json', body: JSON.stringify(body), file: 'retention.json' };
      }
      const unknown = report.tenant_unknown.map((subject) => ({ subject, serial: serials.get(subject) ?? '', outcome: 'tenant_unknown' }));
      const columns = ['subject', 'serial', 'outcome', 'deleted', 'hold'];
      const csv = stringify([...lines, ...unknown], { header: true, columns, escape_formulas: true });
      return { media: 'text/csv; charset=utf-8', body: csv, file: 'retention.csv' };
    },
  };
}

function noTenant(): ConsoleRefusal {
  return new ConsoleRefusal('not_found', 'there is no such tenant, or no ended contract of it, among those that you may see');
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

function fileLine({ subject, outcome, deleted_ms: deletedMs, hold }: RetentionLine, serials: ReadonlyMap<string, string>) {
  return {
    subject,
    serial: serials.get(subject) ?? '',
    outcome,
    ...(deletedMs === undefined ? {} : { deleted: iso(deletedMs) }),
    ...(hold === undefined ? {} : { hold }),
  };
}

async function rowOf(sql: SqlDatabase, contract: ContractRow, name: string, names: NamesOf, nowMs: number): Promise<ContractAnswer> {
  const { tenant, ended_ms: endedMs, rule, actor, saidMs } = contract;
  const { report, holds } = await standingOfTenant(sql, contract, nowMs);
  const counts: RetentionCounts = { met: 0, early: 0, late: 0, kept: 0, due: 0, overdue: 0, held: 0 };
  for (const { outcome } of report.lines) counts[outcome] += 1;
  const ranMs = runMs(contract, holds, undefined, nowMs);
  const warning = warningsDue(contract, holds, [], nowMs).at(-1);
  return {
    tenant,
    name,
    ended_ms: endedMs,
    keep_days: rule.keep_days,
    delete_by_days: rule.delete_by_days,
    day: Math.floor(ranMs / dayMs),
    ...(warning === undefined ? {} : { warning }),
    delete_by_ms: nowMs - ranMs + rule.delete_by_days * dayMs,
    counts,
    ...(actor === undefined ? {} : { said_by: { person: actor, name: names(actor) } }),
    said_ms: saidMs,
  };
}
