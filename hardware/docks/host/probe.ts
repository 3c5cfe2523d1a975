import { realpathSync } from 'node:fs';
import { basename } from 'node:path';
import type { Bay, Identified } from '../../../contract/helper.ts';
import type { DockGrade } from '../../../domain/drive/dock.ts';
import { realLimits } from '../../erase/limits.ts';
import { readIdentity } from '../../identity/read-identity.ts';
import { type OpenDrive, TransportError } from '../../transport/transport.ts';
import { throughBridge } from '../../bridges/through-bridge.ts';
import { imageDock, imagePort, lookAtImages } from '../images.ts';
import { probeDock } from '../qualify/probe.ts';
import { qualifyDock } from '../qualify/qualify.ts';
import type { HostSource, SeenDrive } from './source.ts';
import { logged, type WireLine } from './wire-log.ts';

/** One step of a probe. `no` ends what rests on it, and says why. */
export interface ProbeStep {
  readonly step: 'find' | 'guard' | 'open' | 'ask' | 'grade';
  readonly ok: boolean;
  readonly detail: string;
}

/** Everything that could be found out about one drive without changing anything. */
export interface Probed {
  readonly asked: string;
  readonly steps: readonly ProbeStep[];
  readonly bay?: Bay;
  /** The node that takes commands, now; another drive may have this name next. */
  readonly node?: string;
  readonly identified?: Identified;
  readonly grade?: DockGrade;
  /** Each command that was sent, in order. */
  readonly wire: readonly WireLine[];
}

/**
 * Finds a drive by node (a partition stands for its disk), by port, or as an image or loop device, and asks it all that
 * can be asked without writing. A drive that is guarded is asked too: only reading commands are sent, and the guard is
 * told. Never throws for a drive's sake: what went wrong is a step.
 */
export async function probeDevice(host: HostSource, asked: string): Promise<Probed> {
  const seen = find(host, asked);
  if (typeof seen === 'string') return { asked, steps: [{ step: 'find', ok: false, detail: seen }], wire: [] };
  return seen === undefined ? probeImage(asked) : probeHost(host, asked, seen);
}

/** The drive of the host; undefined for what may be an image; words when the host cannot be looked at. */
function find(host: HostSource, asked: string): SeenDrive | string | undefined {
  // A file that merely has the name of a disk is no disk.
  const path = real(asked);
  const name = path.startsWith('/dev/') || !path.includes('/') ? basename(path) : '';
  try {
    return host
      .drives()
      .find(
        ({ drive }) =>
          drive.port === asked ||
          drive.kernelName === name ||
          drive.blocks.some((block) => name === block.name || isPartOf(name, block.name)),
      );
  } catch (error) {
    return `the host's buses cannot be looked at: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function isPartOf(name: string, disk: string): boolean {
  return name.startsWith(disk) && /^p?\d+$/.test(name.slice(disk.length));
}

function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

async function probeHost(host: HostSource, asked: string, { drive, bay }: SeenDrive): Promise<Probed> {
  const steps: ProbeStep[] = [{ step: 'find', ok: true, detail: `${drive.kernelName} at ${drive.port} (${drive.dock})` }, guardStep(bay)];
  const wire: WireLine[] = [];
  const base = { asked, bay, node: `/dev/${drive.blocks[0]?.name ?? drive.kernelName}`, wire };
  let open: OpenDrive;
  try {
    open = await host.openToAsk(drive.port);
  } catch (error) {
    return { ...base, steps: [...steps, failed('open', error)] };
  }
  try {
    steps.push({ step: 'open', ok: true, detail: 'opened for questions: the node, sysfs and the drive that answers agree' });
    if (open.transport.kind === 'block') return { ...base, steps };
    const raw = logged(open.dock?.scsi ?? open.transport, wire);
    const transport = open.dock === undefined || raw.kind !== 'scsi' ? raw : throughBridge(raw, open.dock.usb);
    const identified = await readIdentity({ ...open, transport }, realLimits);
    steps.push(askStep(identified));
    if (open.dock === undefined || raw.kind !== 'scsi') return { ...base, steps, identified };
    const probe = await probeDock(raw, { commandMs: realLimits.commandMs, usb: open.dock.usb });
    const grade = qualifyDock(probe);
    steps.push({
      step: 'grade',
      ok: grade.grade !== 'D',
      detail: `dock grade ${grade.grade}: ${grade.findings.join(', ') || 'nothing against it'}`,
    });
    return { ...base, steps, identified, grade };
  } catch (error) {
    return { ...base, steps: [...steps, failed('ask', error)] };
  } finally {
    await open.close();
  }
}

async function probeImage(asked: string): Promise<Probed> {
  const [bay] = await lookAtImages([asked]);
  const none = `${asked} is no drive of this machine's buses, no port of theirs, and no image`;
  if (bay?.occupied !== true) return { asked, steps: [{ step: 'find', ok: false, detail: none }], wire: [] };
  const steps: ProbeStep[] = [{ step: 'find', ok: true, detail: `${bay.dock} ${asked}` }, guardStep(bay)];
  if (bay.guarded !== undefined) return { asked, bay, steps, wire: [] };
  try {
    const open = await imageDock([asked]).openDrive(imagePort(asked));
    try {
      steps.push({ step: 'open', ok: true, detail: 'opened for this program alone' });
      const identified = await readIdentity(open, realLimits);
      return { asked, bay, steps: [...steps, askStep(identified)], identified, wire: [] };
    } finally {
      await open.close();
    }
  } catch (error) {
    return { asked, bay, steps: [...steps, failed('open', error)], wire: [] };
  }
}

function guardStep(bay: Bay): ProbeStep {
  const detail = bay.guarded === undefined ? 'nothing uses it, and its port is a bay' : `protected: ${bay.guarded}`;
  return { step: 'guard', ok: bay.guarded === undefined, detail };
}

function askStep(identified: Identified): ProbeStep {
  if (identified.kind === 'silent') return { step: 'ask', ok: false, detail: `${identified.why}: ${identified.detail}` };
  const { identity } = identified;
  return { step: 'ask', ok: true, detail: `${identity.model}, serial ${identity.serial} (${identity.serial_source})` };
}

function failed(step: ProbeStep['step'], error: unknown): ProbeStep {
  if (!(error instanceof TransportError)) throw error;
  return { step, ok: false, detail: `${error.code}: ${error.message}` };
}
