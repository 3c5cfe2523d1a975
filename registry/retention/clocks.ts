import { holdGround, type HoldGround } from '../../domain/facts/holds.ts';
import { type EndedContract, type Hold, ninetyAndNinety, type RetentionRule } from '../../domain/retention/clock.ts';
import { type HeldDrive, type RetentionReport, retentionReport } from '../../domain/retention/report.ts';
import type { SqlReader, SqlRow } from '../sql/port.ts';
import { number, optionalNumber, optionalText, text } from '../sql/rows.ts';

/** A contract that has ended, with who said so. */
export interface ContractRow extends EndedContract {
  readonly actor: string | undefined;
  readonly saidMs: number;
}

/** The rule of every contract, when an officer says nothing else. */
export const usualRule: RetentionRule = ninetyAndNinety;

export const retentionQueries = {
  contracts: 'SELECT tenant, ended_ms, keep_days, delete_by_days, actor, said_ms FROM ended_contracts ORDER BY ended_ms, tenant',
  drives: `SELECT dt.subject, d.serial, d.site, g.deleted_ms FROM drive_tenants dt
    LEFT JOIN console_drives d ON d.subject = dt.subject LEFT JOIN deleted_drives g ON g.subject = dt.subject
    WHERE dt.tenant = $1 ORDER BY dt.subject LIMIT $2`,
  holds: `SELECT h.subject, h.hold, h.placed_ms, h.lifted_ms FROM drive_tenants dt JOIN drive_holds h ON h.subject = dt.subject
    WHERE dt.tenant = $1 ORDER BY h.subject, h.hold`,
  tenantHolds: `SELECT hold, tenant, ground, actor, placed_ms, lifted_ms FROM tenant_holds WHERE tenant = $1 ORDER BY placed_ms, hold`,
  unknown: `SELECT d.subject, d.serial FROM console_drives d LEFT JOIN drive_tenants dt ON dt.subject = d.subject
    LEFT JOIN deleted_drives g ON g.subject = d.subject
    WHERE d.step IS NOT NULL AND dt.subject IS NULL AND g.subject IS NULL ORDER BY d.subject LIMIT $1`,
} as const;

export async function endedContracts(sql: SqlReader): Promise<readonly ContractRow[]> {
  return (await sql.query(retentionQueries.contracts)).map(contractOf);
}

function contractOf(row: SqlRow): ContractRow {
  const rule = { ...usualRule, keep_days: number(row, 'keep_days'), delete_by_days: number(row, 'delete_by_days') };
  return {
    tenant: text(row, 'tenant'),
    ended_ms: number(row, 'ended_ms'),
    rule,
    actor: optionalText(row, 'actor'),
    saidMs: number(row, 'said_ms'),
  };
}

/** Up to when every hold that a station placed is known here: the last word of the station that was heard longest ago. */
export async function holdsListedMs(sql: SqlReader): Promise<number | undefined> {
  const [row] = await sql.query('SELECT min(coalesce(last_ms, 0)) AS listed FROM console_stations');
  const listed = row === undefined ? undefined : optionalNumber(row, 'listed');
  return listed === 0 ? undefined : listed;
}

/** Drives in one report, and drives of nobody that are named in it. */
export const mostInReport = 20_000;
export const mostUnknown = 1_000;

export interface TenantStanding {
  readonly report: RetentionReport;
  readonly holds: readonly Hold[];
  /** Serial by subject, where one is known. */
  readonly serials: ReadonlyMap<string, string>;
  /** There are more drives than the report holds: it is none. */
  readonly isCut: boolean;
}

/**
 * Every drive of a tenant with what became of it. Drives whose owner is not known and that are still in custody are named
 * too, the first thousand of them. Drives that stations at no site of ours wrote about have no serial here.
 */
export async function standingOfTenant(sql: SqlReader, contract: EndedContract, nowMs: number): Promise<TenantStanding> {
  const [rows, holdRows, tenantHolds, unknown] = await Promise.all([
    sql.query(retentionQueries.drives, [contract.tenant, mostInReport + 1]),
    sql.query(retentionQueries.holds, [contract.tenant]),
    tenantHoldsOf(sql, contract.tenant),
    sql.query(retentionQueries.unknown, [mostUnknown]),
  ]);
  const drives: readonly HeldDrive[] = [
    ...rows.slice(0, mostInReport).map((row) => {
      const deleted = optionalNumber(row, 'deleted_ms');
      return { subject: text(row, 'subject'), tenant: contract.tenant, ...(deleted === undefined ? {} : { deleted_ms: deleted }) };
    }),
    ...unknown.map((row) => ({ subject: text(row, 'subject') })),
  ];
  const holds = [...tenantHolds, ...holdRows.map((row) => holdOf(row, contract.tenant))];
  return {
    report: retentionReport(contract, drives, holds, nowMs),
    holds,
    serials: new Map([...rows, ...unknown].map((row) => [text(row, 'subject'), optionalText(row, 'serial') ?? ''])),
    isCut: rows.length > mostInReport,
  };
}

/** A hold on a whole tenant, with who placed it. */
export interface TenantHoldRow extends Hold {
  readonly ground: HoldGround;
  readonly actor: string | undefined;
}

/** Holds on all of a tenant, the oldest first, also those that were lifted. */
export async function tenantHoldsOf(sql: SqlReader, tenant: string): Promise<readonly TenantHoldRow[]> {
  return (await sql.query(retentionQueries.tenantHolds, [tenant])).map((row) => {
    const lifted = optionalNumber(row, 'lifted_ms');
    return {
      hold: text(row, 'hold'),
      tenant,
      ground: holdGround.parse(text(row, 'ground')),
      actor: optionalText(row, 'actor'),
      placed_ms: number(row, 'placed_ms'),
      ...(lifted === undefined ? {} : { lifted_ms: lifted }),
    };
  });
}

function holdOf(row: SqlRow, tenant: string): Hold {
  const lifted = optionalNumber(row, 'lifted_ms');
  const placed = { hold: text(row, 'hold'), tenant, subject: text(row, 'subject'), placed_ms: number(row, 'placed_ms') };
  return lifted === undefined ? placed : { ...placed, lifted_ms: lifted };
}
