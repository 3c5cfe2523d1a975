import type { Bay, Report } from '../../contract/helper.ts';
import type { Capabilities } from '../../domain/drive/capabilities.ts';
import type { DriveIdentity } from '../../domain/drive/identity.ts';
import type { Clearance } from '../../domain/erase/clearance.ts';
import type { DataState, EraseFailure } from '../../domain/erase/evidence.ts';
import { gradeDock, toldThrough, whyUnfit } from '../docks/qualify/grade-dock.ts';
import { type Limits, realLimits, virtualLimits } from '../erase/limits.ts';
import type { Silent } from '../identity/name.ts';
import { readIdentity } from '../identity/read-identity.ts';
import { type OpenDrive, TransportError } from '../transport/transport.ts';
import { type DockSource, findBay } from './docks.ts';

export type Stopped = Extract<Report, { kind: 'stopped' }>;

/** A drive that has passed every check, still open: whoever gets it closes it. */
export interface Guarded {
  readonly kind: 'guarded';
  readonly open: OpenDrive;
  readonly bay: Bay;
  readonly identity: DriveIdentity;
  readonly capabilities: Capabilities;
  readonly limits: Limits;
}

/** Stopped before anything was touched, unless `data` says otherwise. */
export function stopped(why: Stopped['why'], detail: string, data: DataState = 'untouched'): Stopped {
  return { kind: 'stopped', why, data, detail };
}

/** Which table of waits counts at this bay. */
export function limitsFor(bay: Bay): Limits {
  return bay.virtual ? virtualLimits : realLimits;
}

/**
 * The whole guard, in the process that sends the command: opened for us alone, the same presence before and after, not
 * guarded by the host, behind no dock that lies, and every line of the clearance equal to what the drive itself says now. Any doubt stops.
 * `data` is what is true of the drive when this guard stops.
 */
export async function guardDrive(
  sources: readonly DockSource[],
  clearance: Clearance,
  data: DataState,
  keeps?: (serial: string) => Promise<boolean>,
): Promise<Guarded | Stopped> {
  const opened = await openBay(sources, clearance.port, data);
  if (opened.kind === 'stopped') return opened;
  const { open, bay } = opened;
  const limits = limitsFor(bay);
  let passed = false;
  try {
    const after = await bayNow(sources, clearance.port);
    if (after === undefined || !after.occupied || after.presence !== open.presence)
      return stopped('drive_gone', 'the bay changed while the drive was opened', data);
    if (after.guarded !== undefined) return stopped('in_use', after.guarded, data);
    const dock = await gradeDock(open, limits);
    const unfit = whyUnfit(dock);
    if (unfit !== undefined) return stopped('dock_not_fit', unfit, data);
    const identified = toldThrough(await readIdentity(open, limits, keeps), dock);
    if (identified.kind === 'silent') return fromSilence(identified, data);
    const { identity, capabilities } = identified;
    const wrong = contradiction(clearance, identity);
    if (wrong !== undefined) return stopped('wrong_drive', wrong, data);
    passed = true;
    return { kind: 'guarded', open, bay, identity, capabilities, limits };
  } catch (error) {
    if (error instanceof TransportError) return stopped(whyOf(error), error.message, data);
    throw error;
  } finally {
    if (!passed) await open.close();
  }
}

/** Opens the drive at a port for us alone, after a fresh look. */
export async function openBay(
  sources: readonly DockSource[],
  port: string,
  data: DataState,
): Promise<{ readonly kind: 'open'; readonly open: OpenDrive; readonly bay: Bay } | Stopped> {
  let found: Awaited<ReturnType<typeof findBay>>;
  try {
    found = await findBay(sources, port);
  } catch (error) {
    return stopped('dock_not_fit', `the docks cannot be looked at: ${error instanceof Error ? error.message : String(error)}`, data);
  }
  if (found === undefined || !found.bay.occupied) return stopped('drive_gone', 'no drive in this bay', data);
  const { bay, source } = found;
  if (bay.guarded !== undefined) return stopped('in_use', bay.guarded, data);
  try {
    const open = await source.openDrive(port);
    if (open.presence === bay.presence) return { kind: 'open', open, bay };
    await open.close();
    return stopped('drive_gone', 'another drive was plugged while this one was opened', data);
  } catch (error) {
    if (!(error instanceof TransportError)) throw error;
    return stopped(whyOf(error), error.message, data);
  }
}

/** A transport's failure as the reason why a job stopped. */
export function whyOf(error: TransportError): EraseFailure {
  switch (error.code) {
    case 'gone':
      return 'drive_gone';
    case 'busy':
      return 'in_use';
    case 'timeout':
      return 'drive_hung';
    case 'not_permitted':
    case 'io':
      return 'dock_not_fit';
  }
}

/** Which line of the clearance the drive's own words contradict, or undefined. A name that came or went is a contradiction too. */
export function differs(clearance: Clearance, words: Pick<DriveIdentity, 'serial' | 'model' | 'wwn'>): string | undefined {
  if (words.serial !== clearance.serial) return `serial is ${words.serial}, not ${clearance.serial}`;
  if (words.wwn !== clearance.wwn) return `WWN is ${words.wwn ?? 'not told'}, not ${clearance.wwn ?? 'not told'}`;
  if (words.model !== clearance.model) return `model is ${words.model}, not ${clearance.model}`;
  return undefined;
}

/**
 * The whole identity once more on the open handle, right before a destructive command: a bridge keeps its handle when the
 * disk behind it is changed. Undefined when every line of the clearance still holds.
 */
export async function askAgain(open: OpenDrive, clearance: Clearance, limits: Limits, data: DataState): Promise<Stopped | undefined> {
  const told = await readIdentity(open, limits);
  if (told.kind === 'silent') return fromSilence(told, data);
  const wrong = contradiction(clearance, told.identity);
  return wrong === undefined ? undefined : stopped('wrong_drive', wrong, data);
}

/** Which line of the clearance, capacity among them, a drive's whole account contradicts, or undefined. */
function contradiction(clearance: Clearance, identity: DriveIdentity): string | undefined {
  const wrong = differs(clearance, identity);
  if (wrong !== undefined || identity.capacity_bytes === clearance.capacity_bytes) return wrong;
  return `capacity is ${identity.capacity_bytes}, not ${clearance.capacity_bytes}`;
}

function fromSilence(silent: Silent, data: DataState): Stopped {
  const why = {
    empty: 'drive_gone',
    no_answer: 'drive_hung',
    busy: 'in_use',
    no_serial: 'wrong_drive',
    not_permitted: 'dock_not_fit',
  } as const;
  return stopped(why[silent.why], silent.detail, data);
}

async function bayNow(sources: readonly DockSource[], port: string): Promise<Bay | undefined> {
  try {
    return (await findBay(sources, port))?.bay;
  } catch {
    // A look that failed is no leave to go on.
    return undefined;
  }
}
