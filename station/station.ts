import type { LabelPort } from '../contract/labels.ts';
import type { AnswerShelf } from '../contract/answers.ts';
import type { PhotoShelf } from '../contract/photos.ts';
import type { Clock, DriveHelper, KeyStore, ListReader, Random, StationStore, Timer } from '../contract/ports.ts';
import type { ScannerHub } from '../contract/scanners.ts';
import type { LineView } from '../contract/views.ts';
import type { Bay, Identified } from '../contract/helper.ts';
import type { TaughtBay } from '../domain/drive/bay-map.ts';
import type { Authority } from '../domain/authority/authority.ts';
import { readFact } from '../domain/facts/facts.ts';
import { bindBay } from './bench/bind.ts';
import { Desk } from './bench/desk.ts';
import type { CertificateDesk } from './certificates/desk.ts';
import { teachOnArrival } from './calls/bay-calls.ts';
import { taughtBays } from './docks/bay-map.ts';
import { DockTrust } from './docks/dock-trust.ts';
import { Docks } from './docks/docks.ts';
import { Teaching } from './docks/teaching.ts';
import { type CertificateOffice, Jobs } from './erase/jobs.ts';
import type { Changes } from './feed/changes.ts';
import type { JobHelper, StationParts } from './parts.ts';
import type { People } from './people/people.ts';
import { adoptedPolicy } from './policy/adopted.ts';
import { followPolicies } from './policy/follow.ts';
import { condemnedBy } from './labels/red-tags.ts';
import { LabelQueue } from './labels/queue.ts';
import type { Recorder } from './record/recorder.ts';
import type { Room } from './room.ts';
import type { Lookout } from './pull/lookout.ts';
import type { RegistryLink } from './sync/link.ts';
import { type StationRouter, stationRouter, type VirtualHands } from './router.ts';

/** What a host gives a station. */
export interface StationNeeds {
  readonly store: StationStore;
  readonly recorder: Recorder;
  readonly people: People;
  readonly certificates: CertificateOffice & CertificateDesk;
  /** Sign and verify stamps on drives. */
  readonly keys?: Pick<KeyStore, 'event' | 'verifier'> | undefined;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly random: Random;
  readonly changes: Changes;
  readonly mode: 'real' | 'practice';
  readonly version: string;
  /** The helper that looks and identifies; it never erases. */
  readonly scout: DriveHelper;
  helperForJob(): Promise<JobHelper>;
  printed(port: string): readonly string[] | undefined;
  readonly virtualTimeScale: number;
  readonly virtual?: VirtualHands | undefined;
  /** Keeps the ports that are bays where the drive helper reads them: it protects every other port of the host. */
  keepBays(bays: readonly TaughtBay[]): void;
  /** Who may do what by the registry's log; undefined for a station without one. */
  authority?(): Authority | undefined;
  /** The line to the registry. */
  readonly link: RegistryLink;
  /** Asks the registry about single drives. */
  readonly lookout?: Lookout | undefined;
  /** The scanners of this machine; none are read without it. */
  readonly scanners?: ScannerHub | undefined;
  /** Reads files of other systems; none are read without it. */
  readonly lists?: ListReader | undefined;
  readonly photos?: PhotoShelf | undefined;
  readonly answers?: AnswerShelf | undefined;
  /** Hands labels to printers; none are printed without it. */
  readonly labels?: LabelPort | undefined;
  /** Faults that no person asked for: a job's step that threw. */
  onFault(error: unknown): void;
}

/** A station at work. */
export interface Station {
  readonly router: StationRouter;
  readonly room: Room;
  /** Resolves when nothing is running any more and everything is let go of. */
  close(): Promise<void>;
}

/** How often a station that is on says so in its chain, at least daily (registry protocol, section 1). */
const heartbeatMs = 20 * 3_600_000;

/** Opens a bench: follows the docks, finishes what an earlier run left, answers the window. */
export function openStation(needs: StationNeeds): Station {
  const { store, recorder, changes, clock, timer } = needs;
  const parts: StationParts = { ...needs, policy: () => adoptedPolicy(store) };
  const desk = new Desk();
  const bound = new Map<string, string>();
  const closing = new AbortController();

  const trust = new DockTrust(store);
  const docks: Docks = new Docks(needs.scout, changes, timer, trust, {
    identified: (port, bay, identified) => {
      trust.saw({ bay, identified });
      bind(port, bay, identified, true);
      writeGrades(needs, trust, docks);
    },
    arrived: (bay) => teachOnArrival(room, bay),
    gone: (port) => {
      bound.delete(port);
      // A second drive of the same serial may have been waiting in another bay.
      timer.after(0, () => room.bindAgain());
    },
  });
  const jobs = new Jobs(parts, docks, needs.certificates, needs.onFault);

  function bind(port: string, bay: Bay, identified: Identified, arrived: boolean): void {
    try {
      const result = bindBay({ parts, docks, desk, jobs }, bay, identified, arrived);
      if (result.kind === 'waits_for_label' || result.kind === 'double') return;
      bound.set(port, result.subject);
      if (result.kind === 'zombie') desk.note(zombieLine(store, clock, result.subject));
    } catch (error) {
      needs.onFault(error);
    }
  }

  const room: Room = {
    parts,
    docks,
    teaching: new Teaching(clock, timer, changes),
    desk,
    jobs,
    people: needs.people,
    version: needs.version,
    scanners: needs.scanners,
    lists: needs.lists,
    photos: needs.photos,
    answers: needs.answers,
    labels: new LabelQueue(parts, needs.labels),
    station: () => stationName(store),
    link: needs.link,
    lookout: needs.lookout,
    boundAt: (port) => bound.get(port),
    bindAgain: () => {
      for (const { bay, identified } of docks.all()) if (identified !== undefined) bind(bay.port, bay, identified, false);
    },
  };

  const sayVersion = (): void => {
    if (needs.people.isSetUp() && recorder.working) recorder.record([{ type: 'station.heartbeat', body: { version: needs.version } }]);
  };
  const unfollow = followPolicies(needs);
  const unsubscribe = actOnFacts(needs, room.labels, sayVersion, () => writeGrades(needs, trust, docks));
  needs.keepBays(taughtBays(store));
  void docks.follow(closing.signal);
  void docks.firstLook().then(() => settleOpenJobs(store, jobs));
  sayVersion();
  const stopScanners = needs.scanners?.onChange(() => changes.notify());
  const stopHeart = beat(timer, sayVersion);

  return {
    router: stationRouter(room, needs.certificates, needs.virtual),
    room,
    async close() {
      stopHeart();
      stopScanners?.();
      closing.abort();
      await jobs.close();
      await room.labels.close();
      unfollow();
      unsubscribe();
    },
  };
}

/** What follows from facts that were just recorded. @returns ends it */
function actOnFacts(
  { store, recorder, changes, timer, keepBays }: StationNeeds,
  labels: LabelQueue,
  sayVersion: () => void,
  grade: () => void,
): () => void {
  return recorder.subscribe((facts) => {
    changes.notify();
    const condemned = condemnedBy(store, facts);
    // Behind whatever is being recorded now: a printed label is a fact too.
    if (condemned.length > 0) timer.after(0, () => labels.tag(condemned));
    if (facts.some(({ type }) => type === 'bay.taught' || type === 'bay.forgotten')) keepBays(taughtBays(store));
    // The version belongs on every certificate, so it follows the name at once; docks may have been graded before.
    if (facts.some(({ type }) => type === 'station.named')) {
      timer.after(0, sayVersion);
      timer.after(0, grade);
    }
  });
}

/** A drive that was destroyed or sent away, and is here. */
function zombieLine(store: StationStore, clock: Clock, subject: string): LineView {
  const serial = store.drives.row(subject)?.serial;
  return { at_ms: clock.wallMs(), what: 'zombie', subject, verdict: 'failed', ...(serial === undefined ? {} : { serial }) };
}

/** What is new of the docks goes on record. A station without a chain of its own has nowhere to write yet. */
function writeGrades({ people, recorder, onFault }: StationNeeds, trust: DockTrust, docks: Docks): void {
  if (!people.isSetUp() || !recorder.working) return;
  try {
    const news = trust.news(docks.all());
    if (news.length > 0) recorder.record(news);
  } catch (error) {
    onFault(error);
  }
}

/** What an earlier run left undone is taken up where the drive itself says it stands. */
function settleOpenJobs(store: StationStore, jobs: Jobs): void {
  for (const { subject } of store.secrets.openJobs()) jobs.settle(subject);
  // A drive may have been destroyed a moment before its certificate could be written.
  for (const { subject } of store.drives.find('', { states: ['destroyed'], limit: 50 })) jobs.settle(subject);
}

function stationName(store: StationStore): { readonly id: string; readonly name: string; readonly site: string } {
  const id = store.facts.chain()?.identity.station ?? '';
  const newest = store.shelf.newestOf('station.named')?.fact;
  const read = newest === undefined ? undefined : readFact(newest.type, newest.body);
  if (read?.kind !== 'fact' || read.fact.type !== 'station.named') return { id, name: '', site: '' };
  return { id, name: read.fact.body.station, site: read.fact.body.site };
}

function beat(timer: Timer, act: () => void): () => void {
  let stop = timer.after(heartbeatMs, next);
  function next(): void {
    act();
    stop = timer.after(heartbeatMs, next);
  }
  return () => stop();
}
