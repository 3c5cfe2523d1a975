import type { GuestPlan } from './lab/run-guest.ts';
import { badSector } from './plan-facts.ts';

/** A guest on a machine with nothing else to do takes 20 to 60 s; the limit is for one that has much. */
const timeoutS = 900;

/** Every guest, in the order of booting. */
export const guests: readonly GuestPlan[] = [
  {
    name: 'identity',
    drives: [{ kind: 'sata' }, { kind: 'sas' }, { kind: 'nvme' }, { kind: 'usb-bot' }, { kind: 'usb-uas' }],
    timeoutS,
  },
  {
    name: 'erase',
    drives: [{ kind: 'sata' }, { kind: 'sas' }, { kind: 'nvme' }, { kind: 'nvme' }, { kind: 'usb-bot' }, { kind: 'usb-uas' }],
    timeoutS,
  },
  { name: 'usb-dock', drives: [], modules: ['vhci_hcd', 'usb_storage'], timeoutS },
  { name: 'scanner', drives: [], modules: ['uhid'], timeoutS },
  { name: 'nvme-tcp', drives: [], modules: ['nvme_tcp'], timeoutS },
  {
    name: 'guards',
    drives: [{ kind: 'sata' }, { kind: 'sas' }, { kind: 'nvme' }, { kind: 'usb-bot' }, { kind: 'usb-uas' }],
    modules: ['raid1', 'dm_mod', 'ext4'],
    timeoutS,
  },
  {
    name: 'pulled',
    // Large enough that the orderly leave, which waits for what is in flight, leaves some of it unwritten.
    drives: [{ kind: 'sata' }, { kind: 'sas' }, { kind: 'nvme', sizeMiB: 64 }, { kind: 'nvme', absent: true }],
    timeoutS,
  },
  {
    name: 'bad-sectors',
    drives: (['sata', 'sas', 'nvme'] as const).map((kind) => ({ kind, badSectors: [badSector] })),
    timeoutS,
  },
  {
    name: 'power-cut',
    drives: [{ kind: 'sas' }],
    cutsPower: 'the power is cut in the middle of an overwrite',
    timeoutS,
  },
  { name: 'after-power-cut', drives: [{ kind: 'sas' }], continues: true, timeoutS },
];
