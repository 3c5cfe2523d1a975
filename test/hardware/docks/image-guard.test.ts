import { chmodSync, mkdirSync, openSync, closeSync, readdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { guardImage, parseMountinfo, parseSwaps } from '../../../hardware/docks/image-guard.ts';
import { imageDock, imagePort, lookAtImages, openImage } from '../../../hardware/docks/images.ts';
import { lockDescriptor } from '../../../hardware/transport/lock.ts';
import { folder, imageFile, loopDevice, noLoopDevices, run } from './loop.ts';

const size = 4 * 1024 * 1024;
if (noLoopDevices !== undefined) console.warn(`loop device tests are skipped: ${noLoopDevices}`);

describe('the guard of images', () => {
  it('allows a file that nothing uses', async () => {
    const path = imageFile(size);
    expect(await guardImage(path)).toMatchObject({ kind: 'allowed', what: 'file', sizeBytes: size, blockBytes: 512, path });
  });

  it('follows a link to what is really there', async () => {
    const path = imageFile(size);
    const link = join(folder(), 'link.img');
    symlinkSync(path, link);
    expect(await guardImage(link)).toMatchObject({ kind: 'allowed', path });
  });

  it.each<readonly [what: string, make: () => string, why: string]>([
    ['a missing path', () => join(folder(), 'none.img'), 'missing'],
    ['a folder', () => folder(), 'directory'],
    ['an empty file', () => imageFile(0), 'empty'],
    ['a size that is not a multiple of 512', () => imageFile(size + 1), 'not_whole_blocks'],
    ['a character device', () => '/dev/null', 'not_a_file'],
  ])('refuses %s', async (_what, make, why) => {
    expect(await guardImage(make())).toMatchObject({ kind: 'refused', why });
  });

  it('refuses a file that may not be written', async () => {
    const path = imageFile(size);
    chmodSync(path, 0o444);
    // Root may write whatever the mode says: then the guard rightly allows it.
    expect(await guardImage(path)).toMatchObject(process.getuid?.() === 0 ? { kind: 'allowed' } : { kind: 'refused', why: 'read_only' });
  });

  it('refuses a file that another program has locked', async () => {
    const path = imageFile(size);
    const fd = openSync(path, 'r+');
    onTestFinished(() => closeSync(fd));
    expect(lockDescriptor(fd)).toBe(true);
    expect(await guardImage(path)).toMatchObject({ kind: 'refused', why: 'in_use' });
    await expect(openImage(path)).rejects.toMatchObject({ code: 'busy' });
  });

  it('allows a free loop device and refuses the file behind it', async (ctx) => {
    ctx.skip(noLoopDevices !== undefined, noLoopDevices);
    const path = imageFile(size);
    const device = loopDevice(path);
    expect(await guardImage(device)).toMatchObject({ kind: 'allowed', what: 'block_device', sizeBytes: size });
    expect(await guardImage(path)).toMatchObject({ kind: 'refused', why: 'backs_a_loop_device' });
  });

  it('refuses a mounted loop device and the mounted image behind it', async (ctx) => {
    ctx.skip(noLoopDevices !== undefined, noLoopDevices);
    const path = imageFile(size);
    run('mkfs.ext4', '-q', '-F', path);
    const device = loopDevice(path);
    const mounted = join(folder(), 'a mount');
    mkdirSync(mounted);
    run('mount', device, mounted);
    onTestFinished(() => run('umount', mounted));
    expect(await guardImage(device)).toMatchObject({ kind: 'refused', why: 'mounted' });
    expect(await guardImage(path)).toMatchObject({ kind: 'refused', why: 'mounted' });
    await expect(openImage(device)).rejects.toMatchObject({ code: 'not_permitted' });
    const [bay] = await lookAtImages([path]);
    expect(bay?.guarded).toContain(mounted);
  });

  it('refuses a read-only loop device and one that is open for itself alone', async (ctx) => {
    ctx.skip(noLoopDevices !== undefined, noLoopDevices);
    expect(await guardImage(loopDevice(imageFile(size), '--read-only'))).toMatchObject({ kind: 'refused', why: 'read_only' });
    const device = loopDevice(imageFile(size));
    const open = await openImage(device);
    onTestFinished(() => open.close());
    expect(await guardImage(device)).toMatchObject({ kind: 'refused', why: 'in_use' });
    await expect(openImage(device)).rejects.toMatchObject({ code: 'busy' });
  });

  it('refuses a file that is bound to another place', async (ctx) => {
    ctx.skip(noLoopDevices !== undefined, noLoopDevices);
    const path = imageFile(size);
    const other = join(folder(), 'other.img');
    writeFileSync(other, '');
    run('mount', '--bind', path, other);
    onTestFinished(() => run('umount', other));
    expect(await guardImage(other)).toMatchObject({ kind: 'refused', why: 'mounted' });
  });

  it('refuses every real disk of this machine', async (ctx) => {
    ctx.skip(noLoopDevices !== undefined, noLoopDevices);
    const disks = readdirSync('/sys/block').filter((name) => !name.startsWith('loop'));
    for (const disk of disks) expect(await guardImage(`/dev/${disk}`)).toMatchObject({ kind: 'refused' });
    expect(disks.length).toBeGreaterThan(0);
  });
});

describe("the kernel's tables", () => {
  it('are read with their escapes', () => {
    expect(parseMountinfo('36 35 98:0 /mnt1 /mnt\\040two rw,noatime shared:1 - ext3 /dev/root rw\n')).toEqual([
      { device: '98:0', root: '/mnt1', point: '/mnt two', source: '/dev/root' },
    ]);
    expect(parseSwaps('Filename\tType\tSize\n/swap\\040file file 1 0 -2\n')).toEqual(['/swap file']);
  });

  it('are not guessed at when a line cannot be read', () => {
    expect(() => parseMountinfo('36 35 98:0\n')).toThrow('cannot be read');
  });
});

describe('images as a dock', () => {
  it('shows each path as a bay, and a missing one as empty', async () => {
    const path = imageFile(size);
    const missing = join(folder(), 'later.img');
    const bays = await lookAtImages([path, missing]);
    expect(bays).toMatchObject([
      { port: imagePort(path), name: 'disk.img', virtual: false, occupied: true, dock: 'disk image' },
      { occupied: false, presence: 'empty' },
    ]);
    expect(bays[0]).not.toHaveProperty('guarded');
  });

  it('keeps port, presence and the assigned serial from look to look, and changes them for another file', async () => {
    const path = imageFile(size);
    const dock = imageDock([path]);
    const [bay] = await dock.bays();
    const open = await dock.openDrive(imagePort(path));
    expect(open.presence).toBe(bay?.presence);
    expect(open.assigned).toMatchObject({ model: 'Disk image' });
    expect(open.assigned?.serial).toMatch(/^IMG[A-Z2-7]{12}$/);
    // Having it open ourselves must not make the bay look guarded or changed.
    expect(await dock.bays()).toEqual([bay]);
    await open.close();
    renameSync(imageFile(size * 2), path);
    const [changed] = await dock.bays();
    expect(changed?.presence).not.toBe(bay?.presence);
  });

  it('opens no path that was not named', async () => {
    const path = imageFile(size);
    await expect(imageDock([]).openDrive(imagePort(path))).rejects.toMatchObject({ code: 'gone' });
  });
});
