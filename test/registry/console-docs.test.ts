import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { consoleRoutes } from '../../contract/console/routes.ts';
import type { Route } from '../../contract/route.ts';

const page = readFileSync(new URL('../../docs/console.md', import.meta.url), 'utf8');

function whoOf({ who, roles }: Route): string {
  if (who === 'anyone') return 'anyone';
  return roles.length === 0 ? 'signed in' : roles.join(', ');
}

describe('docs/console.md', () => {
  it('holds the table of routes and rights as the code has it', () => {
    const rows = Object.entries<Route>(consoleRoutes).map(
      ([id, route]) => `| \`${id}\` | \`${route.method} ${route.path}\` | ${whoOf(route)} | ${route.logged === true ? 'yes' : ''} |`,
    );
    const found = page.split('\n').filter((line) => /^\| `[a-z]+\.[a-z_]+` \|/.test(line));
    expect(found).toEqual(rows);
  });
});
