import { mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { numberOf } from '../../../../hardware/docks/host/in-use.ts';
import { hostSource, type HostSource } from '../../../../hardware/docks/host/source.ts';
import { folder } from '../loop.ts';
import { KernelTree, layouts } from './tree.ts';

const sata = 'pci-0000:00:17.0-ata3';

/** A source over this tree whose ports have all been taught. */
function taughtSource(tree: KernelTree, ...ports: readonly string[]): HostSource {
  const bays = join(folder(), 'bays.json');
  const named = (ports.length > 0 ? ports : [sata]).map((port, i) => ({ port, name: `Bay ${i + 1}`, dock: 'SATA port (ahci)' }));
  writeFileSync(bays, JSON.stringify(named));
  return hostSource({ roots: tree.roots, bays });
}

async function guardOf(tree: KernelTree): Promise<string | undefined> {
  const bay = (await taughtSource(tree).bays()).find(({ port }) => port === sata);
  if (bay === undefined) throw new Error('the drive was not found');
  return bay.guarded;
}

/** One SATA drive with a partition. */
function plainTree(): KernelTree {
  const tree = new KernelTree();
  layouts.ahci(tree, 'sda');
  tree.partition('sda', 1, '8:1');
  return tree;
}

describe('the guard of the host', () => {
  it('lets a taught drive go that nothing uses', async () => {
    expect(await guardOf(plainTree())).toBeUndefined();
  });

  it('protects a port that nobody has taught, and keeps a taught port without a drive as an empty bay', async () => {
    const tree = plainTree();
    const bays = await taughtSource(tree, 'pci-0000:00:17.0-ata5').bays();
    expect(bays).toMatchObject([
      { port: sata, taught: false, occupied: true, guarded: 'nobody has taught this port as a bay' },
      { port: 'pci-0000:00:17.0-ata5', name: 'Bay 1', taught: true, occupied: false, presence: 'empty' },
    ]);
    await expect(taughtSource(tree, 'pci-0000:00:17.0-ata5').openDrive(sata)).rejects.toMatchObject({ code: 'not_permitted' });
  });

  it.each<readonly [what: string, make: (tree: KernelTree) => void, words: string]>([
    ['a mounted partition', (tree) => tree.mounts(['8:1', '/mnt/x', '/dev/sda1']), 'sda1 is mounted at /mnt/x'],
    ['a mounted whole disk', (tree) => tree.mounts(['8:0', '/mnt/x', '/dev/sda']), 'sda is mounted at /mnt/x'],
    ['a mount under another number, by its source', (tree) => tree.mounts(['0:47', '/srv', '/dev/sda1']), 'sda1 is mounted at /srv'],
    ['the root file system', (tree) => tree.mounts(['8:1', '/', '/dev/root']), "the system's own disk: sda1 is mounted at /"],
    ['the boot partition', (tree) => tree.mounts(['8:1', '/boot/efi', '/dev/sda1']), "the system's own disk"],
    ['a mount that only another process sees', (tree) => tree.mountsOf('4711', ['8:1', '/data', '/dev/sda1']), 'sda1 is mounted at /data'],
    ['swap space', (tree) => tree.swaps('/dev/sda1'), 'sda1 is swap space'],
    ['the place to resume from', (tree) => tree.sys('power', { resume: '8:1\n' }), 'resumes from sda1'],
    ['a member of a mounted btrfs', (tree) => tree.sys('fs/btrfs/1b2c/devices/sda1', { x: '' }), 'sda1 belongs to a mounted file system'],
    ['a disk under a loop device', (tree) => tree.sys('block/loop0/loop', { backing_file: '/dev/sda\n' }), 'held by loop0'],
    ['a disk that may not be written', (tree) => tree.sys('block/sda', { ro: '1' }), 'sda is read-only'],
    ['a disk that does not say whether it may be written', (tree) => tree.sys('block/sda', { ro: '' }), 'sda is read-only'],
  ])('protects %s', async (_what, make, words) => {
    const tree = plainTree();
    make(tree);
    expect(await guardOf(tree)).toContain(words);
  });

  it('protects a member of an array that runs, and names the array', async () => {
    const tree = plainTree();
    tree.disk('md127', 'devices/virtual/block/md127', { dev: '9:127' });
    tree.sys('block/md127', { 'md/level': 'raid1\n' });
    tree.holds('md127', 'sda/sda1');
    expect(await guardOf(tree)).toBe('held by array md127 (raid1)');
  });

  it('finds the root file system on a logical volume on an encrypted volume on an array on the drive', async () => {
    const tree = plainTree();
    tree.disk('md0', 'devices/virtual/block/md0', { dev: '9:0' });
    for (const [name, minor, kind, mapped] of [
      ['dm-0', 0, 'CRYPT-LUKS2-1', 'vault'],
      ['dm-1', 1, 'LVM-abc', 'vg0-root'],
    ] as const) {
      tree.disk(name, `devices/virtual/block/${name}`, { dev: `253:${minor}` });
      tree.sys(`block/${name}/dm`, { uuid: kind, name: mapped });
    }
    tree.holds('md0', 'sda/sda1');
    tree.holds('dm-0', 'md0');
    tree.holds('dm-1', 'dm-0');
    expect(await guardOf(tree)).toBe('held by md0');
    tree.mounts(['253:1', '/', '/dev/mapper/vg0-root']);
    expect(await guardOf(tree)).toBe("the system's own disk: vg0-root is mounted at /");
    tree.mounts();
    tree.swaps('/dev/mapper/vg0-root');
    expect(await guardOf(tree)).toBe('vg0-root is swap space');
  });

  it('protects the disk that holds our own files', async () => {
    const tree = plainTree();
    const own = folder();
    tree.sys('block/sda/sda1', { dev: numberOf(statSync(own).dev) });
    const bays = await hostSource({ roots: tree.roots, own: [own] }).bays();
    expect(bays[0]?.guarded).toBe('Custos keeps its own records on sda1');
  });

  it('guards every namespace of an NVMe drive by the one that is used', async () => {
    const tree = new KernelTree();
    layouts.nvme(tree, 'nvme0', [1, 2]);
    tree.mounts(['259:2', '/mnt/b', '/dev/nvme0n2']);
    expect((await taughtSource(tree, 'pci-0000:81:00.0-nvme').bays())[0]?.guarded).toBe('nvme0n2 is mounted at /mnt/b');
  });

  it('offers a drive over a network to tests that ask for it alone', async () => {
    const tree = new KernelTree();
    tree.scsi('sdf', 'devices/pseudo_0/adapter0/host9/target9:0:0/9:0:0:0');
    const bays = join(folder(), 'bays.json');
    writeFileSync(bays, JSON.stringify([{ port: 'pseudo_0-scsi-0:0:0', name: 'Bay', dock: '' }]));
    const guards = async (fabrics: boolean): Promise<unknown> =>
      (await hostSource({ roots: tree.roots, bays, fabrics }).bays())[0]?.guarded;
    expect(await guards(false)).toContain('no bus that is known');
    expect(await guards(true)).toBeUndefined();
  });
});

describe('a look that fails', () => {
  it.each<readonly [what: string, spoil: (tree: KernelTree, bays: string) => void]>([
    ['a mount table that cannot be understood', (tree) => writeFileSync(join(tree.roots.proc, 'self/mountinfo'), '1 2 8:1\n')],
    ['a list of bays that is not whole', (_tree, bays) => writeFileSync(bays, '[{"port":"x"')],
    ['a list of bays of another shape', (_tree, bays) => writeFileSync(bays, '[{"port":"x"}]')],
  ])('says so for %s, and shows no empty bays', async (_what, spoil) => {
    const tree = plainTree();
    const bays = join(folder(), 'bays.json');
    writeFileSync(bays, '[]');
    spoil(tree, bays);
    await expect(hostSource({ roots: tree.roots, bays }).bays()).rejects.toThrow();
  });
});

describe('opening a drive of the host', () => {
  it('refuses a node that is not the device of sysfs', async () => {
    const tree = plainTree();
    mkdirSync(tree.roots.dev, { recursive: true });
    symlinkSync('/dev/null', join(tree.roots.dev, 'sda'));
    await expect(taughtSource(tree).openDrive(sata)).rejects.toMatchObject({
      code: 'gone',
      message: expect.stringContaining('not 8:0') as string,
    });
  });

  it('tells a missing node and an empty port as gone', async () => {
    const tree = plainTree();
    await expect(taughtSource(tree).openDrive(sata)).rejects.toMatchObject({ code: 'gone' });
    await expect(taughtSource(tree).openDrive('pci-0000:00:17.0-ata4')).rejects.toMatchObject({ code: 'gone' });
    await expect(taughtSource(tree).openToAsk('pci-0000:00:17.0-ata4')).rejects.toMatchObject({ code: 'gone' });
  });
});
