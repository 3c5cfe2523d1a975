import { toHex } from '../../domain/bytes.ts';
import type { RandomBytes } from '../../keys/random.ts';
import type { SqlDatabase, SqlRow } from '../sql/port.ts';
import { number, text } from '../sql/rows.ts';

/** One look at drives: who, when, what was asked, and whose drives came back. */
export interface Read {
  readonly atMs: number;
  readonly person: string;
  readonly what: string;
  readonly about: string;
  readonly sites: readonly string[];
  readonly tenants: readonly string[];
  readonly drives: number;
  /** Sealed values were shown. */
  readonly opened: boolean;
}

export type KeptRead = Read & { readonly id: string };

const mostAbout = 500;

/** Keeps who looked at which drives. A look is written before its answer leaves. */
export function openReadLog(sql: SqlDatabase, logId: number, randomBytes: RandomBytes) {
  return {
    async keep(read: Read): Promise<void> {
      const id = `${read.atMs.toString(16).padStart(12, '0')}${toHex(randomBytes(8))}`;
      const values = [logId, id, read.atMs, read.person, read.what, read.about.slice(0, mostAbout)];
      await sql.apply([
        {
          text: `INSERT INTO reads (log_id, read_id, at_ms, person, what, about, sites, tenants, drives, opened)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
          params: [...values, JSON.stringify(read.sites), JSON.stringify(read.tenants), read.drives, read.opened ? 1 : 0],
        },
        ...read.tenants.map((tenant) => ({
          text: 'INSERT INTO read_tenants (log_id, tenant, read_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
          params: [logId, tenant, id],
        })),
      ]);
    },

    /** Newest first, older than `before`. */
    async list(
      filter: { readonly tenant?: string | undefined; readonly person?: string | undefined },
      before: string,
      limit: number,
    ): Promise<readonly KeptRead[]> {
      const [text, params] = listQuery(logId, filter, before, limit);
      return (await sql.query(text, params)).map(readOf);
    },
  };
}

export type ReadLog = ReturnType<typeof openReadLog>;

/** The page's query: by key whatever the filter, so that the length of the log does not matter. */
export function listQuery(
  logId: number,
  { tenant, person }: { readonly tenant?: string | undefined; readonly person?: string | undefined },
  before: string,
  limit: number,
): readonly [string, readonly (string | number)[]] {
  if (tenant !== undefined)
    return [
      `SELECT reads.* FROM read_tenants JOIN reads USING (log_id, read_id) WHERE read_tenants.log_id = $1 AND tenant = $2 AND read_tenants.read_id < $3
       ${person === undefined ? '' : 'AND person = $5'} ORDER BY read_tenants.read_id DESC LIMIT $4`,
      [logId, tenant, before, limit, ...(person === undefined ? [] : [person])],
    ];
  if (person !== undefined)
    return [
      'SELECT * FROM reads WHERE log_id = $1 AND person = $2 AND read_id < $3 ORDER BY read_id DESC LIMIT $4',
      [logId, person, before, limit],
    ];
  return ['SELECT * FROM reads WHERE log_id = $1 AND read_id < $2 ORDER BY read_id DESC LIMIT $3', [logId, before, limit]];
}

function readOf(row: SqlRow): KeptRead {
  return {
    id: text(row, 'read_id'),
    atMs: number(row, 'at_ms'),
    person: text(row, 'person'),
    what: text(row, 'what'),
    about: text(row, 'about'),
    sites: listOf(row, 'sites'),
    tenants: listOf(row, 'tenants'),
    drives: number(row, 'drives'),
    opened: number(row, 'opened') === 1,
  };
}

function listOf(row: SqlRow, column: string): readonly string[] {
  const value: unknown = JSON.parse(text(row, column));
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}
