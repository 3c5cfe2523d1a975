import type { Receipt } from '../../contract/bridge.ts';
import { mustBeDone, type StationClient, untilBench } from '../../host/demo/window.ts';
import { practiceDrives } from '../../host/practice/catalogue.ts';
import { type App, startApp } from '../kit/app.ts';
import { bayWhere, claimed, driveWhere, started } from './bench.ts';
import { castOf, signIn } from './cast.ts';
import { eightDisks, fleet, sibling } from './fleet.ts';

/** One state of the real app worth a picture: where to look, and what must be in sight first. */
export interface Sight {
  readonly name: string;
  readonly path: string;
  readonly sign: string;
}

/** An app brought to some states, one after the other; `act` brings it to the next. */
export interface Stage {
  readonly app: App;
  readonly sights: readonly { readonly sight: Sight; act?(): Promise<void> }[];
}

/** A real station with no dock: nothing has happened yet. */
export async function emptyStage(): Promise<Stage> {
  const app = await startApp({ mode: 'real' });
  return {
    app,
    sights: [
      { sight: { name: 'first-run', path: '/', sign: '.set-up' } },
      {
        act: async () => {
          await signIn(app.client, (await castOf(app.client)).supervisor);
        },
        sight: { name: 'empty', path: '/', sign: '.no-bays' },
      },
      { sight: { name: 'scanners', path: '/scanners', sign: '.barcode svg' } },
    ],
  };
}

/** Eight drives being erased at once, then the registry gone from sight. */
export async function runningStage(): Promise<Stage> {
  // Two hours in two minutes: a picture is taken in the middle.
  const app = await startApp({ mode: 'practice', bench: fleet(eightDisks, 60, false) });
  const { supervisor } = await castOf(app.client);
  await signIn(app.client, supervisor);
  for (const [at, drive] of eightDisks.entries()) {
    const port = `virtual/${at + 1}`;
    const subject = await claimed(app.client, drive, at % 2 === 0 ? 'maker' : 'reuse');
    mustBeDone(await app.client.practice.plug({ port }), 'plugging');
    await started(app.client, subject, port);
  }
  await untilBench(app.client, 'all at work', 40_000, (view) =>
    view.bays.every((bay) => (bay.progress?.done_ppm ?? 0) > 20_000) ? true : undefined,
  );
  return {
    app,
    sights: [
      { sight: { name: 'bench-running', path: '/', sign: '.bay [role=progressbar]' } },
      {
        act: async () => {
          await app.assembled.registry?.close();
          await app.client.bench.scan({ text: 'CU-P-CAGE4', source: 'wedge' });
          const { subject } = await bayWhere(app.client, 'virtual/1', 'there', (bay) => bay.subject !== undefined);
          if (subject !== undefined) mustBeDone(await app.client.custody.move({ subject, place: 'Cage 4' }), 'moving');
          await untilBench(app.client, 'out of reach', 40_000, (view) => (view.sync.state === 'offline' ? true : undefined));
        },
        sight: { name: 'offline', path: '/sync', sign: '.gauge' },
      },
    ],
  };
}

/** A bin with drives in it, a lot with one of them, and a list of which some came. */
async function heldTogether(
  client: StationClient,
  drives: readonly string[],
  returned: string,
): Promise<{ readonly container: string; readonly lot: string; readonly list: string }> {
  const made = (receipt: Receipt, what: string): string => mustBeDone(receipt, what).subject ?? '';
  const container = made(await client.containers.make({ kind: 'bin', name: 'Bin 14' }), 'a bin');
  for (const item of drives) mustBeDone(await client.containers.place({ container, item }), 'placing');
  const lot = made(await client.lots.open({ kind: 'rma', name: 'RMA 20117' }), 'a lot');
  mustBeDone(await client.lots.add({ lot, item: returned }), 'adding to the lot');
  const rows = [
    { serial: practiceDrives.sataHdd.spec.serial, host: 'db-07', slot: '3' },
    { serial: 'ZDEMO0Z9', host: 'db-07', slot: '4' },
  ];
  const list = made(await client.expected.make({ ticket: 'CHG-4711', rows }), 'a list');
  for (const drive of drives) mustBeDone(await client.expected.meet({ list, drive }), 'meeting');
  return { container, lot, list };
}

/** A bench on which one drive was erased, one failed, one is not what its label says, and one is being scanned. */
export async function mixedStage(): Promise<Stage> {
  const { sataHdd, failing, mislabelled, nvme } = practiceDrives;
  const drives = [sataHdd, failing, mislabelled, nvme, sibling(sataHdd, 5)];
  const app = await startApp({ mode: 'practice', bench: fleet(drives, 3600, false) });
  const cast = await castOf(app.client);
  const { client } = app;
  await signIn(client, cast.supervisor);
  const brought = async (at: number): Promise<string> => {
    const drive = drives[at];
    if (drive === undefined) throw new Error('no such drive');
    const subject = await claimed(client, drive);
    mustBeDone(await client.practice.plug({ port: `virtual/${at + 1}` }), 'plugging');
    return subject;
  };
  const good = await brought(0);
  await started(client, good, 'virtual/1');
  const bad = await brought(1);
  await started(client, bad, 'virtual/2');
  await driveWhere(client, good, 'verified', (drive) => drive.state === 'verified');
  await driveWhere(client, bad, 'quarantined', (drive) => drive.state === 'quarantined');
  await signIn(client, cast.validator);
  mustBeDone(await client.erase.validate({ subject: good, accepted: true }), 'validating');
  await signIn(client, cast.supervisor);
  await driveWhere(client, good, 'proven', (drive) => drive.certificate?.safety === 'proven');
  const odd = await brought(2);
  await driveWhere(client, odd, 'judged', (drive) => drive.lock?.verdict === 'shut');
  const { label } = sibling(sataHdd, 5);
  const held = await heldTogether(client, [good, bad], good);
  return {
    app,
    sights: [
      {
        act: async () => {
          await new Promise((resolve) => setTimeout(resolve, 1100)); // sooner, it would be the same pull of the trigger
          await client.bench.scan({ text: mislabelled.label[0], source: 'wedge' });
        },
        sight: { name: 'mismatch', path: '/', sign: '.scan-line.tone-stopped' },
      },
      { sight: { name: 'drive-mismatch', path: `/drive/${odd}`, sign: '.char-differs' } },
      { sight: { name: 'drive-page', path: `/drive/${good}`, sign: '.life-line' } },
      { sight: { name: 'drive-failed', path: `/drive/${bad}`, sign: '.life-line' } },
      {
        act: async () => {
          mustBeDone(await client.custody.quarantine({ subject: odd, cause: 'label_mismatch' }), 'quarantine');
          for (const text of label.slice(0, 2)) await client.bench.scan({ text, source: 'wedge' });
        },
        sight: { name: 'scanning', path: '/', sign: '.gathered-serial' },
      },
      {
        act: async () => {
          await client.bench.clearScan();
        },
        sight: { name: 'one-failed', path: '/', sign: '.bay.lamp-stopped' },
      },
      { sight: { name: 'people', path: '/people', sign: '.table' } },
      { sight: { name: 'drives', path: '/drives', sign: '.table' } },
      { sight: { name: 'intake-list', path: `/intake/${held.list}`, sign: '.count-down' } },
      { sight: { name: 'containers', path: '/containers', sign: '.table' } },
      { sight: { name: 'container', path: `/containers/${held.container}`, sign: '.table' } },
      { sight: { name: 'lots', path: '/lots', sign: '.table' } },
      { sight: { name: 'lot', path: `/lots/${held.lot}`, sign: '.table' } },
    ],
  };
}
