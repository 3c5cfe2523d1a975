import { implement, type Router } from '@orpc/server';
import { bridge, type Receipt } from '../../contract/bridge.ts';
import type { ScannerReading, ScannersView, ScanSource } from '../../contract/scanners.ts';
import type { BenchView, DriveView, ScanView } from '../../contract/views.ts';
import { drawnDrive, refutedDrive } from './scenes-recheck.ts';
import { barredDrive, disputedDrive, failedDrive, mismatchedDrive, provenDrive, runningDrive } from './canned-drive.ts';
import { standInContainment } from './stand-in-containment.ts';
import { bays, driveLines, nowMs, people, peopleElsewhere, scenes, subjectOf, type SceneName } from './scenes.ts';

/** What reached the stand-in, for tests to look at. */
export interface Heard {
  readonly scans: string[];
  readonly calls: string[];
}

const done: Receipt = { kind: 'done', events: ['event'] };

/** One scanner of each kind and state. */
const scanners: ScannersView = {
  served: true,
  scanners: [
    { id: 'hid_pos:0c2e:0b6a:17120B0A1C', kind: 'hid_pos', name: 'Honeywell 3320G', port: '/dev/hidraw3', state: 'ready' },
    { id: 'hid_pos:05e0:1300:S2', kind: 'hid_pos', name: 'Symbol Bar Code Scanner', port: '/dev/hidraw5', state: 'not_permitted' },
    { id: 'serial:05f9:4204:G21', kind: 'serial', name: 'Datalogic Gryphon', port: '/dev/ttyACM0', state: 'ready' },
    { id: 'serial:2341:0043:7573', kind: 'serial', name: 'USB serial board', port: '/dev/ttyACM1', state: 'offered' },
    { id: 'serial:0c2e:0b63:T9', kind: 'serial', name: 'Honeywell serial cradle', port: '', state: 'away' },
  ],
};

/**
 * Speaks the bridge's contract with canned views. Only for component tests and for looking at screens: it keeps
 * no rules, so nothing about drives is proven by it.
 */
export function standInStation(scene: SceneName | BenchView, heard: Heard = { scans: [], calls: [] }) {
  let view: BenchView = typeof scene === 'string' ? scenes[scene] : scene;
  const waiting = new Set<() => void>();
  const show = (next: BenchView): void => {
    view = next;
    for (const wake of waiting) wake();
  };
  const readings: ScannerReading[] = [];
  const listening = new Set<() => void>();
  const os = implement(bridge);
  const say = (name: string, receipt: Receipt = done) => {
    heard.calls.push(name);
    return receipt;
  };
  const router: Router<typeof bridge, Record<never, never>> = os.router({
    ...standInContainment(say),
    bench: {
      feed: os.bench.feed.handler(async function* ({ signal }) {
        for (;;) {
          yield view;
          await new Promise<void>((resolve) => {
            waiting.add(resolve);
            signal?.addEventListener('abort', () => resolve(), { once: true });
          });
          waiting.clear();
          if (signal?.aborted === true) return;
        }
      }),
      scan: os.bench.scan.handler(({ input }) => {
        heard.scans.push(input.text);
        const scan = judge(input.text, input.source, heard.scans.length + 100);
        show({ ...view, scan });
        return scan;
      }),
      undo: os.bench.undo.handler(() => say('undo')),
      clearScan: os.bench.clearScan.handler(() => say('clearScan')),
    },
    setUp: {
      first: os.setUp.first.handler(() => say('first')),
      newBadge: os.setUp.newBadge.handler(() => ({ badge: 'CU-B-7K2M9Q4X' })),
    },
    session: {
      signIn: os.session.signIn.handler(({ input }) => {
        if (input.pin !== '135790') return say('signIn', { kind: 'refused', why: 'pin_wrong' });
        const person = people[0];
        if (person !== undefined) show({ ...view, session: { person, until_ms: nowMs + 3_600_000 }, next: { kind: 'scan_or_dock' } });
        return say('signIn');
      }),
      signOut: os.session.signOut.handler(() => say('signOut')),
    },
    people: {
      list: os.people.list.handler(() => [...people]),
      elsewhere: os.people.elsewhere.handler(() => [...peopleElsewhere]),
      enrol: os.people.enrol.handler(() => say('enrol')),
      end: os.people.end.handler(() => say('end')),
    },
    drives: {
      find: os.drives.find.handler(({ input }) =>
        driveLines.filter(
          (line) =>
            (input.drawn !== true || line.recheck_due === true) &&
            line.serial.includes(input.query.toUpperCase()) &&
            (input.states === undefined || input.states.includes(line.state)),
        ),
      ),
      fillIn: os.drives.fillIn.handler(() => say('drives.fillIn')),
      feed: os.drives.feed.handler(async function* ({ input, signal }) {
        yield driveOf(input.subject);
        await new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve(), { once: true }));
      }),
    },
    custody: {
      claim: os.custody.claim.handler(() => say('claim')),
      offer: os.custody.offer.handler(() => say('offer')),
      withdraw: os.custody.withdraw.handler(() => say('withdraw')),
      receive: os.custody.receive.handler(() => say('receive')),
      move: os.custody.move.handler(() => say('move')),
      redirect: os.custody.redirect.handler(() => say('redirect')),
      quarantine: os.custody.quarantine.handler(() => say('quarantine')),
      readmit: os.custody.readmit.handler(() => say('readmit')),
      release: os.custody.release.handler(() => say('release', { kind: 'refused', why: 'no_proof' })),
      override: os.custody.override.handler(() => say('override')),
      resolve: os.custody.resolve.handler(() => say('resolve')),
      destroy: os.custody.destroy.handler(() => say('destroy')),
    },
    erase: {
      start: os.erase.start.handler(({ input }) =>
        say('start', input.witness === undefined ? { kind: 'refused', why: 'label_not_scanned' } : done),
      ),
      cancel: os.erase.cancel.handler(() => say('cancel')),
      recheck: os.erase.recheck.handler(() => say('recheck')),
      stamp: os.erase.stamp.handler(() => say('stamp')),
      validate: os.erase.validate.handler(() => say('validate')),
    },
    bays: {
      feed: os.bays.feed.handler(async function* ({ signal }) {
        yield bays;
        await new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve(), { once: true }));
      }),
      teach: os.bays.teach.handler(() => say('teach')),
      stopTeaching: os.bays.stopTeaching.handler(() => say('stopTeaching')),
      blink: os.bays.blink.handler(() => say('blink')),
      forget: os.bays.forget.handler(() => say('forget')),
    },
    scanners: {
      feed: os.scanners.feed.handler(async function* ({ signal }) {
        yield scanners;
        await new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve(), { once: true }));
      }),
      hear: os.scanners.hear.handler(async function* ({ signal }) {
        for (;;) {
          const reading = readings.shift();
          if (reading !== undefined) yield reading;
          else
            await new Promise<void>((resolve) => {
              listening.add(resolve);
              signal?.addEventListener('abort', () => resolve(), { once: true });
            });
          if (signal?.aborted === true) return;
        }
      }),
      use: os.scanners.use.handler(({ input }) => say(input.on ? 'use' : 'leave')),
    },
    policy: {
      list: os.policy.list.handler(() => [
        { id: 'nist-800-88-r2', version: 1, name: 'NIST SP 800-88 Rev. 2', adopted: true },
        { id: 'nist-800-88-r1', version: 1, name: 'NIST SP 800-88 Rev. 1', adopted: false },
      ]),
      adopt: os.policy.adopt.handler(() => say('adopt')),
    },
    certificates: {
      json: os.certificates.json.handler(() => ({ kind: 'file' as const, name: 'certificate.json', text: '{}' })),
      pdf: os.certificates.pdf.handler(() => ({ kind: 'refused' as const, why: 'certificate_unknown' as const })),
      summary: os.certificates.summary.handler(() => ({ kind: 'file' as const, name: 'summary.pdf', base64: '' })),
      revoke: os.certificates.revoke.handler(() => say('revoke')),
    },
    sync: {
      resume: os.sync.resume.handler(() => say('sync.resume')),
      askEpoch: os.sync.askEpoch.handler(() => say('sync.askEpoch')),
      rotateKey: os.sync.rotateKey.handler(() => say('sync.rotateKey')),
      exportBundle: os.sync.exportBundle.handler(() => say('sync.exportBundle')),
      importBundle: os.sync.importBundle.handler(() => say('sync.importBundle')),
    },
    practice: {
      plug: os.practice.plug.handler(() => say('plug')),
      unplug: os.practice.unplug.handler(() => say('unplug')),
    },
  });
  const read = (reading: ScannerReading): void => {
    readings.push(reading);
    for (const wake of listening) wake();
    listening.clear();
  };
  return { router, heard, show, read };
}

function driveOf(subject: string): DriveView {
  switch (subject) {
    case subjectOf(2):
      return runningDrive();
    case subjectOf(3):
      return failedDrive();
    case subjectOf(4):
      return mismatchedDrive();
    case subjectOf(5):
      return barredDrive();
    case subjectOf(6):
      return disputedDrive();
    case subjectOf(7):
      return drawnDrive();
    case subjectOf(8):
      return refutedDrive();
    default:
      return { ...provenDrive(), stamp: { may: true } };
  }
}

function judge(text: string, source: ScanSource, number: number): ScanView {
  const badge = text.toUpperCase().startsWith('CU-B-');
  return {
    number,
    at_ms: nowMs,
    text,
    source,
    understood: [badge ? { as: 'badge', text: '', why: 'own_code' } : { as: 'serial', text, why: 'fits_maker_serial' }],
    verdict: badge ? 'badge_read' : 'part_added',
    sound: 'ok',
  };
}
