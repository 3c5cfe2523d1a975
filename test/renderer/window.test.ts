import { createRequire } from 'node:module';
import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildPage, openBrowser, servePage } from './page.ts';
import { scenes, subjectOf, type SceneName } from './scenes.ts';
import { standInStation, type Heard } from './stand-in-station.ts';

/** The built window in a real Chromium, with a stand-in for the station behind its bridge. */
let page: Awaited<ReturnType<typeof buildPage>>;
let server: Awaited<ReturnType<typeof servePage>>;
let browser: Browser;
let axe: string;
let standing: ReturnType<typeof standInStation>;

beforeAll(async () => {
  [page, browser, axe] = await Promise.all([
    buildPage(),
    openBrowser(),
    readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'),
  ]);
  server = await servePage(page.root);
}, 60_000);
afterAll(async () => {
  await browser.close();
  await server.close();
  await page.remove();
});

async function open(scene: SceneName, path = '/'): Promise<{ readonly tab: Page; readonly heard: Heard }> {
  standing = standInStation(scene);
  server.use(standing);
  const tab = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await tab.goto(`${server.address}/#${path}`);
  await tab.waitForSelector('main:not(.waiting)');
  return { tab, heard: standing.heard };
}

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string }[];
}

/** What axe finds wrong, as one line a finding. Evaluated in the page's own world, which the page's rules allow to tools. */
async function violations(tab: Page): Promise<readonly string[]> {
  const found: Violation[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await tab.emulateMedia({ colorScheme });
    const { violations: more, passes } = await tab.evaluate(
      (only) =>
        (globalThis as unknown as { axe: { run(options: object): Promise<{ violations: Violation[]; passes: unknown[] }> } }).axe.run(only), // axe puts itself there
      // What is not about colour is the same in both.
      colorScheme === 'dark' ? { runOnly: ['color-contrast'] } : {},
    );
    if (passes.length === 0) throw new Error('axe looked at nothing');
    found.push(...more);
  }
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`);
}

/** Sends a scan the way a scanner's keyboard does: real key events 4 ms apart by their own clock, with an Enter. */
async function scan(tab: Page, text: string): Promise<void> {
  const keyboard = await tab.context().newCDPSession(tab);
  const startMs = await tab.evaluate(() => performance.timeOrigin + performance.now());
  const keys = [...text].map((char) => ({ key: char, text: char }));
  await Promise.all(
    [...keys, { key: 'Enter', text: '\r' }].map((key, at) =>
      keyboard.send('Input.dispatchKeyEvent', { type: 'keyDown', ...key, timestamp: (startMs + at * 4) / 1000 }),
    ),
  );
  await keyboard.detach();
}

describe('axe finds nothing wrong', () => {
  let tab: Page;
  beforeAll(async () => {
    ({ tab } = await open('empty'));
    await tab.evaluate(axe);
  });
  afterAll(() => tab.close());

  for (const scene of Object.keys(scenes) as SceneName[])
    // the keys of a literal
    it(`on the bench when it is ${scene}`, async () => {
      standing.show(scenes[scene]);
      await tab.waitForFunction(
        (bays) => document.querySelectorAll('.bay').length === bays,
        scenes[scene].station.set_up ? scenes[scene].bays.length : 0,
      );
      expect(await violations(tab)).toEqual([]);
    });

  const paths = [
    `/drive/${subjectOf(1)}`,
    `/drive/${subjectOf(4)}`,
    `/drive/${subjectOf(3)}/destroy`,
    '/drives',
    '/hand-over',
    '/people',
    '/sync',
    '/bays',
    '/scanners',
    '/settings',
  ];
  for (const path of paths)
    it(`at ${path.replace(/d1_0+/, '')}`, async () => {
      standing.show(scenes.ready);
      await tab.evaluate((to) => (location.hash = to), path);
      await tab.locator(path.endsWith('destroy') ? '[role=dialog]' : 'main h1:not(.hidden-word)').waitFor();
      expect(await violations(tab)).toEqual([]);
    });
});

describe('a scan in the real window', () => {
  it('reaches the station whole and shows its verdict', async () => {
    const { tab, heard } = await open('empty');
    await scan(tab, 'ZL2A9K7M');
    await tab.getByText('Taken', { exact: true }).waitFor();
    expect(heard.scans).toEqual(['ZL2A9K7M']);
    await tab.close();
  });

  it('never lands in a field that has the focus', async () => {
    const { tab, heard } = await open('ready', '/people');
    await tab.getByRole('button', { name: 'Enrol a person' }).click();
    const name = tab.getByRole('textbox', { name: 'Name' });
    await name.pressSequentially('Ada L', { delay: 70 });
    await tab.waitForTimeout(200);
    await scan(tab, 'CU-B-7K2M9Q4X');
    await tab.getByText('Badge read').waitFor();
    expect(await name.inputValue()).toBe('Ada L');
    expect(heard.scans).toEqual([]);
    await tab.close();
  });

  it('of a command card presses the button of that name', async () => {
    const { tab, heard } = await open('ready');
    await scan(tab, 'CU-C-START');
    await tab.getByText('The label of this drive was not scanned at this bay.').first().waitFor();
    expect(heard.calls).toEqual(['start']);
    await tab.close();
  });

  it('of a command card never presses a button that a sheet covers, and does not reach the station instead', async () => {
    const { tab, heard } = await open('ready', `/drive/${subjectOf(4)}/move`);
    await tab.getByRole('dialog', { name: 'Move' }).waitFor();
    await scan(tab, 'CU-C-QUARANTINE');
    await tab.waitForTimeout(300);
    expect(await tab.getByRole('dialog', { name: 'Quarantine' }).count()).toBe(0);
    expect(heard).toEqual({ scans: [], calls: [] });
    await tab.close();
  });
});

describe('by scanner and keyboard alone', () => {
  it('a person signs in', async () => {
    const { tab } = await open('signed-out');
    await scan(tab, 'CU-B-7K2M9Q4X');
    await tab.getByRole('heading', { name: 'Enter your PIN.' }).waitFor();
    await tab.keyboard.type('135790', { delay: 70 });
    await tab.keyboard.press('Enter');
    await tab.getByText('Supervisor 1').waitFor();
    await tab.close();
  });

  it('the key list opens with one key and closes with Esc, and every place has a key', async () => {
    const { tab } = await open('ready');
    await tab.keyboard.press('F1');
    await tab.getByRole('dialog', { name: 'Keys' }).waitFor();
    await tab.keyboard.press('Escape');
    await tab.getByRole('dialog').waitFor({ state: 'detached' });
    await tab.keyboard.press('y');
    await tab.getByRole('heading', { name: 'What is safe where' }).waitFor();
    await tab.keyboard.press('Escape');
    await tab.getByRole('region', { name: 'Next' }).waitFor();
    await tab.close();
  });
});

describe('the window', () => {
  it('says calmly that the station is away, and comes back by itself with the newest view', async () => {
    const { tab } = await open('eight-running');
    server.hangUp();
    await tab.getByText('The station does not answer.').first().waitFor();
    server.use(standInStation('offline'));
    await tab.getByText('Offline').waitFor();
    expect(await tab.locator('.away').count()).toBe(0);
    await tab.close();
  });

  it('shows the practice frame in practice only', async () => {
    const { tab } = await open('practice');
    expect(await tab.locator('.practice-band').innerText()).toContain('PRACTICE');
    await tab.close();
    const real = await open('empty');
    expect(await real.tab.locator('.practice-band').count()).toBe(0);
    await real.tab.close();
  });

  it('has no target under 64 px on the bench, and nothing wider than the screen at 1024 by 700', async () => {
    const { tab } = await open('practice');
    await tab.setViewportSize({ width: 1024, height: 700 });
    const small = await tab.evaluate(() =>
      [...document.querySelectorAll('button, .top-link, .lamp, .ledger')]
        .filter((element) => element.getBoundingClientRect().height < 63.5)
        .map((element) => element.outerHTML.slice(0, 100)),
    );
    expect(small).toEqual([]);
    expect(await tab.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(1024);
    await tab.close();
  });

  it('moves nothing but the ring of a drive that runs without a figure', async () => {
    const { tab } = await open('eight-running');
    await tab.getByText('Bay 8').waitFor();
    const moving = await tab.evaluate(() =>
      document.getAnimations().map((animation) => (animation instanceof CSSAnimation ? animation.animationName : 'other')),
    );
    expect(moving).toEqual(['turn']);
    await tab.emulateMedia({ reducedMotion: 'reduce' });
    expect(await tab.evaluate(() => document.getAnimations().length)).toBe(0);
    await tab.close();
  });

  it('does not move a bay when figures change', async () => {
    const station = standInStation('eight-running');
    server.use(station);
    const tab = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await tab.goto(server.address);
    await tab.getByText('Bay 8').waitFor();
    const places = (): Promise<readonly string[]> =>
      tab.evaluate(() =>
        [...document.querySelectorAll('.bay, .bay-lamp, .scale, .next, .lamps')].map((element) =>
          JSON.stringify(element.getBoundingClientRect()),
        ),
      );
    const before = await places();
    const view = scenes['eight-running'];
    station.show({
      ...view,
      bays: view.bays.map((bay) =>
        bay.progress === undefined
          ? bay
          : { ...bay, progress: { ...bay.progress, done_ppm: 999_999, left_s: 359_999, bytes_per_s: 1_111_000_000 } },
      ),
    });
    await tab.getByText('99\u202f%').first().waitFor();
    expect(await places()).toEqual(before);
    await tab.close();
  });
});

describe('a dock that keeps something back', () => {
  it('is told with its grade and the reason, at its bay, on the drive’s page and among the bays', async () => {
    const { tab } = await open('docks');
    await expect(tab.getByRole('listitem').filter({ hasText: 'Bay 2' }).first().innerText()).resolves.toMatch(/Dock C\s+The dock cuts off/);
    await tab.goto(`${server.address}/#/drive/${subjectOf(5)}`);
    await tab.getByText('Clear by overwriting only.').waitFor();
    await tab.goto(`${server.address}/#/bays`);
    const row = tab.getByRole('row').filter({ hasText: 'Bay 4' });
    await expect(row.innerText()).resolves.toMatch(/Dock D\s+The dock does not let the drive’s own name through/);
    await tab.close();
  });
});
