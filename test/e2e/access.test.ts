import { afterAll, beforeAll, expect, test } from 'vitest';
import { practiceDrives } from '../../host/practice/catalogue.ts';
import { type App, startApp } from '../kit/app.ts';
import { axeFindings, openBrowser, type OpenBrowser, type Seat } from '../kit/browser.ts';
import { focused } from '../kit/scanner.ts';
import { claimed, reseated } from './bench.ts';
import { type Cast, castOf, signIn } from './cast.ts';

let app: App;
let browser: OpenBrowser;
let cast: Cast;
let seat: Seat;
let subject: string;
beforeAll(async () => {
  [app, browser] = await Promise.all([startApp({ mode: 'practice' }), openBrowser()]);
});
afterAll(async () => {
  await browser.close();
  await app.close();
});

const schemes = ['light', 'dark'] as const;

/** Looks at the page as it stands, in both surfaces. */
async function clean(what: string): Promise<void> {
  const found: string[] = [];
  for (const colorScheme of schemes) {
    await seat.page.emulateMedia({ colorScheme });
    for (const finding of await axeFindings(seat.page)) found.push(`${what}, ${colorScheme}: ${finding}`);
  }
  await seat.page.emulateMedia({ colorScheme: 'light' });
  expect(found).toEqual([]);
}

async function visit(path: string, sign: string): Promise<void> {
  await seat.page.goto(`http://127.0.0.1:${app.port}/#${path}`);
  await seat.page.locator(sign).first().waitFor();
}

test('first run and sign-in hold WCAG 2 A and AA in light and dark', async () => {
  seat = await browser.sit(app.address());
  await seat.page.getByRole('heading', { name: 'Set up this station' }).waitFor();
  await clean('first run');
  cast = await castOf(app.client);
  await seat.page.getByRole('heading', { name: 'Scan your badge.' }).waitFor();
  await clean('sign-in');
  await seat.scan(cast.supervisor.badge);
  await seat.page.getByRole('heading', { name: 'Enter your PIN.' }).waitFor();
  await clean('PIN');
  await seat.type(cast.supervisor.pin);
  await seat.press('Enter');
  await seat.page.locator('.who-name').waitFor();
});

test('the bench holds them, with a drive being taken in and with a refusal', async () => {
  await seat.page.locator('.bay-map').waitFor();
  await clean('bench');
  await seat.scan('S/N: ZDEMO0A1');
  await seat.page.locator('.gathered-serial').waitFor();
  await clean('intake');
  await app.client.bench.clearScan();
  subject = await claimed(app.client, practiceDrives.mislabelled);
  await reseated(app.client, 'virtual/6');
  await seat.page.locator('.next-sentence').getByText('to quarantine').waitFor();
  await clean('mismatch');
});

test('every page holds them', async () => {
  await visit(`/drive/${subject}`, '.lock');
  await clean('drive');
  await visit(`/drive/${subject}/quarantine`, '[role=dialog]');
  await clean('quarantine sheet');
  await visit('/drives', '.table');
  await clean('drives');
  await visit('/hand-over', 'h1');
  await clean('hand-over');
  await visit('/people', '.table');
  await clean('people');
  await visit('/sync', '.gauge');
  await clean('sync');
  await visit('/bays', '.page-lead');
  await clean('bays');
  await visit('/scanners', '.barcode svg');
  await clean('scanners');
  await visit('/settings', '.cards svg');
  await clean('settings');
});

/** How the part that has the focus is marked; empty when it is not. */
function mark(): Promise<string> {
  return seat.page.evaluate(() => {
    const shown = document.activeElement;
    if (shown === null) return '';
    // A radio or a box is drawn by the label around it.
    const drawn =
      shown instanceof HTMLInputElement && ['radio', 'checkbox', 'range'].includes(shown.type)
        ? [shown, shown.closest('label, .slider-thumb')]
        : [shown];
    return drawn
      .map((element) => (element === null ? undefined : getComputedStyle(element)))
      .map((style) =>
        style !== undefined && style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2
          ? `${style.outlineWidth} ${style.outlineColor}`
          : '',
      )
      .join('');
  });
}

/** Every part that can be worked, by what it is called, and those that Tab comes to. */
async function tabRound(): Promise<{
  readonly there: readonly string[];
  readonly reached: readonly string[];
  readonly unmarked: readonly string[];
}> {
  const { page } = seat;
  const there = await page.evaluate(() => {
    const parts = [
      ...document.querySelectorAll<HTMLElement>(
        'a[href], button:not([disabled]), input:not([type=radio]):not([disabled]), select, textarea',
      ),
    ];
    return parts
      .filter((part) => part.offsetParent !== null && part.tabIndex >= 0)
      .map((part, at) => {
        part.dataset['e2ePart'] = String(at);
        return String(at);
      });
  });
  const reached = new Set<string>();
  const unmarked: string[] = [];
  for (let at = 0; at < there.length * 2 + 20; at += 1) {
    await page.keyboard.press('Tab');
    const part = await page.evaluate(() => (document.activeElement as HTMLElement | null)?.dataset['e2ePart'] ?? ''); // HTML pages focus HTML elements
    if (part !== '' && reached.has(part)) break;
    if (part !== '') reached.add(part);
    if ((await focused(page)) !== '' && (await mark()) === '') unmarked.push(await focused(page));
  }
  return { there, reached: [...reached].sort((a, b) => Number(a) - Number(b)), unmarked };
}

test('Tab comes to every button, link and field, and the focus can always be seen', async () => {
  for (const [path, sign] of [
    ['/', '.bay-map'],
    [`/drive/${subject}`, '.lock'],
    ['/settings', '.cards svg'],
  ] as const) {
    await visit(path, sign);
    await seat.page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    const { there, reached, unmarked } = await tabRound();
    expect(there.length).toBeGreaterThan(10);
    expect(reached, path).toEqual(there);
    expect(unmarked, `focus marks on ${path}`).toEqual([]);
  }
});

test('the key list opens by its key, Esc closes it and goes back to the bench', async () => {
  await visit('/drives', '.table');
  await seat.page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await seat.press('?');
  const dialog = seat.page.getByRole('dialog', { name: 'Keys' });
  await dialog.waitFor();
  await clean('key list');
  await seat.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await seat.page.locator('.table').waitFor();
  await seat.press('Escape');
  await seat.page.locator('.bay-map').waitFor();
  await seat.press('F1');
  await dialog.waitFor();
  await seat.press('Escape');
  for (const [key, title] of [
    ['p', 'People'],
    ['y', 'What is safe where'],
    ['s', 'Settings'],
    ['h', 'Hand-over'],
  ] as const) {
    await seat.press(key);
    await seat.page.getByRole('heading', { level: 1, name: title }).waitFor();
    await seat.press('Escape');
    await seat.page.locator('.bay-map').waitFor();
  }
});

test('practice is framed on every page', async () => {
  for (const [path, sign] of [
    ['/', '.bay-map'],
    ['/drives', '.table'],
    [`/drive/${subject}`, '.lock'],
    ['/people', '.table'],
    ['/sync', '.gauge'],
    ['/bays', 'h1'],
    ['/scanners', 'h1'],
    ['/settings', 'h1'],
  ] as const) {
    await visit(path, sign);
    expect(await seat.page.locator('.practice-band').isVisible(), path).toBe(true);
    await seat.page.evaluate(() => window.scrollTo(0, document.body.scrollHeight));
    expect(await seat.page.locator('.practice-band').evaluate((band) => band.getBoundingClientRect().top), `${path}, scrolled down`).toBe(
      0,
    );
    await seat.page.evaluate(() => document.querySelector('main')?.scrollTo(0, 100_000));
    expect(await seat.page.locator('.practice-band').isVisible()).toBe(true);
  }
  expect(seat.faults).toEqual([]);
});

test('a real station has no frame, and practice beside it has its own', async () => {
  const real = await startApp({ mode: 'real', keepShelfEmpty: true });
  try {
    const window = await browser.sit(real.address());
    await window.page.getByRole('heading', { name: 'Set up this station' }).waitFor();
    expect(await window.page.locator('.practice-band').count()).toBe(0);
    await signIn(real.client, (await castOf(real.client)).supervisor);
    await window.page.getByText('No bay yet.').waitFor();
    expect(await window.page.locator('.practice-band').count()).toBe(0);
    await window.page.goto(`http://127.0.0.1:${real.port}/practice`);
    await window.page.locator('.practice-band').waitFor();
    await window.page.getByRole('heading', { name: 'Set up this station' }).waitFor();
    expect(await real.client.practice.plug({ port: 'virtual/1' }), 'virtual hands are for practice only').toMatchObject({
      kind: 'refused',
      why: 'practice_only',
    });
    await window.close();
  } finally {
    await real.close();
  }
});
