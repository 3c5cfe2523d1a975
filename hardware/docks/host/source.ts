import type { Bay } from '../../../contract/helper.ts';
import type { DockSource } from '../../helper/docks.ts';
import { dockUsbOf } from '../qualify/grade-dock.ts';
import { type OpenDrive, TransportError } from '../../transport/transport.ts';
import { readTables, whyInUse } from './in-use.ts';
import { openForJob, openToAsk } from './open.ts';
import { type HostDrive, scanDrives } from './scan.ts';
import { machineRoots, type Roots } from './sysfs.ts';
import { readTaught, type Taught } from './taught.ts';

export interface HostOptions {
  /** File with the ports that people have taught as bays. Without it every port is protected. */
  readonly bays?: string;
  /** Files of our own: no drive that holds one of them is ever offered. */
  readonly own?: readonly string[];
  /** Test switch: drives that are reached over a network, or over no bus that is known, count as drives in bays. */
  readonly fabrics?: boolean;
  /** Where the kernel's files are; tests put trees of their own there. */
  readonly roots?: Roots;
}

/** A drive of the host with the host's verdict on it. */
export interface SeenDrive {
  readonly drive: HostDrive;
  readonly bay: Bay;
}

/** The host's own buses as a dock, with what `custos docks --probe` needs of it. */
export interface HostSource extends DockSource {
  /** Every drive of the host, guarded ones too. Throws when it cannot be told. */
  drives(): readonly SeenDrive[];
  /** Opens for questions alone, guarded or not: nothing is claimed or written. Throws TransportError. */
  openToAsk(port: string): Promise<OpenDrive>;
}

const untaught = 'nobody has taught this port as a bay';

/**
 * Every whole drive on SATA, SAS, SCSI, USB and NVMe of this machine, by port. Read from sysfs at each look; nothing is
 * sent to a drive. A port that was taught stays as an empty bay; any other appears with its drive. Linux only.
 */
export function hostSource(options: HostOptions = {}): HostSource {
  const roots = options.roots ?? machineRoots;
  const look = (): { readonly seen: readonly SeenDrive[]; readonly empty: readonly Bay[] } => {
    const taught = readTaught(options.bays);
    const tables = readTables(roots, options.own ?? []);
    const seen = scanDrives(roots).map((drive) => {
      const barred = options.fabrics === true && (drive.bus === 'network' || drive.bus === 'other') ? undefined : drive.barred;
      const names = drive.blocks.map(({ name }) => name);
      const readOnly = drive.blocks.find((block) => block.readOnly);
      const guarded =
        whyInUse(names, tables, roots) ??
        barred ??
        (readOnly === undefined ? undefined : `${readOnly.name} is read-only: a write blocker, or the drive's own protection`) ??
        (taught.has(drive.port) ? undefined : untaught);
      return { drive, bay: bayOf(drive, taught.get(drive.port), guarded) };
    });
    const found = new Set(seen.map(({ drive }) => drive.port));
    return { seen, empty: [...taught.values()].filter(({ port }) => !found.has(port)).map(emptyBay) };
  };
  const at = (port: string): SeenDrive => {
    const found = look().seen.find(({ drive }) => drive.port === port);
    if (found?.drive.occupied !== true) throw new TransportError('gone', 'no drive at this port');
    return found;
  };
  return {
    drives: () => look().seen,
    bays: async () => {
      const { seen, empty } = look();
      return [...seen.map(({ bay }) => bay), ...empty];
    },
    openDrive: async (port) => {
      const { drive } = free(at(port));
      const open = await openForJob(drive, roots);
      try {
        // Once more with the drive claimed: what came in between is seen, what comes now meets the claim.
        if (free(at(port)).drive.presence !== drive.presence) throw new TransportError('gone', 'another drive came to this port');
        return open;
      } catch (error) {
        await open.close();
        throw error;
      }
    },
    openToAsk: async (port) => openToAsk(at(port).drive, roots),
    // A slash at the end: any change in this folder. Nodes come and go with their drives.
    watched: [`${roots.dev}/`],
  };
}

function free(seen: SeenDrive): SeenDrive {
  if (seen.bay.guarded !== undefined) throw new TransportError('not_permitted', seen.bay.guarded);
  return seen;
}

function bayOf(drive: HostDrive, taught: Taught | undefined, guarded: string | undefined): Bay {
  return {
    port: drive.port.slice(0, 200),
    name: (taught?.name ?? drive.name).slice(0, 60),
    dock: drive.dock.slice(0, 100),
    ...(drive.usb !== undefined && { usb: dockUsbOf(drive.usb) }),
    virtual: false,
    occupied: drive.occupied,
    taught: taught !== undefined,
    presence: drive.occupied ? drive.presence : 'empty',
    ...(guarded !== undefined && { guarded: guarded.slice(0, 200) }),
  };
}

function emptyBay({ port, name, dock }: Taught): Bay {
  return { port, name, dock, virtual: false, occupied: false, taught: true, presence: 'empty' };
}
