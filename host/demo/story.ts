import type { BayView, DriveView } from '../../contract/views.ts';
import { type Cast, signIn } from './cast.ts';
import type { DemoItem } from './items.ts';
import { mustBeDone, NotInTime, type StationClient, untilBench } from './window.ts';

/** Says what happens, as it happens. */
export type Tell = (line: string) => void;

/** A drive on its way through the demo. */
export interface Traveller {
  readonly item: DemoItem;
  readonly subject: string;
}

/** Virtual hands: put the drive into its bay. Given drives sit there already. */
export type Plug = (port: string) => Promise<void>;

const limits = { dockMs: 30_000, eraseMs: 600_000, proofMs: 90_000, viewMs: 15_000 } as const;

/** Scans the label, in the order in which the barcodes come, and takes the drive into custody. */
export async function intake(client: StationClient, item: DemoItem, tell: Tell): Promise<Traveller> {
  for (const text of item.label.toReversed()) {
    const scan = await client.bench.scan({ text, source: 'wedge' });
    tell(`  scan   ${text}  ->  ${scan.understood.map((part) => `${part.as} ${part.text}`).join(', ')}`);
  }
  const receipt = mustBeDone(
    await client.custody.claim({
      reason: 'failed',
      data_class: item.dataClass,
      destination: item.destination,
      place: 'Bench 1',
      host: item.host,
      slot: item.slot,
      ticket: 'DEMO-1',
    }),
    `taking ${item.name} into custody`,
  );
  if (receipt.subject === undefined) throw new Error('a custody record without a drive');
  return { item, subject: receipt.subject };
}

/** Docks the drive and waits until it has said who it is and the identity lock is judged. */
export async function dock(client: StationClient, traveller: Traveller, plug: Plug, tell: Tell): Promise<BayView> {
  // The label is scanned once more with the drive in hand: that ties what comes into the bay to this record.
  await client.bench.scan({ text: traveller.item.label[0] ?? '', source: 'wedge' });
  await plug(traveller.item.port);
  const bay = await untilBench(client, `${traveller.item.name} in ${traveller.item.port}`, limits.dockMs, (view) =>
    view.bays.find((one) => one.port === traveller.item.port && one.lock !== undefined),
  );
  tell(
    `  dock   ${bay.name}: the drive says ${bay.identity?.serial ?? 'nothing'}; identity lock ${bay.lock?.verdict ?? 'shut'} (${bay.lock?.findings.join(', ') ?? ''})`,
  );
  return bay;
}

/** Starts the erase, or hears why not. */
export async function start(client: StationClient, traveller: Traveller, tell: Tell): Promise<boolean> {
  const plan = (await driveNow(client, traveller.subject)).plan;
  if (plan?.kind === 'plan') tell(`  plan   ${plan.method.toUpperCase()} by ${plan.technique}, under ${plan.standard}`);
  const receipt = await client.erase.start({ subject: traveller.subject, port: traveller.item.port });
  if (receipt.kind === 'done') return true;
  tell(`  stop   refused: ${receipt.why}${receipt.detail === undefined ? '' : ` (${receipt.detail})`}. Nothing was sent to the drive.`);
  return false;
}

/** Sets a drive aside whose label is not its own. */
export async function quarantineMismatch(client: StationClient, traveller: Traveller): Promise<void> {
  mustBeDone(await client.custody.quarantine({ subject: traveller.subject, cause: 'label_mismatch' }), 'quarantine');
}

/** Follows all running erases to their verdicts, telling progress as it comes. */
export async function followErases(client: StationClient, travellers: readonly Traveller[], tell: Tell): Promise<void> {
  const told = new Map<string, string>();
  const open = new Set(travellers.map(({ subject }) => subject));
  await untilBench(
    client,
    'the erases',
    limits.eraseMs,
    (view) =>
      travellers.every(({ subject, item }) =>
        isOver(
          view.bays.find((bay) => bay.port === item.port),
          subject,
        ),
      )
        ? true
        : undefined,
    (view) => {
      for (const bay of view.bays) {
        if (bay.subject === undefined || !open.has(bay.subject)) continue;
        const line = progressLine(bay);
        if (line !== undefined && told.get(bay.port) !== line) tell(`  ${bay.name.padEnd(7)}${line}`);
        if (line !== undefined) told.set(bay.port, line);
      }
    },
  );
}

const endStates: ReadonlySet<string> = new Set(['verified', 'quarantined']);

function isOver(bay: BayView | undefined, subject: string): boolean {
  return bay?.subject === subject && bay.state !== undefined && endStates.has(bay.state) && bay.progress === undefined;
}

/** Progress in steps of a quarter, so that a log stays short. */
function progressLine(bay: BayView): string | undefined {
  if (bay.progress !== undefined) {
    const done = bay.progress.done_ppm;
    return done === undefined ? bay.progress.phase : `${bay.progress.phase} ${Math.floor(done / 250_000) * 25} %`;
  }
  return bay.state !== undefined && endStates.has(bay.state) ? bay.state : undefined;
}

/** A second person decides that the verified results are enough for this data. */
export async function validateAll(client: StationClient, cast: Cast, travellers: readonly Traveller[], tell: Tell): Promise<void> {
  await signIn(client, cast.validator);
  for (const traveller of travellers) {
    const view = await driveNow(client, traveller.subject);
    if (view.state !== 'verified') continue;
    mustBeDone(await client.erase.validate({ subject: traveller.subject, accepted: true }), `validating ${view.serial}`);
    tell(`  valid  ${view.serial}: accepted by ${cast.validator.name}`);
  }
}

/** Hands over to the custodian, who lets each drive go its way; a drive without proof must be refused. */
export async function releaseAll(
  client: StationClient,
  cast: Cast,
  travellers: readonly Traveller[],
  tell: Tell,
): Promise<{ readonly refusedWithoutProof: number; readonly releasedWithoutProof: number }> {
  let refusedWithoutProof = 0;
  let releasedWithoutProof = 0;
  const custodian = (await client.people.list()).find(({ name }) => name === cast.custodian.name);
  if (custodian === undefined) throw new Error('the custodian is not enrolled');
  await signIn(client, cast.technician);
  for (const { subject, item } of travellers) {
    if (item.ends !== 'released') continue;
    mustBeDone(await client.custody.offer({ subject, to: custodian.id }), 'offering');
    mustBeDone(
      await client.custody.receive({ subject, receiver: { badge: cast.custodian.badge, pin: cast.custodian.pin }, place: 'Outgoing cage' }),
      'receiving',
    );
  }
  await signIn(client, cast.custodian);
  for (const { subject, item } of travellers) {
    if (item.ends === 'validated') continue;
    const way = item.destination === 'maker' || item.destination === 'vendor' ? item.destination : 'reuse';
    const receipt = await client.custody.release({ subject, way, consignee: 'Demo consignee', reference: 'RMA-DEMO' });
    if (item.ends === 'released') mustBeDone(receipt, `releasing ${item.name}`);
    else if (receipt.kind === 'refused') refusedWithoutProof += 1;
    else releasedWithoutProof += 1;
    tell(receipt.kind === 'done' ? `  out    ${item.name}: released (${way})` : `  locked ${item.name}: ${receipt.why}`);
  }
  return { refusedWithoutProof, releasedWithoutProof };
}

/** Waits until every certificate is in the log with a proof that was checked here. */
export async function untilProven(client: StationClient, travellers: readonly Traveller[]): Promise<readonly DriveView[]> {
  const views: DriveView[] = [];
  for (const { subject, item } of travellers) {
    const abort = AbortSignal.timeout(limits.proofMs);
    for await (const view of await client.drives.feed({ subject }, { signal: abort })) {
      const waits = item.ends !== 'mismatch' && view.certificate?.safety !== 'proven';
      if (waits) continue;
      views.push(view);
      break;
    }
  }
  return views;
}

/** The drive as it stands now. */
export async function driveNow(client: StationClient, subject: string): Promise<DriveView> {
  const abort = AbortSignal.timeout(limits.viewMs);
  for await (const view of await client.drives.feed({ subject }, { signal: abort })) return view;
  throw new NotInTime(`the view of ${subject}`);
}
