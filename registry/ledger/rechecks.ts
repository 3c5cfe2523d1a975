import { hashText } from '../../domain/ledger/hash.ts';
import { edgeOf, rootOf } from '../../domain/ledger/tree.ts';
import { drawRechecks } from '../../domain/policy/recheck.ts';
import type { RegistryClock, Report } from '../ports.ts';
import type { Projector } from '../projector/projector.ts';
import { number, text } from '../sql/rows.ts';
import type { RegistryStore } from '../store.ts';
import type { ControlWriter } from './control.ts';
import { type Integrator, withTiles } from './integrator.ts';
import { tellWhenMoved } from './tell.ts';

/** How long certificates gather before their window is closed, in ms. */
export const windowMs = 3_600_000;
/** Subjects in one event. */
const partSize = 64;

export interface RecheckParts {
  readonly store: RegistryStore;
  readonly logId: number;
  readonly control: Pick<ControlWriter, 'write'>;
  readonly integrator: Pick<Integrator, 'published' | 'settle'>;
  readonly projector: Pick<Projector, 'onMoved' | 'status'>;
  readonly clock: Pick<RegistryClock, 'nowMs'>;
  readonly report: Report;
  /** How many of a thousand are drawn; 0 closes no window. */
  readonly permille: number;
  readonly windowMs?: number | undefined;
}

/** Statements of the questions below, for a test that holds their plans. */
export const recheckQueries = {
  undrawn: `SELECT closed, log_index, from_index, upto_index, share_permille, parts_told FROM recheck_windows
    WHERE log_id = $1 AND (parts IS NULL OR parts_told < parts) ORDER BY log_index LIMIT 16`,
  subjects: 'SELECT subject FROM recheck_certificates WHERE log_id = $1 AND log_index >= $2 AND log_index < $3 ORDER BY log_index',
  last: 'SELECT max(upto_index) AS upto FROM recheck_windows WHERE log_id = $1',
  waiting: 'SELECT min(at_ms) AS since, max(log_index) AS last FROM recheck_certificates WHERE log_id = $1 AND log_index >= $2',
} as const;

/**
 * Draws drives for a re-check, window by window. First the window is closed by `recheck.closed`, which names the stretch of
 * the log whose certificates are drawn from; then `recheck.drawn` tells what the root of the tree up to that event draws.
 * That root covers a signature of the registry's own control key, which no station can foresee, and exactly one tree has that
 * size, so nobody can pick another one: whoever has the log can draw again.
 *
 * @returns a function that ends it, after what is under way
 */
export function tellRechecks(parts: RecheckParts): () => Promise<void> {
  const { projector, report } = parts;
  /** What this process wrote and may not have followed yet. */
  const told = { upto: 0, drawn: new Set<string>() };
  return tellWhenMoved({
    projector,
    projection: 'rechecks',
    report,
    failed: 'A draw for re-checks could not be told to the log yet. It is told with the next event or start.',
    async tell(isStopped) {
      await drawClosed(parts, told, isStopped);
      if (!isStopped()) await closeWindow(parts, told);
    },
  });
}

interface Told {
  upto: number;
  readonly drawn: Set<string>;
}

async function closeWindow(
  { store, logId, control, clock, permille, windowMs: lasts = windowMs }: RecheckParts,
  told: Told,
): Promise<void> {
  if (permille === 0) return;
  const [last] = await store.sql.query(recheckQueries.last, [logId]);
  const from = Math.max(told.upto, last === undefined || last['upto'] === null ? 0 : number(last, 'upto'));
  const [waiting] = await store.sql.query(recheckQueries.waiting, [logId, from]);
  if (waiting === undefined || waiting['since'] === null || clock.nowMs() - number(waiting, 'since') < lasts) return;
  const upto = number(waiting, 'last') + 1;
  await control.write({ type: 'recheck.closed', body: { from, upto, share_permille: permille } });
  told.upto = upto;
}

async function drawClosed({ store, logId, control, integrator }: RecheckParts, told: Told, isStopped: () => boolean): Promise<void> {
  for (const row of await store.sql.query(recheckQueries.undrawn, [logId])) {
    const closed = text(row, 'closed');
    const size = number(row, 'log_index') + 1;
    if ((integrator.published()?.size ?? 0) < size) await integrator.settle();
    const root = await withTiles(store, size, (node) => rootOf(edgeOf(size, node)));
    if (root === undefined || (integrator.published()?.size ?? 0) < size) return;
    const subjects = await subjectsOf(store, logId, number(row, 'from_index'), number(row, 'upto_index'));
    const drawn = drawRechecks(hashText(root), number(row, 'share_permille'), subjects);
    const parts = Math.max(1, Math.ceil(drawn.length / partSize));
    for (let part = number(row, 'parts_told') + 1; part <= parts; part += 1) {
      if (isStopped()) return;
      if (told.drawn.has(`${closed} ${part}`)) continue;
      const some = drawn.slice((part - 1) * partSize, part * partSize);
      const body = { closed, size, root: hashText(root), drives: subjects.length, part, parts, drawn: [...some] };
      await control.write({ type: 'recheck.drawn', body, deps: [closed] });
      told.drawn.add(`${closed} ${part}`);
    }
  }
}

/** Drives with a certificate in a stretch of the log, each once, in the order of the log. */
export async function subjectsOf(
  { sql }: Pick<RegistryStore, 'sql'>,
  logId: number,
  from: number,
  upto: number,
): Promise<readonly string[]> {
  const rows = await sql.query(recheckQueries.subjects, [logId, from, upto]);
  return [...new Set(rows.map((row) => text(row, 'subject')))];
}
