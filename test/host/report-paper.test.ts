import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { reportDrawer } from '../../host/paper/report.ts';
import type { Report } from '../../registry/console/report-file.ts';
import { hasTool, run } from '../keys/organisation-kit.ts';

const folder = mkdtempSync(join(tmpdir(), 'custos-report-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const atMs = Date.UTC(2026, 10, 23, 20, 30);
const failure = (n: number) => ({
  name: `MODEL ${n}`,
  done: 90,
  failed: 10,
  stopped: 1,
  verified: 85,
  unverified: 3,
  refuted: 2,
});

/** The words of each page of the paper, after an independent reader found nothing wrong with the file. */
async function pagesOf(report: Report): Promise<readonly string[]> {
  const file = join(folder, `${report.of}.pdf`);
  writeFileSync(file, await reportDrawer('custody.example/acme')({ report, atMs, askedBy: 'Åsa Müller', site: 'Hall A' }));
  expect(run('qpdf', ['--check', file])).toContain('No syntax or stream encoding errors found');
  return run('pdftotext', ['-layout', file, '-']).split('\f').slice(0, -1);
}

describe('reports on paper', () => {
  beforeEach((ctx) => ctx.skip(!hasTool('qpdf') || !hasTool('pdftotext'), 'qpdf and pdftotext are not both installed'));

  it('say what was read, when, by whom and of which site, and repeat the names of columns on every page', async () => {
    const rows = Array.from({ length: 150 }, (_, n) => failure(n));
    const pages = await pagesOf({ of: 'failures', from: '2025-12', by: 'model', rows });
    expect(pages.length).toBeGreaterThan(2);
    expect(pages[0]).toMatch(/Failures of erases\s+custody\.example\/acme/);
    expect(pages[0]).toContain('Åsa Müller');
    expect(pages[0]).toContain('the site Hall A');
    expect(pages[0]).toContain('2025-12');
    // Ten failed and two with data, of a hundred that ended.
    expect(pages[0]).toMatch(/MODEL 0 +12\.0 % +10 +2 +3 +1 +90/);
    for (const page of pages) expect(page).toMatch(/Model +Share +Failed/);
    for (const page of pages) expect(page).toContain('They prove nothing by themselves');
    const told = pages.join('').match(/MODEL \d+/g) ?? [];
    expect(new Set(told).size).toBe(150);
    expect(told).toHaveLength(150);
  });

  it('are made of each report, and say in words that there is nothing', async () => {
    const [scans] = await pagesOf({ of: 'scans', from: '2026-01', rows: [{ step: 'intake', how: 'typed_damaged', acts: 7 }] });
    expect(scans).toMatch(/Taken in +typed twice: label damaged +7/);
    const none = { at_ms: atMs, from: '2026-01', waiting: [], months: [], models: [] };
    const credits = { rows: [], refusals: [], late: [] };
    const row = { month: '2026-10', maker: 'maker-a', currency: 'EUR', drives: 2 };
    const sums = { expected_minor: 150_050, received_minor: 60_000, refused_minor: 5, open_minor: 90_045 };
    const [money] = await pagesOf({ of: 'credits', ...none, credits: { ...credits, rows: [{ ...row, ...sums }] } });
    expect(money).toMatch(/2026-10 +maker-a +2 +EUR 1500\.50 +EUR 600\.00 +EUR 0\.05 +EUR 900\.45/);
    const [returns] = await pagesOf({ of: 'returns', ...none, credits });
    expect(returns).toContain('No drive was bound for its maker in this time.');
    const counts = { drives: 4, overdue: 3, overdue_tomorrow: 1 };
    const [late] = await pagesOf({
      of: 'ageing',
      at_ms: atMs,
      steps: [{ step: 'in_limbo', limit_ms: 1, oldest_ms: 0, ...counts }],
      places: [{ site: 'Hall A', place: 'Cage 2', ...counts }],
      holders: [{ holder: '', ...counts }],
      tenants: [],
    });
    expect(late).toMatch(/In limbo +4 +3 +1 +1970-01-01/);
    expect(late).toMatch(/Hall A, Cage 2 +4 +3 +1/);
    expect(late).toMatch(/nobody +4 +3 +1/);
    const about = [{ kind: 'drive' as const, id: 'd', name: 'ZL2A9K7M' }];
    const [audit] = await pagesOf({
      of: 'readiness',
      at_ms: atMs,
      drives: 40,
      sound: 38,
      findings: [
        { rule: 'overdue', weight: 'doubt', count: 5, about: [] },
        { rule: 'breach', weight: 'fails', count: 2, about },
      ],
    });
    expect(audit).toContain('38 of 40 drives would pass');
    expect(audit).toMatch(/fails[\s\S]+ZL2A9K7M[\s\S]+in doubt/);
    expect(audit).toContain('and 1 more');
  });
});
