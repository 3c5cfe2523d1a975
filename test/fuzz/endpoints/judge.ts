import { expect } from 'vitest';
import { z } from 'zod';
import { problem } from '../../../contract/registry.ts';
import type { OpenRegistry } from '../../../registry/open.ts';
import { text } from '../../../registry/sql/rows.ts';

/** Every route with its method, as the server itself lists them. */
export function routesOf(registry: OpenRegistry): readonly { readonly method: string; readonly path: string }[] {
  const found: { method: string; path: string }[] = [];
  const open: string[] = [];
  for (const line of registry.app.printRoutes({ commonPrefix: false, includeHooks: false }).split('\n')) {
    const read = /^([\s│]*)(?:├──|└──) (\S*?)(?: \(([A-Z, ]+)\))?$/u.exec(line);
    if (read === null) continue;
    const [, indent = '', piece = '', methods = ''] = read;
    const depth = Math.round(indent.length / 4);
    open.length = depth;
    open.push(piece);
    for (const method of methods.split(', ').filter((one) => one !== '' && one !== 'HEAD' && one !== 'OPTIONS'))
      found.push({ method, path: open.join('') });
  }
  return found;
}

/** Rows of every table: nothing that a stranger sends may add one. */
export async function counts(registry: OpenRegistry): Promise<Readonly<Record<string, unknown>>> {
  const { sql } = registry.ledger.store;
  const tables = await sql.query("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name");
  const found: [string, unknown][] = [];
  // Places where work of the registry's own stands, and nonces of requests that were well signed.
  for (const table of tables.map((row) => text(row, 'name')).filter((name) => !['nonces', 'projections', 'sealed_cursor'].includes(name)))
    found.push([table, (await sql.query(`SELECT count(*) AS n FROM ${table}`))[0]?.['n']]);
  return Object.fromEntries(found);
}

/** No fault of the server's own, and what is refused is refused in words. */
export async function refusedClearly(response: Response, what: string): Promise<void> {
  const body = await response.text();
  expect(response.status, `${what}: ${body.slice(0, 200)}`).not.toBe(500);
  if (response.status < 400 || !(response.headers.get('content-type') ?? '').startsWith('application/problem+json')) return;
  // The console has codes of its own.
  const read = (what.includes('/v1/console/') ? problem.extend({ code: z.string() }) : problem).safeParse(JSON.parse(body));
  expect(read.success, `${what}: ${body.slice(0, 200)}`).toBe(true);
  expect(read.data?.detail.length, what).toBeLessThan(400);
}
