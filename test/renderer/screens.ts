import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { scanner } from '../kit/scanner.ts';
import { buildPage, openBrowser, servePage } from './page.ts';
import type { SceneName } from './scenes.ts';
import { containerViews, heldSubject, lotViews } from './scenes-containment.ts';
import { expectedViews } from './scenes-intake.ts';
import { subjectOf } from './scenes.ts';
import { standInStation } from './stand-in-station.ts';
import { wholesInLimbo } from './scenes-whole.ts';

/**
 * Takes a picture of each main state: `node test/renderer/screens.ts OUTDIR [name...]`. Names limit it to some
 * pictures. `small` in SCREENS_SIZES limits the sizes.
 */
interface Shot {
  readonly name: string;
  readonly scene: SceneName;
  readonly path: string;
  readonly act?: 'refuse' | 'badge' | 'away' | 'keys' | 'enrol' | 'new-badge' | 'bad-scan' | 'resolve' | 'unread' | 'fields' | 'doubt';
  readonly tall?: boolean;
}

const shots: readonly Shot[] = [
  { name: 'empty', scene: 'empty', path: '/' },
  { name: 'first-run', scene: 'first-run', path: '/' },
  { name: 'signed-out', scene: 'signed-out', path: '/' },
  { name: 'pin', scene: 'signed-out', path: '/', act: 'badge' },
  { name: 'scanning', scene: 'scanning', path: '/' },
  { name: 'eight-running', scene: 'eight-running', path: '/' },
  { name: 'ready', scene: 'ready', path: '/' },
  { name: 'undo', scene: 'undo', path: '/' },
  { name: 'refused', scene: 'ready', path: '/', act: 'refuse' },
  { name: 'one-failed', scene: 'one-failed', path: '/' },
  { name: 'one-mismatched', scene: 'one-mismatched', path: '/' },
  { name: 'offline', scene: 'offline', path: '/' },
  { name: 'away', scene: 'eight-running', path: '/', act: 'away' },
  { name: 'practice', scene: 'practice', path: '/' },
  { name: 'drive-proven', scene: 'ready', path: `/drive/${subjectOf(1)}`, tall: true },
  { name: 'drive-fields', scene: 'ready', path: `/drive/${subjectOf(1)}`, act: 'fields' },
  { name: 'drive-running', scene: 'ready', path: `/drive/${subjectOf(2)}` },
  { name: 'drive-failed', scene: 'ready', path: `/drive/${subjectOf(3)}` },
  { name: 'drive-mismatched', scene: 'ready', path: `/drive/${subjectOf(4)}` },
  { name: 'destroy', scene: 'ready', path: `/drive/${subjectOf(3)}/destroy` },
  { name: 'validate', scene: 'ready', path: `/drive/${subjectOf(1)}/validate` },
  { name: 'offer', scene: 'ready', path: `/drive/${subjectOf(1)}/offer` },
  { name: 'drive-disputed', scene: 'ready', path: `/drive/${subjectOf(6)}`, tall: true },
  { name: 'resolve', scene: 'ready', path: `/drive/${subjectOf(6)}/resolve`, act: 'resolve' },
  { name: 'override', scene: 'ready', path: `/drive/${subjectOf(6)}/override` },
  { name: 'drive-drawn', scene: 'ready', path: `/drive/${subjectOf(7)}`, tall: true },
  { name: 'drive-refuted', scene: 'ready', path: `/drive/${subjectOf(8)}`, tall: true },
  { name: 'drives', scene: 'ready', path: '/drives' },
  { name: 'drives-drawn', scene: 'ready', path: '/drives/rechecks' },
  { name: 'drive-held', scene: 'ready', path: `/drive/${heldSubject}`, tall: true },
  { name: 'containers', scene: 'ready', path: '/containers' },
  { name: 'container', scene: 'ready', path: `/containers/${containerViews[0]?.container ?? ''}`, tall: true },
  { name: 'container-sealed', scene: 'ready', path: `/containers/${containerViews[1]?.container ?? ''}` },
  { name: 'container-gap', scene: 'ready', path: `/containers/${containerViews[2]?.container ?? ''}` },
  { name: 'intake', scene: 'ready', path: '/intake' },
  { name: 'intake-list', scene: 'ready', path: `/intake/${expectedViews[0]?.list ?? ''}`, tall: true },
  { name: 'labels', scene: 'ready', path: '/labels', tall: true },
  { name: 'lots', scene: 'ready', path: '/lots' },
  { name: 'lot', scene: 'ready', path: `/lots/${lotViews[0]?.container ?? ''}`, tall: true },
  { name: 'lot-destroyed', scene: 'ready', path: `/lots/${lotViews[1]?.container ?? ''}`, tall: true },
  { name: 'machines', scene: 'ready', path: '/machines' },
  { name: 'due', scene: 'ready', path: '/due' },
  { name: 'hand-over', scene: 'ready', path: '/hand-over' },
  { name: 'whole-offer', scene: 'ready', path: `/hand-over/container/${containerViews[1]?.container ?? ''}` },
  { name: 'whole-receive', scene: 'ready', path: `/hand-over/container/${wholesInLimbo[0]?.container ?? ''}` },
  { name: 'whole-doubted', scene: 'ready', path: `/hand-over/container/${wholesInLimbo[1]?.container ?? ''}` },
  { name: 'whole-doubt', scene: 'ready', path: `/hand-over/container/${wholesInLimbo[0]?.container ?? ''}`, act: 'doubt' },
  { name: 'whole-open', scene: 'ready', path: `/hand-over/container/${containerViews[0]?.container ?? ''}` },
  { name: 'shift', scene: 'ready', path: '/hand-over/shift', tall: true },
  { name: 'people', scene: 'ready', path: '/people' },
  { name: 'enrol', scene: 'ready', path: '/people', act: 'enrol' },
  { name: 'unread', scene: 'ready', path: '/', act: 'unread' },
  { name: 'keys', scene: 'ready', path: '/', act: 'keys' },
  { name: 'new-badge', scene: 'first-run', path: '/', act: 'new-badge' },
  { name: 'sync', scene: 'offline', path: '/sync' },
  { name: 'sync-waiting', scene: 'waiting', path: '/sync' },
  { name: 'sync-turned-away', scene: 'turned-away', path: '/sync' },
  { name: 'sync-frozen', scene: 'frozen', path: '/sync', tall: true },
  { name: 'sync-epoch', scene: 'epoch-asked', path: '/sync', tall: true },
  { name: 'sync-again', scene: 'telling-again', path: '/sync' },
  { name: 'bays', scene: 'ready', path: '/bays' },
  { name: 'docks', scene: 'docks', path: '/' },
  { name: 'drive-dock', scene: 'docks', path: `/drive/${subjectOf(5)}` },
  { name: 'scanners', scene: 'ready', path: '/scanners', tall: true },
  { name: 'scanners-bad', scene: 'ready', path: '/scanners', tall: true, act: 'bad-scan' },
  { name: 'settings', scene: 'ready', path: '/settings', tall: true },
];

const sizes = [
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
  { width: 1024, height: 700 },
] as const;

async function take(out: string, only: readonly string[]): Promise<void> {
  await mkdir(out, { recursive: true });
  const page = await buildPage();
  const browser = await openBrowser();
  const wanted = process.env['SCREENS_SIZES'] === 'small' ? sizes.slice(0, 1) : sizes;
  const schemes = process.env['SCREENS_SCHEMES'] === 'light' ? (['light'] as const) : (['light', 'dark'] as const);
  for (const shot of shots.filter(({ name }) => only.length === 0 || only.includes(name))) {
    for (const colorScheme of schemes) {
      for (const viewport of wanted) {
        const server = await servePage(page.root);
        server.use(standInStation(shot.scene));
        const tab = await browser.newPage({ viewport, colorScheme, timezoneId: 'Europe/Berlin' });
        tab.on('console', (message) => (message.type() === 'error' ? console.error(shot.name, message.text()) : undefined));
        tab.on('pageerror', (error) => console.error(shot.name, error.message));
        await tab.goto(`${server.address}/#${shot.path}`);
        await tab.waitForSelector('main:not(.waiting)');
        if (shot.act === 'badge') await tab.keyboard.type('CU-B-7K2M9Q4X\n');
        if (shot.act === 'refuse') await tab.getByRole('button', { name: 'Start the erase' }).click();
        if (shot.act === 'bad-scan') await scanner(tab).scan('CUßLßaqwyzmAY10-?+öEND7');
        if (shot.act === 'resolve') await tab.getByText('Two holders').click();
        if (shot.act === 'fields') await tab.getByRole('button', { name: 'Fill in' }).click();
        if (shot.act === 'doubt') await tab.getByRole('button', { name: 'Seal broken' }).click();
        if (shot.act === 'keys') await tab.keyboard.press('F1');
        if (shot.act === 'enrol') await tab.getByRole('button', { name: 'Enrol a person' }).click();
        if (shot.act === 'unread') {
          await tab.getByRole('button', { name: 'Type a code' }).click();
          await tab.getByRole('button', { name: 'Label cannot be read' }).click();
        }
        if (shot.act === 'new-badge') await tab.getByRole('button', { name: 'Make a new badge' }).click();
        if (shot.act === 'away') server.hangUp();
        await tab.waitForTimeout(shot.act === 'away' ? 900 : 450);
        await tab.screenshot({
          path: join(out, `${shot.name}-${colorScheme}-${viewport.width}.png`),
          fullPage: shot.tall === true && viewport.width === 1280,
        });
        await tab.close();
        await server.close();
      }
    }
  }
  await browser.close();
  await page.remove();
}

const [out, ...only] = process.argv.slice(2);
if (out === undefined) throw new Error('usage: node test/renderer/screens.ts OUTDIR [name...]');
await take(out, only);
