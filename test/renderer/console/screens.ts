import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { openBrowser } from '../page.ts';
import { nowMs, subjectOf } from '../scenes.ts';
import { conflictId, log, stationId } from './scene-drives.ts';
import { draftId } from './scene-policies.ts';
import { consoleScenes, type ConsoleSceneName } from './scenes.ts';
import { buildConsole, standInRegistry } from './stand-in.ts';
import type { Page } from 'playwright-core';

/**
 * Takes a picture of each page of the console over canned answers: `node test/renderer/console/screens.ts OUT
 * [name...]`. Names limit it to some; SCREENS_SIZES=small and SCREENS_SCHEMES=light to one size and one surface.
 */
interface Shot {
  readonly name: string;
  readonly scene: ConsoleSceneName;
  readonly path: string;
  readonly act?: (tab: Page) => Promise<void>;
  readonly pinned?: true;
}

const shots: readonly Shot[] = [
  { name: 'sign-in', scene: 'signedOut', path: '/' },
  { name: 'set-up', scene: 'setUp', path: '/' },
  { name: 'overview', scene: 'full', path: '/' },
  { name: 'overview-empty', scene: 'empty', path: '/' },
  {
    name: 'search',
    scene: 'full',
    path: '/',
    act: (tab) =>
      tab
        .getByRole('combobox', { name: 'Find a drive' })
        .fill('ZL2A')
        .then(() => tab.getByRole('option').first().waitFor()),
  },
  { name: 'drives', scene: 'full', path: '/drives' },
  { name: 'drives-empty', scene: 'empty', path: '/drives' },
  { name: 'drive', scene: 'full', path: `/drive/${subjectOf(1)}`, pinned: true },
  {
    name: 'drive-verified',
    scene: 'full',
    path: `/drive/${subjectOf(1)}`,
    pinned: true,
    act: async (tab) => {
      await tab
        .getByRole('button', { name: /^Proof/ })
        .first()
        .click();
      await tab.getByRole('button', { name: 'Verify here' }).click();
      await tab.getByText('were verified in this browser').waitFor();
    },
  },
  { name: 'drive-disputed', scene: 'disputed', path: `/drive/${subjectOf(4)}` },
  { name: 'overdue', scene: 'full', path: '/overdue' },
  { name: 'conflicts', scene: 'full', path: '/conflicts' },
  { name: 'conflict', scene: 'full', path: `/conflict/${conflictId}` },
  {
    name: 'resolve',
    scene: 'full',
    path: `/conflict/${conflictId}`,
    act: (tab) => tab.getByRole('button', { name: 'Close this conflict' }).click(),
  },
  { name: 'exports', scene: 'full', path: '/exports', act: (tab) => tab.getByRole('button', { name: '2026 Q3' }).click() },
  { name: 'stations', scene: 'full', path: '/stations' },
  { name: 'station', scene: 'full', path: `/station/${stationId}` },
  { name: 'quarantine', scene: 'full', path: '/quarantine' },
  { name: 'outlets', scene: 'full', path: '/outlets' },
  { name: 'outlets-empty', scene: 'empty', path: '/outlets' },
  {
    name: 'outlet-again',
    scene: 'full',
    path: '/outlets',
    act: (tab) => tab.getByRole('button', { name: 'Let it go on: assets' }).click(),
  },
  { name: 'log', scene: 'full', path: '/log', pinned: true },
  { name: 'figures', scene: 'full', path: '/figures' },
  { name: 'figures-scans', scene: 'full', path: '/figures/scans' },
  { name: 'figures-returns', scene: 'full', path: '/figures/returns' },
  { name: 'figures-credits', scene: 'full', path: '/figures/credits' },
  { name: 'credits-empty', scene: 'empty', path: '/figures/credits' },
  { name: 'figures-empty', scene: 'empty', path: '/figures' },
  { name: 'firmware', scene: 'full', path: '/firmware' },
  {
    name: 'firmware-lift',
    scene: 'full',
    path: '/firmware',
    act: (tab) => tab.getByRole('button', { name: 'Lift: SN05 of ST8000NM0055' }).click(),
  },
  { name: 'firmware-empty', scene: 'empty', path: '/firmware' },
  { name: 'rechecks', scene: 'full', path: '/rechecks' },
  { name: 'rechecks-empty', scene: 'empty', path: '/rechecks' },
  { name: 'readiness', scene: 'full', path: '/readiness' },
  { name: 'reads', scene: 'full', path: '/reads' },
  { name: 'people', scene: 'full', path: '/people' },
  {
    name: 'give-role',
    scene: 'full',
    path: '/people',
    act: (tab) => tab.getByRole('button', { name: 'Give a role: Technician 1' }).click(),
  },
  {
    name: 'program-token',
    scene: 'full',
    path: '/people',
    act: async (tab) => {
      await tab.getByRole('button', { name: 'Make an access token' }).click();
      await tab.getByRole('dialog').getByLabel('Name of the program').fill('Dashboard');
      await tab.getByRole('dialog').getByRole('button', { name: 'Make an access token' }).click();
      await tab.getByText('It is shown this once.').waitFor();
    },
  },
  {
    name: 'programs',
    scene: 'full',
    path: '/people',
    act: (tab) => tab.getByRole('button', { name: 'Make an access token' }).scrollIntoViewIfNeeded(),
  },
  { name: 'people-empty', scene: 'empty', path: '/people' },
  { name: 'tenants', scene: 'full', path: '/tenants' },
  { name: 'retention', scene: 'full', path: '/retention' },
  {
    name: 'retention-report',
    scene: 'full',
    path: '/retention',
    act: (tab) => tab.getByRole('button', { name: 'Report of Tenant A' }).click(),
  },
  {
    name: 'retention-hold',
    scene: 'full',
    path: '/retention',
    act: (tab) => tab.getByRole('button', { name: 'Put a tenant on legal hold' }).click(),
  },
  {
    name: 'retention-end',
    scene: 'full',
    path: '/retention',
    act: (tab) => tab.getByRole('button', { name: 'A contract has ended' }).click(),
  },
  { name: 'policies', scene: 'full', path: '/policies' },
  {
    name: 'compare',
    scene: 'full',
    path: '/policies',
    act: (tab) =>
      tab
        .getByRole('button', { name: /^Compare/ })
        .first()
        .click(),
  },
  {
    name: 'policy-read',
    scene: 'full',
    path: '/policies',
    act: (tab) =>
      tab
        .getByRole('button', { name: /^Read it/ })
        .first()
        .click(),
  },
  { name: 'policies-empty', scene: 'empty', path: '/policies' },
  { name: 'draft', scene: 'full', path: `/policy-draft/${draftId}` },
  ...(['Techniques', 'Read-back', 'Destruction', 'Places', 'Counts', 'Names', 'Difference'] as const).map((part): Shot => ({
    name: `draft-${part.toLowerCase().replaceAll(' ', '-')}`,
    scene: 'full',
    path: `/policy-draft/${draftId}`,
    act: (tab) => tab.getByRole('radio', { name: part }).press(' '),
  })),
  {
    name: 'propose',
    scene: 'full',
    path: `/policy-draft/${draftId}`,
    act: (tab) => tab.getByRole('button', { name: 'Propose' }).click(),
  },
  {
    name: 'adopt',
    scene: 'full',
    path: '/policies',
    act: async (tab) => {
      await tab.getByRole('button', { name: /^Put in force/ }).click();
      // Not by its role: on a phone a row is a plate.
      await tab
        .locator('tr', { hasText: /^rules/ })
        .first()
        .waitFor();
    },
  },
  {
    name: 'draft-replay',
    scene: 'full',
    path: `/policy-draft/${draftId}`,
    act: async (tab) => {
      await tab.getByRole('radio', { name: 'Past drives' }).press(' ');
      await tab.getByRole('button', { name: 'Ask past drives' }).click();
      await tab.getByText('judged again', { exact: true }).waitFor();
    },
  },
  {
    name: 'draft-begin',
    scene: 'full',
    path: '/policies',
    act: (tab) => tab.getByRole('button', { name: 'Begin a draft' }).click(),
  },
  {
    name: 'end-access',
    scene: 'full',
    path: '/people',
    act: (tab) => tab.getByRole('button', { name: 'End the access of Custodian 1' }).click(),
  },
  {
    name: 'erase-values',
    scene: 'full',
    path: `/drive/${subjectOf(1)}`,
    act: async (tab) => {
      await tab
        .getByRole('button', { name: /^Proof/ })
        .first()
        .click();
      await tab.getByRole('button', { name: 'Erase sealed values' }).click();
    },
  },
];

const sizes = [
  { width: 1280, height: 800 },
  { width: 1024, height: 700 },
  { width: 390, height: 844 },
] as const;

async function take(out: string, only: readonly string[]): Promise<void> {
  await mkdir(out, { recursive: true });
  const page = await buildConsole();
  const browser = await openBrowser();
  const server = await standInRegistry(page.root);
  const wanted = process.env['SCREENS_SIZES'] === 'small' ? sizes.slice(0, 1) : sizes;
  const schemes = process.env['SCREENS_SCHEMES'] === 'light' ? (['light'] as const) : (['light', 'dark'] as const);
  for (const shot of shots.filter(({ name }) => only.length === 0 || only.includes(name))) {
    server.use(consoleScenes[shot.scene]);
    for (const viewport of wanted) {
      const tab = await browser.newPage({ viewport, timezoneId: 'Europe/Berlin', reducedMotion: 'reduce' });
      tab.on('console', (message) => (message.type() === 'error' ? console.error(shot.name, message.text()) : undefined));
      tab.on('pageerror', (error) => console.error(shot.name, error.message));
      await tab.clock.setFixedTime(nowMs);
      await tab.addInitScript(
        (vkey) => (vkey === '' ? undefined : localStorage.setItem('custos.log-key', vkey)),
        shot.pinned === true ? log.vkey : '',
      );
      await tab.goto(`${server.address}/#${shot.path}`);
      await tab.locator('h1').first().waitFor();
      await tab.waitForFunction(() => document.querySelector('.outline') === null);
      await shot.act?.(tab);
      await tab.evaluate(() => document.fonts.ready.then(() => undefined));
      for (const colorScheme of schemes) {
        await tab.emulateMedia({ colorScheme });
        await tab.screenshot({ path: join(out, `${shot.name}-${colorScheme}-${viewport.width}.png`) });
      }
      const wide = await tab.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
      if (wide) console.error(shot.name, viewport.width, 'scrolls to the side');
      await tab.close();
    }
  }
  await browser.close();
  await server.close();
  await page.remove();
}

const [, , out, ...only] = process.argv;
if (out === undefined) throw new Error('usage: node test/renderer/console/screens.ts OUT [name...]');
await take(out, only);
