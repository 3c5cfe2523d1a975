import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { consoleRoutes } from '../../contract/console/routes.ts';
import { mustBeDone } from '../../host/demo/window.ts';
import { machineClock } from '../../host/machine/clock.ts';
import { openRegistry, type OpenRegistry } from '../../registry/open.ts';
import { type Hall, hallFor, labelOf, virtualDrive } from '../kit/station.ts';
import { cheap, firstAdmin, personWith } from '../registry/console-kit.ts';
import { startWire } from '../station/sync/registry-kit.ts';

/* Photos go to the registry behind their facts: a real station and registry, and a line between them that breaks. */

const limitMs = 60_000;

/** The beginning of a JPEG and noise: several parts. */
function picture(sizeBytes: number): Buffer {
  return Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), randomBytes(sizeBytes - 4)]);
}

async function keep(hall: Hall, subject: string, bytes: Buffer): Promise<void> {
  const sha256 = createHash('sha256').update(bytes).digest('base64url');
  mustBeDone(await hall.client.photos.keep({ subject, from: 'file', sha256, base64: bytes.toString('base64') }), 'keeping a photo');
}

test(
  'photos reach the registry over a line that breaks, and those taken while it is away when it is back',
  { timeout: 180_000 },
  async () => {
    const dir = mkdtempSync(join(tmpdir(), 'custos-photos-'));
    const clock = { nowMs: machineClock.wallMs, monoMs: machineClock.monoMs, boot: machineClock.bootId };
    const open = (port: number): Promise<OpenRegistry> =>
      openRegistry({ dataDir: dir, name: 'custos.invalid/photos', clock, port, checkpointDelayMs: 20, console: { passwordCost: cheap } });
    let registry = await open(0);
    const wire = await startWire(registry.url);
    onTestFinished(async () => {
      await wire.close();
      await registry.close();
      rmSync(dir, { recursive: true, force: true });
    });
    const drive = virtualDrive('sata_ssd');
    const code = await registry.enrolmentCode();
    const hall = await hallFor({ drives: [drive], registry: { url: wire.url, code, name: 'Bench A', site: 'Oslo' } });
    await hall.as('technician');
    const subject = await hall.claim(labelOf(drive));
    const stored = (bytes: Buffer): Buffer | undefined => {
      const hex = createHash('sha256').update(bytes).digest('hex');
      const path = join(dir, 'blobs', hex.slice(0, 2), hex);
      return existsSync(path) ? readFileSync(path) : undefined;
    };

    // The answer to the second part is lost: it was taken, and must not be taken twice.
    let puts = 0;
    wire.act = (path) => (path.startsWith('/v1/blobs/') && (puts += 1) === 2 ? 'drop_answer' : 'pass');
    const first = picture(600_000);
    await keep(hall, subject, first);
    await expect.poll(() => stored(first)?.length, { timeout: limitMs }).toBe(first.length);
    expect(stored(first)?.equals(first)).toBe(true);
    expect(puts).toBeGreaterThan(3);

    // In the console it is shown to those who may open what is sealed, and the look is written down.
    const admin = await firstAdmin(registry);
    const { browser } = await personWith(admin, [{ role: 'auditor' }]);
    const { browser: hands } = await personWith(admin, [{ role: 'technician' }]);
    const params = { subject, photo: createHash('sha256').update(first).digest('base64url') };
    const shown = await browser.raw(consoleRoutes['drives.photo'], { params });
    expect(shown.headers.get('content-type')).toBe('image/jpeg');
    expect(Buffer.from(await shown.arrayBuffer()).equals(first)).toBe(true);
    expect((await hands.refused('drives.photo', { params })).code).toBe('role');
    const other = { subject, photo: createHash('sha256').update('other').digest('base64url') };
    expect((await browser.refused('drives.photo', { params: other })).code).toBe('not_found');
    expect((await browser.ask('reads.list', {})).rows.map(({ what }) => what)).toContain('drives.photo');

    const { port } = new URL(registry.url);
    await registry.close();
    const second = picture(100_000);
    await keep(hall, subject, second);
    await hall.restart();
    expect(stored(second)).toBeUndefined();
    registry = await open(Number(port));
    await expect.poll(() => stored(second)?.length, { timeout: limitMs }).toBe(second.length);
    // What is there, and was answered for, is not brought again.
    const name = `blob:${createHash('sha256').update(second).digest('base64url')}`;
    await expect.poll(() => hall.assembled.store.secrets.kept(name), { timeout: limitMs }).toBe('custos.invalid/photos');
    const sent = puts;
    await hall.restart();
    await hall.as('technician');
    await hall.bench('in step', ({ sync }) => sync.state === 'in_step' || undefined, limitMs);
    expect(puts).toBe(sent);
  },
);
