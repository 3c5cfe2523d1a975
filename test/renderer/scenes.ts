import type {
  BaysView,
  BayView,
  BenchView,
  DriveLine,
  IntakeView,
  LineView,
  Person,
  PersonElsewhere,
  ScanView,
} from '../../contract/views.ts';
import type { DriveState } from '../../domain/custody/words.ts';
import type { DriveIdentity, Media } from '../../domain/drive/identity.ts';
import { limitIn } from './scenes-limits.ts';
import { seenStamp } from './scenes-stamp.ts';

/** Canned views for each main state of the window. For tests and for looking at screens only. */
export const nowMs = Date.UTC(2026, 10, 22, 14, 32, 8);

export const bays: BaysView = {
  bays: [
    {
      port: 'pci-0000:00:14.0-usb-0:2.1',
      name: 'Bay 1',
      dock: 'Dual SATA dock 174c:55aa',
      occupied: true,
      drive: 'ST4000NM0035 ZC1A2B3C',
      dock_grade: { grade: 'A' },
    },
    { port: 'pci-0000:00:14.0-usb-0:2.2', name: 'Bay 2', dock: 'Dual SATA dock 174c:55aa', occupied: false },
    {
      port: 'pci-0000:00:14.0-usb-0:3',
      name: 'Bay 3',
      dock: 'USB 3.0 bridge 152d:0567',
      occupied: true,
      drive: 'WDC WD20EFRX WD-WCC4M1234567',
      dock_grade: { grade: 'C', reason: 'empty_registers' },
    },
    {
      port: 'pci-0000:00:14.0-usb-0:4',
      name: 'Bay 4',
      dock: 'USB to SATA 067b:2571',
      occupied: true,
      dock_grade: { grade: 'D', reason: 'no_sat' },
    },
  ],
  others: [{ port: 'pci-0000:00:1f.2-ata-1', dock: 'ahci', occupied: true, guarded: 'mounted at /' }],
};

export const people: readonly Person[] = [
  { id: 'tc_00000000000000000000000000000001', name: 'Supervisor 1', roles: ['supervisor', 'custodian', 'technician'], active: true },
  { id: 'tc_00000000000000000000000000000002', name: 'Technician 1', roles: ['technician', 'custodian'], active: true },
  { id: 'tc_00000000000000000000000000000003', name: 'Validator 1', roles: ['validator', 'witness'], active: true },
  { id: 'tc_00000000000000000000000000000004', name: 'Technician 2', roles: ['technician'], active: false },
];

export const peopleElsewhere: readonly PersonElsewhere[] = [
  { id: 'tc_0000000000000000000000000000b001', station: 'Bench 7', site: 'Hall 9' },
];

export function subjectOf(number: number): string {
  return `d1_${number.toString(16).padStart(32, '0')}`;
}

const drives: readonly {
  readonly serial: string;
  readonly model: string;
  readonly media: Media;
  readonly capacity: number;
  readonly wwn?: string;
}[] = [
  { serial: 'ZL2A9K7M', model: 'ST8000NM000A-2KE101', media: 'ata_hdd', capacity: 8_001_563_222_016, wwn: '5000c500d1a2b3c4' },
  { serial: 'S4EVNX0M512345', model: 'SAMSUNG MZ7LH960HAJR', media: 'ata_ssd', capacity: 960_197_124_096, wwn: '5002538e40a1b2c3' },
  { serial: 'WFK2J0L10000E9451A2B', model: 'ST1200MM0009', media: 'scsi_hdd', capacity: 1_200_243_695_616, wwn: '5000c500a1b2c3d7' },
  {
    serial: 'S64GNE0R903214',
    model: 'SAMSUNG MZQL23T8HCLS',
    media: 'nvme_ssd',
    capacity: 3_840_755_982_336,
    wwn: '36344730529032140025384500000001',
  },
  { serial: 'VLG1Y8XP', model: 'HUH721212ALE604', media: 'ata_hdd', capacity: 12_000_138_625_024 },
  { serial: 'BTYF1234056W480BGN', model: 'INTEL SSDSC2KB480G8', media: 'ata_ssd', capacity: 480_103_981_056 },
  { serial: '2TG80V1D', model: 'WUS4BB038D7P3E3', media: 'nvme_ssd', capacity: 3_840_755_982_336 },
  { serial: '9XG0LI1O', model: 'ST900MM0006', media: 'scsi_hdd', capacity: 900_185_481_216 },
];

export function identityOf(at: number): DriveIdentity {
  const drive = drives[at % drives.length];
  if (drive === undefined) throw new Error('no such canned drive');
  return {
    interface: drive.media === 'nvme_ssd' ? 'nvme' : drive.media.startsWith('scsi') ? 'scsi' : 'ata',
    media: drive.media,
    model: drive.model,
    serial: drive.serial,
    firmware: 'SN05',
    ...(drive.wwn === undefined ? {} : { wwn: drive.wwn }),
    serial_source:
      drive.media === 'nvme_ssd' ? 'identify_controller' : drive.media.startsWith('scsi') ? 'unit_serial_vpd' : 'identify_device',
    capacity_bytes: drive.capacity,
    native_bytes: drive.capacity,
    block_bytes: 512,
  };
}

function emptyBay(at: number): BayView {
  return { port: `port-${at}`, name: `Bay ${at + 1}`, dock: 'JMS578 152d:0578', virtual: false, occupied: false };
}

export function bayWith(at: number, state: DriveState, more: Partial<BayView> = {}): BayView {
  return {
    ...emptyBay(at),
    occupied: true,
    identity: identityOf(at),
    lock: { verdict: 'open', findings: ['serial_equal'] },
    subject: subjectOf(at + 1),
    state,
    ...more,
  };
}

function running(at: number, phase: 'mark' | 'erase' | 'verify', ppm: number | undefined, leftS?: number, rate?: number): BayView {
  return bayWith(at, 'sanitizing', {
    progress: {
      phase,
      ...(ppm === undefined ? {} : { done_ppm: ppm }),
      ...(leftS === undefined ? {} : { left_s: leftS }),
      ...(rate === undefined ? {} : { bytes_per_s: rate }),
      since_ms: nowMs - 754_000,
      can_cancel: at % 2 === 0,
    },
  });
}

const eight: readonly BayView[] = [
  running(0, 'erase', 437_000, 17_640, 214_000_000),
  running(1, 'verify', 912_000, 48, 498_000_000),
  running(2, 'erase', 62_000, 8_220, 151_000_000),
  running(3, 'erase', undefined),
  running(4, 'erase', 781_400, 11_460, 238_000_000),
  running(5, 'mark', 500_000, 2),
  running(6, 'erase', 990_000, 9),
  running(7, 'verify', 331_000, 1_920, 166_000_000),
];

function line(minutesAgo: number, what: string, verdict: LineView['verdict'], at: number): LineView {
  return { at_ms: nowMs - minutesAgo * 60_000, what, serial: identityOf(at).serial, subject: subjectOf(at + 1), verdict };
}

const lines: readonly LineView[] = [
  line(0, 'erase.started', 'ok', 5),
  line(1, 'label_matches', 'ok', 5),
  line(2, 'custody.claimed', 'done', 5),
  {
    ...line(6, 'certificate.issued', 'done', 1),
    limit: { step: 'release', from_ms: nowMs - 15 * 86_400_000, until_ms: nowMs - 86_400_000 },
  },
  line(7, 'validation.decided', 'done', 1),
  line(13, 'erase.started', 'ok', 0),
  line(14, 'same_again', 'already', 0),
  line(31, 'custody.quarantined', 'refused', 7),
];

function scan(verdict: ScanView['verdict'], text: string, sound: ScanView['sound'], understood: ScanView['understood']): ScanView {
  return { number: 7, at_ms: nowMs - 9000, text, source: 'wedge', understood, verdict, sound };
}

const base: BenchView = {
  now_ms: nowMs,
  station: { id: 'st_7k2m9q4x1c8v5b3n', name: 'Bench 3', site: 'Frankfurt 2', mode: 'real', version: '0.1.0', set_up: true },
  session: { person: people[0] ?? never(), until_ms: nowMs + 6 * 3_600_000 },
  bays: Array.from({ length: 8 }, (_, at) => emptyBay(at)),
  next: { kind: 'scan_or_dock' },
  lines: [],
  sync: {
    registry: 'registry.fra2.example',
    state: 'in_step',
    here: 4127,
    acknowledged: 4127,
    proven: 4119,
    last_contact_ms: nowMs - 4000,
    checkpoint: { origin: 'custos.example/log/fra2', size: 918_233, root: 'qJ0rD8nMS7P2vK1fXw5YbT9cLhE3uGzA6oRiN4sQeVk' },
  },
  counts: { in_custody: 0, sanitizing: 0, to_validate: 0, quarantined: 0, ready_to_release: 0, limbo: 0 },
  policy: { id: 'nist-800-88-r2', version: 1, name: 'NIST SP 800-88 Rev. 2' },
};

function never(): never {
  throw new Error('the canned people are missing');
}

function with_(more: Partial<BenchView>): BenchView {
  return { ...base, ...more };
}

function without(...keys: ('session' | 'scan')[]): BenchView {
  return Object.fromEntries(Object.entries(base).filter(([key]) => !keys.includes(key as 'session' | 'scan'))) as BenchView; // only optional members are left out
}

const busy = { in_custody: 23, sanitizing: 8, to_validate: 2, quarantined: 1, ready_to_release: 4, limbo: 0 };

export const intake: IntakeView = {
  label: { serial: 'ZL2A9K7M', wwn: '5000c500d1a2b3c4', part: '2KE101-302', model: 'ST8000NM000A' },
  parts: [
    { as: 'serial', text: 'ZL2A9K7M', why: 'fits_maker_serial' },
    { as: 'wwn', text: '5000c500d1a2b3c4', why: 'naa_wwn' },
    { as: 'part', text: '2KE101-302', why: 'identifier_1p' },
    { as: 'model', text: 'ST8000NM000A', why: 'fits_maker_model' },
  ],
  ready: true,
};

const eightRunning = with_({
  bays: [...eight],
  lines: [...lines],
  counts: busy,
  next: { kind: 'wait', jobs: 8 },
  scan: scan('label_matches', 'BTYF1234056W480BGN', 'ok', [{ as: 'serial', text: 'BTYF1234056W480BGN', why: 'fits_maker_serial' }]),
});

/** Every scene by name. */
export const scenes = {
  empty: base,
  'first-run': with_({
    ...without('session'),
    station: { ...base.station, name: '', site: '', set_up: false },
    bays: [],
    next: { kind: 'set_up' },
  }),
  'signed-out': {
    ...without('session'),
    bays: [running(0, 'erase', 437_000, 17_640, 214_000_000), ...base.bays.slice(1)],
    next: { kind: 'sign_in' },
    counts: { ...base.counts, in_custody: 1, sanitizing: 1 },
  } satisfies BenchView,
  scanning: with_({
    bays: [running(1, 'erase', 210_000, 640, 480_000_000), ...base.bays.slice(1)].map((bay, at) => ({
      ...bay,
      port: `port-${at}`,
      name: `Bay ${at + 1}`,
    })),
    intake,
    lines: lines.slice(2),
    next: { kind: 'finish_intake' },
    asked: { subject: subjectOf(1), state: 'fetching' },
    scan: scan('part_added', '5000C500D1A2B3C4', 'ok', [{ as: 'wwn', text: '5000c500d1a2b3c4', why: 'naa_wwn' }]),
    counts: { ...busy, sanitizing: 1 },
  }),
  'eight-running': eightRunning,
  ready: with_({
    bays: [
      running(0, 'erase', 437_000, 17_640, 214_000_000),
      bayWith(1, 'identified', { needs: { kind: 'start_erase', subject: subjectOf(2), port: 'port-1' } }),
      bayWith(2, 'verified', { needs: { kind: 'validate', subject: subjectOf(3) } }),
      bayWith(3, 'validated', { needs: { kind: 'release', subject: subjectOf(4) }, stamp: seenStamp }),
      ...base.bays.slice(4),
    ],
    lines: [...lines],
    next: { kind: 'start_erase', subject: subjectOf(2), port: 'port-1' },
    scan: scan('label_matches', 'S4EVNX0M512345', 'ok', [{ as: 'serial', text: 'S4EVNX0M512345', why: 'identifier_s' }]),
    counts: { ...busy, sanitizing: 1 },
  }),
  undo: with_({ undo: { event: 'A'.repeat(43), what: 'custody.offered', name: identityOf(3).serial, until_ms: nowMs + 8_500 } }),
  'one-failed': with_({
    bays: [
      ...eight.slice(0, 2),
      bayWith(2, 'quarantined', { needs: { kind: 'destroy', subject: subjectOf(3) } }),
      ...eight.slice(3, 6),
      bayWith(6, 'interrupted', { needs: { kind: 'start_again', subject: subjectOf(7), port: 'port-6' } }),
      { ...emptyBay(7), occupied: true, guarded: 'Mounted at /srv/backup by this computer.' },
    ],
    lines: [line(0, 'erase.failed', 'failed', 2), ...lines],
    next: { kind: 'destroy', subject: subjectOf(3) },
    counts: { ...busy, sanitizing: 5, quarantined: 2 },
  }),
  'one-mismatched': with_({
    bays: [
      ...eight.slice(0, 3),
      bayWith(3, 'mismatch', {
        lock: { verdict: 'shut', findings: ['serial_differs', 'model_equal'] },
        needs: { kind: 'quarantine', subject: subjectOf(4) },
      }),
      bayWith(4, 'disputed'),
      { ...emptyBay(5), occupied: true, silent: 'no_serial' },
      ...base.bays.slice(6),
    ],
    lines: [line(0, 'label_differs', 'refused', 3), ...lines],
    next: { kind: 'quarantine', subject: subjectOf(4) },
    scan: scan('label_differs', 'S64GNE0R903241', 'stop', [{ as: 'serial', text: 'S64GNE0R903241', why: 'fits_maker_serial' }]),
    counts: { ...busy, sanitizing: 3, limbo: 1 },
  }),
  docks: with_({
    bays: [
      bayWith(0, 'identified', {
        dock_grade: { grade: 'B', reason: 'sense_by_detour' },
        needs: { kind: 'start_erase', subject: subjectOf(1), port: 'port-0' },
      }),
      bayWith(1, 'identified', {
        dock_grade: { grade: 'C', reason: 'sense_without_flags' },
        needs: { kind: 'change_dock', subject: subjectOf(2), port: 'port-1' },
      }),
      bayWith(2, 'mismatch', {
        dock_grade: { grade: 'D', reason: 'serial_of_the_bridge' },
        needs: { kind: 'quarantine', subject: subjectOf(3) },
      }),
      { ...emptyBay(3), occupied: true, silent: 'no_serial', dock_grade: { grade: 'D', reason: 'no_sat' } },
      ...base.bays.slice(4),
    ],
    lines: [...lines],
    next: { kind: 'change_dock', subject: subjectOf(2), port: 'port-1' },
    counts: busy,
  }),
  offline: with_({
    bays: [...eight],
    lines: [...lines],
    counts: busy,
    next: { kind: 'wait', jobs: 8 },
    scan: scan('part_added', 'ZL2A9K7M', 'ok', [{ as: 'serial', text: 'ZL2A9K7M', why: 'identifier_s' }]),
    asked: { subject: subjectOf(1), state: 'away' },
    session: {
      person: { ...people[0]!, by_log: [{ role: 'validator', until_ms: nowMs - 86_400_000, counts: 'over' }] },
      until_ms: nowMs + 28_800_000,
    },
    sync: { ...base.sync, state: 'offline', here: 4981, acknowledged: 4127, proven: 4119, last_contact_ms: nowMs - 9 * 86_400_000 },
  }),
  waiting: with_({
    sync: {
      state: 'none',
      here: 57,
      acknowledged: 0,
      proven: 0,
      asked: { kind: 'enrolment', url: 'https://registry.fra2.example', words: ['cargo', 'alarm', 'ticket', 'idle', 'dune', 'corner'] },
    },
  }),
  'turned-away': with_({
    sync: {
      state: 'none',
      here: 57,
      acknowledged: 0,
      proven: 0,
      asked: { kind: 'enrolment', url: 'https://registry.fra2.example', words: [], refused: 'by_officer' },
    },
  }),
  frozen: with_({ sync: { ...base.sync, state: 'frozen', here: 4981, acknowledged: 4127, proven: 4119, problem: 'store_moved' } }),
  'epoch-asked': with_({
    sync: {
      ...base.sync,
      state: 'frozen',
      here: 4981,
      acknowledged: 4127,
      proven: 4119,
      problem: 'store_older',
      asked: { kind: 'epoch', url: 'https://registry.fra2.example', words: ['amber', 'canal', 'brick', 'otter', 'plum', 'lantern'] },
    },
  }),
  'telling-again': with_({ sync: { ...base.sync, state: 'sending', here: 4981, acknowledged: 4312, proven: 4287, untold: 640 } }),
  practice: with_({
    station: { ...base.station, name: 'Bench 3', mode: 'practice' },
    bays: [
      bayWith(0, 'identified', {
        virtual: true,
        dock: 'virtual dock',
        printed: ['ZL2A9K7M'],
        needs: { kind: 'scan_label', port: 'port-0' },
      }),
      bayWith(1, 'sanitizing', {
        virtual: true,
        printed: ['S4EVNX0M512345'],
        progress: { phase: 'erase', done_ppm: 300_000, left_s: 14, since_ms: nowMs, can_cancel: true },
      }),
      ...base.bays.slice(2, 4).map((bay) => ({ ...bay, virtual: true })),
    ],
    lines: lines.slice(4),
    next: { kind: 'scan_label', port: 'port-0' },
    sync: { state: 'none', here: 41, acknowledged: 0, proven: 0 },
    counts: { ...base.counts, in_custody: 2, sanitizing: 1 },
  }),
} satisfies Record<string, BenchView>;
export type SceneName = keyof typeof scenes;

/** The lines that a search finds in every scene but the empty ones. */
export const driveLines: readonly DriveLine[] = (
  ['sanitizing', 'validated', 'quarantined', 'offered', 'verified', 'disputed', 'released', 'in_custody'] as const
).map((state, at) => ({
  subject: subjectOf(at + 1),
  serial: identityOf(at).serial,
  model: identityOf(at).model,
  state,
  holder: people[at % 3]?.name ?? never(),
  place: at % 2 === 0 ? 'Bench 3' : 'Cage B, shelf 2',
  since_ms: nowMs - (at + 1) ** 3 * 420_000,
  ...(state === 'offered' ? { offer: { from: people[0]?.id ?? never(), to: people[1]?.id ?? never() } } : {}),
  ...limitIn(state, nowMs - (at + 1) ** 3 * 420_000),
  ...(state === 'validated' ? { recheck_due: true as const } : {}),
}));
