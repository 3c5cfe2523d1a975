import type { ReadyReason } from '../../contract/registry.ts';
import { toBase64url } from '../../domain/bytes.ts';
import type { Integrator } from '../ledger/integrator.ts';
import type { After, Guard, RegistryClock } from '../ports.ts';
import { number } from '../sql/rows.ts';
import type { SqlReader } from '../sql/port.ts';

export interface ReadinessParts {
  readonly sql: SqlReader;
  readonly logId: number;
  readonly logName: string;
  readonly integrator: Pick<Integrator, 'published' | 'alarm'>;
  readonly guard: Guard;
  readonly clock: Pick<RegistryClock, 'nowMs' | 'monoMs'>;
  readonly after: After;
  /** Whether the key files can still be read, and hold the keys that are in use. */
  readonly keysReadable: () => boolean;
}

/** One look counts for so long: however many ask, the database is asked once, in ms. */
const freshMs = 1_000;
/** A database that takes longer than this does not answer, in ms. */
const patienceMs = 3_000;
/** An ack promises a checkpoint within 60 s: an entry that waits for this long is not on its way, in ms. */
export const behindMs = 15_000;

/** How long the oldest entry without a checkpoint has waited, in ms; 0 when there is none. */
export async function uncoveredMs(sql: SqlReader, logId: number, covered: number, nowMs: number): Promise<number> {
  const [row] = await sql.query('SELECT recv_ms FROM events WHERE log_id = $1 AND log_index = $2', [logId, covered]);
  return row === undefined ? 0 : Math.max(0, nowMs - number(row, 'recv_ms'));
}

/**
 * Looks whether this registry can do its work, and says why not. Whoever holds the log, and by how many steps its tables
 * were made, is remembered from the moment of the call: a difference later is somebody else's doing.
 */
export async function openReadiness(parts: ReadinessParts): Promise<() => Promise<readonly ReadyReason[]>> {
  const { sql, clock } = parts;
  const held = await standing(parts);
  let last: { readonly atMs: number; readonly reasons: Promise<readonly ReadyReason[]> } | undefined;

  async function database(): Promise<readonly ReadyReason[]> {
    const now = await standing(parts);
    const published = parts.integrator.published();
    const isBehind = published !== undefined && (await uncoveredMs(sql, parts.logId, published.size, clock.nowMs())) > behindMs;
    return [
      ...(now.fence === held.fence ? [] : (['log_not_held'] as const)),
      ...(now.steps === held.steps ? [] : (['migrations'] as const)),
      ...(isBehind ? (['behind'] as const) : []),
    ];
  }

  async function look(): Promise<readonly ReadyReason[]> {
    const answered = await inTime(database(), parts.after).catch(() => ['database'] as const);
    return [
      ...answered,
      ...(parts.keysReadable() ? [] : (['keys'] as const)),
      ...(guardStands(parts) ? [] : (['guard'] as const)),
      ...(parts.integrator.alarm() === undefined ? [] : (['read_only'] as const)),
    ];
  }

  return () => {
    const nowMs = clock.monoMs();
    if (last === undefined || nowMs - last.atMs >= freshMs) last = { atMs: nowMs, reasons: look() };
    return last.reasons;
  };
}

async function standing({
  sql,
  logId,
}: Pick<ReadinessParts, 'sql' | 'logId'>): Promise<{ readonly fence: number; readonly steps: number }> {
  const [row] = await sql.query('SELECT fence, (SELECT count(*) FROM migrations) AS steps FROM logs WHERE log_id = $1', [logId]);
  if (row === undefined) throw new Error('the log has no row');
  return { fence: number(row, 'fence'), steps: number(row, 'steps') };
}

/** The guard file says what was signed last, or something just signed after it was read. */
function guardStands({ guard, integrator, logName }: ReadinessParts): boolean {
  const published = integrator.published();
  if (published === undefined) return !['guard_missing', 'log_rollback'].includes(integrator.alarm() ?? '');
  try {
    const kept = guard.read();
    return kept?.log === logName && kept.size === published.size && kept.root === toBase64url(published.root);
  } catch {
    return false;
  }
}

function inTime<Value>(work: Promise<Value>, after: After): Promise<Value> {
  return new Promise((resolve, reject) => {
    const cancel = after(patienceMs, () => {
      reject(new Error('the database takes too long'));
    });
    work.then(resolve, reject).finally(cancel);
  });
}
