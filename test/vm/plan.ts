import type { GuestPlan } from './lab/run-guest.ts';

/** A guest on a machine with nothing else to do takes 20 to 60 s; the limit is for one that has much. */
const timeoutS = 900;

/** Every guest, in the order of booting. */
export const guests: readonly GuestPlan[] = [
  {
    name: 'identity',
    suite: './suites/identity.ts',
    drives: [{ kind: 'sata' }, { kind: 'sas' }, { kind: 'nvme' }, { kind: 'usb-bot' }, { kind: 'usb-uas' }],
    timeoutS,
  },
  {
    name: 'erase',
    suite: './suites/erase.ts',
    drives: [{ kind: 'sata' }, { kind: 'sas' }, { kind: 'nvme' }, { kind: 'nvme' }, { kind: 'usb-bot' }, { kind: 'usb-uas' }],
    timeoutS,
  },
  { name: 'usb-dock', suite: './suites/usb-dock.ts', drives: [], modules: ['vhci_hcd', 'usb_storage'], timeoutS },
  { name: 'scanner', suite: './suites/scanner.ts', drives: [], modules: ['uhid'], timeoutS },
  { name: 'nvme-tcp', suite: './suites/nvme-tcp.ts', drives: [], modules: ['nvme_tcp'], timeoutS },
  {
    name: 'guards',
    suite: './suites/guards.ts',
    drives: [{ kind: 'sata' }, { kind: 'sas' }, { kind: 'nvme' }, { kind: 'usb-bot' }, { kind: 'usb-uas' }],
    modules: ['raid1', 'dm_mod', 'ext4'],
    timeoutS,
  },
  {
    name: 'pulled',
    suite: './suites/pulled.ts',
    drives: [
      { kind: 'sata' },
      { kind: 'sas' },
      { kind: 'nvme' },
      { kind: 'usb-bot' },
      { kind: 'usb-bot', absent: true },
      { kind: 'usb-uas' },
    ],
    timeoutS,
  },
  {
    name: 'bad-sectors',
    suite: './suites/bad-sectors.ts',
    drives: (['sata', 'sas', 'nvme', 'usb-bot'] as const).map((kind) => ({ kind, sizeMiB: 16, badSectors: [12_345] })),
    timeoutS,
  },
  {
    name: 'power-cut',
    suite: './suites/power-cut.ts',
    drives: [{ kind: 'sas' }],
    cutsPower: 'the power is cut in the middle of an overwrite',
    timeoutS,
  },
  { name: 'after-power-cut', suite: './suites/after-power-cut.ts', drives: [{ kind: 'sas' }], continues: true, timeoutS },
];
