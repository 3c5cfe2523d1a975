import type { BayView, DriveView } from '../../contract/views.ts';
import { driveNow } from '../../host/demo/story.ts';
import { mustBeDone, type StationClient, untilBench } from '../../host/demo/window.ts';
import type { PrintedDrive } from '../../host/practice/catalogue.ts';
import type { Seat } from '../kit/browser.ts';
import type { Player } from './cast.ts';

/** Steps at the bench that many tests begin with; each does what a person does, or arranges through the bridge. */

/** Badge and PIN, as a person signs in. */
export async function signInAt(seat: Seat, { badge, pin, name }: Player): Promise<void> {
  await seat.page.getByRole('heading', { name: 'Scan your badge.' }).waitFor();
  await seat.scan(badge);
  await seat.page.getByRole('heading', { name: 'Enter your PIN.' }).waitFor();
  await seat.type(pin);
  await seat.press('Enter');
  await seat.page.locator('.who-name').getByText(name).waitFor();
}

/** Arranges a custody record from a drive's label; the drive's subject. */
export async function claimed(client: StationClient, drive: PrintedDrive, destination: 'maker' | 'reuse' = 'maker'): Promise<string> {
  for (const text of drive.label) await client.bench.scan({ text, source: 'wedge' });
  const { host, slot } = drive;
  const claim = { reason: 'failed', data_class: 'confidential', destination, place: 'Bench 1', ticket: 'INC-20418', host, slot } as const;
  const { subject } = mustBeDone(await client.custody.claim(claim), `claiming ${drive.spec.serial}`);
  if (subject === undefined) throw new Error('a claim without a drive');
  // Once more with the drive in hand: that binds it to the bay it sits in.
  await client.bench.scan({ text: drive.label[0] ?? '', source: 'wedge' });
  return subject;
}

/** Waits until a bay fits. */
export function bayWhere(client: StationClient, port: string, what: string, fits: (bay: BayView) => boolean): Promise<BayView> {
  return untilBench(client, `${port} ${what}`, 40_000, (view) => view.bays.find((bay) => bay.port === port && fits(bay)));
}

/** Pulls the drive in a bay and puts it back: a label just scanned is held against the drive that comes in. */
export async function reseated(client: StationClient, port: string): Promise<void> {
  mustBeDone(await client.practice.unplug({ port }), 'pulling');
  await bayWhere(client, port, 'empty', (bay) => !bay.occupied);
  mustBeDone(await client.practice.plug({ port }), 'plugging');
}

/** Starts an erase once the bay is ready for it. */
export async function started(client: StationClient, subject: string, port: string): Promise<void> {
  await bayWhere(client, port, 'ready to erase', (bay) => bay.subject === subject && bay.needs?.kind === 'start_erase');
  mustBeDone(await client.erase.start({ subject, port }), 'starting the erase');
}

/** Waits until a drive fits; the drive then. */
export async function driveWhere(
  client: StationClient,
  subject: string,
  what: string,
  fits: (drive: DriveView) => boolean,
): Promise<DriveView> {
  const abort = AbortSignal.timeout(40_000);
  for await (const view of await client.drives.feed({ subject }, { signal: abort })) if (fits(view)) return view;
  throw new Error(`waited in vain for ${subject} ${what}; it is ${(await driveNow(client, subject)).state}`);
}

/** The tile of a bay. */
export function tile(seat: Seat, name: string) {
  return seat.page.locator('.bay', { has: seat.page.getByRole('heading', { name, exact: true }) });
}
