import type { GuestPlan } from './lab/run-guest.ts';
import { badSector } from './plan-facts.ts';

/** A guest takes half a minute to a minute on a machine of two cores with nothing else to do; the limit is for one with much. */
const timeoutS = 300;

const everyKind = (['sata', 'sas', 'nvme', 'usb-bot', 'usb-uas'] as const).map((kind) => ({ kind }));

/** Every guest, in the order of booting. */
export const guests: readonly GuestPlan[] = [
  {
    name: 'identity',
    drives: everyKind,
    timeoutS,
  },
  {
    name: 'erase',
    drives: everyKind,
    timeoutS,
  },
  { name: 'usb-dock', drives: [], modules: ['vhci_hcd', 'usb_storage'], timeoutS: 600 },
  { name: 'scanner', drives: [], modules: ['uhid'], timeoutS },
  { name: 'nvme-tcp', drives: [], modules: ['nvme_tcp'], timeoutS },
  {
    name: 'guards',
    drives: everyKind,
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
    drives: [{ kind: 'sas', sizeMiB: 192 }, { kind: 'nvme' }],
    cutsPower: 'the power is cut in the middle of an overwrite and of an NVMe format',
    timeoutS,
  },
  { name: 'after-power-cut', drives: [{ kind: 'sas', sizeMiB: 192 }, { kind: 'nvme' }], continues: true, timeoutS },
];
