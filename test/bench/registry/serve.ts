import { once } from 'node:events';
import { z } from 'zod';
import { newBootId, openRegistry } from '../../../registry/open.ts';
import { number } from '../../../registry/sql/rows.ts';
import type { ServerAnswer } from './server.ts';

/*
 * A registry in a process of its own, as a real one is. `server.ts` starts it and asks over the channel between them.
 * Arguments: data folder, registry name, and the URL of a PostgreSQL database when it is not to keep a SQLite file.
 */

const [dataDir = '', name = '', databaseUrl] = process.argv.slice(2);
const clock = { nowMs: () => Date.now(), monoMs: () => performance.now(), boot: newBootId() };
const registry = await openRegistry({
  dataDir,
  name,
  databaseUrl,
  clock,
  report: (what, cause) => void process.stderr.write(`${what} ${String(cause)}\n`),
});
const { integrator, projector, store } = registry.ledger;
const asked = z.object({ no: z.number(), what: z.enum(['code', 'state', 'settle', 'close']) });

const storedBytes =
  databaseUrl === undefined
    ? 'SELECT page_count * page_size AS n FROM pragma_page_count, pragma_page_size'
    : 'SELECT pg_database_size(current_database()) AS n';

async function answer(what: z.infer<typeof asked>['what']): Promise<ServerAnswer> {
  if (what === 'code') return { code: await registry.enrolmentCode() };
  if (what === 'close') {
    await registry.close();
    return {};
  }
  const size = await store.logSize();
  if (what === 'settle') {
    await integrator.settle();
    if (size > 0) await projector.settled(size - 1);
  }
  const main = process.threadCpuUsage();
  const all = process.cpuUsage();
  const [row] = await store.sql.query(storedBytes);
  return {
    state: {
      size,
      covered: integrator.published()?.size ?? 0,
      mainUs: main.user + main.system,
      allUs: all.user + all.system,
      mostMemoryKib: process.resourceUsage().maxRSS,
      storedBytes: row === undefined ? 0 : number(row, 'n'),
    },
  };
}

process.on('message', (message) => {
  const { no, what } = asked.parse(message);
  void answer(what).then(
    (told) => process.send?.({ no, ...told }),
    (cause: unknown) => process.send?.({ no, fault: String(cause) }),
  );
});
process.send?.({ url: registry.url });
// Whoever started it is gone, or has heard that it is closed.
await once(process, 'disconnect');
await registry.close();
