import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { BuiltDrive, DriveWish } from './drives.ts';
import { busArguments } from './drives.ts';
import type { Guest } from './guest.ts';

/** How a guest came to its end. `cut`: a line of its own asked for it, as a failing power supply would. */
export type Ending = 'powered-off' | 'cut' | 'timeout';

export interface Boot {
  readonly guest: Guest;
  readonly wishes: readonly DriveWish[];
  readonly drives: readonly BuiltDrive[];
  /** Console and QEMU's own words go here. */
  readonly folder: string;
  /** The folder that the guest sees as /lab. */
  readonly shared: string;
  readonly timeoutMs: number;
  readonly onLine: (line: string) => 'go on' | 'cut power';
}

function qemuArguments({ guest, wishes, drives, folder, shared }: Boot): readonly string[] {
  const share = (tag: string, path: string, more: string): readonly (readonly string[])[] => [
    ['-fsdev', `local,id=${tag},path=${path},security_model=none${more}`],
    ['-device', `virtio-9p-pci,fsdev=${tag},mount_tag=${tag}`],
  ];
  const machine = [
    ['-nodefaults', '-no-user-config', '-display', 'none', '-no-reboot'],
    ['-accel', 'tcg,thread=multi', '-cpu', 'max', '-M', 'q35,sata=off,i8042=off', '-m', '1536', '-smp', '2'],
    ['-kernel', guest.kernel, '-initrd', guest.initrd],
    ['-append', 'console=ttyS0 loglevel=4 panic=-1 nokaslr mitigations=off audit=0'],
    ['-serial', `file:${folder}/console.log`],
    ...share('host', '/', ',readonly=on,multidevs=remap'),
    ...share('lab', shared, ''),
    // The suite's words, and a line from the guest to QEMU's own control socket, to dock and undock.
    ['-chardev', 'stdio,id=out,signal=off'],
    ['-chardev', `socket,id=qmp,path=${folder}/qmp,server=on,wait=off`, '-mon', 'chardev=qmp,mode=control'],
    ['-chardev', `socket,id=control,path=${folder}/qmp`, '-device', 'virtio-serial-pci'],
    ['-device', 'virtserialport,chardev=out,name=out', '-device', 'virtserialport,chardev=control,name=qmp'],
  ];
  return [...machine.flat(), ...busArguments(wishes), ...drives.flatMap((drive) => drive.arguments)];
}

/** Boots a guest and hears it to its end. Emulated throughout: what KVM would give is speed alone. */
export function bootGuest(boot: Boot): Promise<Ending> {
  return new Promise((resolve, reject) => {
    const log = openSync(`${boot.folder}/qemu.log`, 'a');
    // setpriv has the kernel end QEMU with this process, however that ends. QEMU closes its output line at the end of
    // its input, so the input is a pipe that stays open.
    const qemu = spawn('setpriv', ['--pdeathsig', 'KILL', 'qemu-system-x86_64', ...qemuArguments(boot)], { stdio: ['pipe', 'pipe', log] });
    if (qemu.stdout === null) throw new Error('QEMU was started without an output');
    let ending: Ending = 'powered-off';
    const end = (how: Ending): void => {
      ending = how;
      qemu.kill('SIGKILL');
    };
    const timer = setTimeout(end, boot.timeoutMs, 'timeout');
    createInterface({ input: qemu.stdout }).on('line', (line) => {
      if (boot.onLine(line) === 'cut power') end('cut');
    });
    qemu.once('error', reject);
    qemu.once('close', () => {
      clearTimeout(timer);
      closeSync(log);
      resolve(ending);
    });
  });
}
