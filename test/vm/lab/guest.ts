import { execFile, execFileSync, spawnSync } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What a guest boots from. */
export interface Guest {
  readonly kernel: string;
  readonly initrd: string;
  /** As modprobe's `-d` wants it. */
  readonly modules: string;
}

/** Drivers that are needed before the host's files are reached. */
const early = ['virtio_pci', 'virtio_console', '9p', '9pnet_virtio', 'overlay'];

/** Most of the kernel's package, and of no use here. */
const unused = ['drivers/gpu', 'drivers/media', 'drivers/net', 'drivers/infiniband', 'drivers/iio', 'drivers/staging', 'sound'];

/** A kernel image holds the ELF file as one compressed stream: its magic number, and who unpacks it. */
const streams = [
  { magic: Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]), command: 'xz', args: ['-dc', '--single-stream'] },
  { magic: Buffer.from([0x28, 0xb5, 0x2f, 0xfd]), command: 'zstd', args: ['-dc'] },
];

/**
 * Debian's kernel and a first stage, made once in `cache`. The kernel's package is only downloaded and unpacked, not
 * installed: no bootloader is touched. Throws when apt does not know the package.
 */
export async function prepareGuest(cache: string): Promise<Guest> {
  const place = join(cache, 'guest');
  const guest = { kernel: join(place, 'vmlinux'), initrd: join(place, 'initrd.cpio'), modules: join(place, 'modules') };
  mkdirSync(cache, { recursive: true });
  if (!existsSync(guest.modules)) {
    const work = mkdtempSync(join(cache, 'making-'));
    try {
      await unpackKernel(work);
      rmSync(place, { recursive: true, force: true });
      renameSync(join(work, 'new'), place);
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
  }
  // Quick, and so always made from the script as it stands.
  makeInitrd(guest, join(cache, 'initrd'));
  return guest;
}

async function unpackKernel(work: string): Promise<void> {
  const { stdout } = await run('apt-cache', ['depends', 'linux-image-amd64']);
  const name = /Depends: (linux-image-\d\S*)/.exec(stdout)?.[1];
  if (name === undefined) throw new Error('apt knows no package linux-image-amd64: run apt-get update');
  await run('apt-get', ['-qq', '-o', 'APT::Sandbox::User=root', 'download', name], { cwd: work });
  const deb = readdirSync(work).find((file) => file.endsWith('.deb'));
  if (deb === undefined) throw new Error(`apt-get download ${name} brought no package`);
  const unpacked = join(work, 'package');
  await run('dpkg-deb', ['-x', join(work, deb), unpacked]);
  const version = name.slice('linux-image-'.length);
  const tree = [join(unpacked, 'lib/modules', version), join(unpacked, 'usr/lib/modules', version)].find(existsSync);
  if (tree === undefined) throw new Error(`${deb} holds no modules of ${version}`);
  for (const folder of unused) rmSync(join(tree, 'kernel', folder), { recursive: true, force: true });
  const modules = join(work, 'new/modules');
  mkdirSync(join(modules, 'lib/modules'), { recursive: true });
  cpSync(tree, join(modules, 'lib/modules', version), { recursive: true, verbatimSymlinks: true });
  await run(tool('depmod'), ['-b', modules, version]);
  writeFileSync(join(work, 'new/vmlinux'), uncompressed(join(unpacked, 'boot', `vmlinuz-${version}`)));
}

/** Emulated, an uncompressed kernel starts seconds sooner. Of another format the image itself serves. */
function uncompressed(file: string): Buffer {
  const image = readFileSync(file);
  for (const { magic, command, args } of streams) {
    const at = image.indexOf(magic);
    if (at < 0) continue;
    // It complains of what follows the stream, so its exit code tells nothing.
    const { stdout } = spawnSync(command, args, { input: image.subarray(at), maxBuffer: 512 * 1024 * 1024 });
    if (stdout.subarray(0, 4).equals(Buffer.from([0x7f, 0x45, 0x4c, 0x46]))) return stdout;
  }
  return image;
}

function makeInitrd(guest: Guest, folder: string): void {
  const version = readdirSync(join(guest.modules, 'lib/modules'))[0] ?? '';
  rmSync(folder, { recursive: true, force: true });
  for (const name of ['bin', 'dev', 'proc', 'sys', 'modules', 'host', 'rw', 'new']) mkdirSync(join(folder, name), { recursive: true });
  copyFileSync(tool('busybox'), join(folder, 'bin/busybox'));
  writeFileSync(join(folder, 'init'), readFileSync(join(import.meta.dirname, 'guest-init.sh')), { mode: 0o755 });
  const files = new Set(early.flatMap((name) => dependsOf(guest, version, name)));
  const order = [...files].map((file) => copyModule(file, join(folder, 'modules')));
  writeFileSync(join(folder, 'modules.order'), `${order.join('\n')}\n`);
  const names = execFileSync('find', ['.'], { cwd: folder });
  writeFileSync(
    guest.initrd,
    execFileSync(tool('cpio'), ['-o', '-H', 'newc', '--quiet'], { cwd: folder, input: names, maxBuffer: 64 * 1024 * 1024 }),
  );
}

/** Files of a module and of what it needs, in the order of loading. */
function dependsOf(guest: Guest, version: string, name: string): readonly string[] {
  const told = execFileSync(tool('modprobe'), ['-d', guest.modules, '-S', version, '--show-depends', name], { encoding: 'utf8' });
  return told.split('\n').flatMap((line) => /^insmod (\S+)/.exec(line)?.[1] ?? []);
}

function copyModule(file: string, folder: string): string {
  const unpack = file.endsWith('.xz') ? 'xz' : file.endsWith('.zst') ? 'zstd' : undefined;
  if (unpack === undefined) {
    copyFileSync(file, join(folder, basename(file)));
    return basename(file);
  }
  const name = basename(file).replace(/\.(xz|zst)$/, '');
  writeFileSync(join(folder, name), execFileSync(unpack, ['-dc', file], { maxBuffer: 64 * 1024 * 1024 }));
  return name;
}

/** Root's programs are not on every PATH. */
function tool(name: string): string {
  return ['/usr/sbin', '/sbin', '/usr/bin', '/bin'].map((folder) => join(folder, name)).find(existsSync) ?? name;
}
