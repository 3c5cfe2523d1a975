import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { AtaCommand } from '../../../hardware/ata/sat.ts';
import { ataPassThrough16, parseAtaReturn } from '../../../hardware/ata/sat.ts';
import type { IdentifyDevice } from '../../../hardware/ata/identify.ts';
import { identifyDevice, parseIdentifyDevice } from '../../../hardware/ata/identify.ts';
import type { SanitizeStatus } from '../../../hardware/ata/sanitize.ts';
import { parseSanitizeStatus, sanitizeStatusExt } from '../../../hardware/ata/sanitize.ts';
import { parseSanitizeStatusLog, getSanitizeStatusLog } from '../../../hardware/nvme/sanitize.ts';
import type { ScsiCommand } from '../../../hardware/scsi/command.ts';
import { parseSense, senseText } from '../../../hardware/scsi/sense.ts';
import type { HandClock } from '../../../hardware/simulator/clock.ts';
import { handClock } from '../../../hardware/simulator/clock.ts';
import { demoDrives } from '../../../hardware/simulator/demo-drives.ts';
import type { DriveSpecInput, FaultInput } from '../../../hardware/simulator/drive-spec.ts';
import { openFileMedium } from '../../../hardware/simulator/file-medium.ts';
import { findMarks, plantCustomerData } from '../../../hardware/simulator/plant.ts';
import { createShelf } from '../../../hardware/simulator/shelf.ts';
import type { Shelf } from '../../../hardware/simulator/shelf-types.ts';
import type { NvmeTransport, OpenDrive, ScsiAnswer, ScsiTransport } from '../../../hardware/transport/transport.ts';

export const port = 'virtual/1';
export const hourMs = 3_600_000;

export function temporaryFolder(): string {
  const dir = mkdtempSync(join(tmpdir(), 'custos-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

export interface Bench {
  readonly dir: string;
  readonly shelf: Shelf;
  readonly clock: HandClock;
  readonly folder: string;
  open(): Promise<OpenDrive>;
  scsi(): Promise<ScsiTransport>;
  nvme(): Promise<NvmeTransport>;
  /** Offsets of customer records in the image file, by reading the file itself. */
  marks(): readonly number[];
}

/** A shelf in a temporary folder with one drive on it that holds customer data, and a clock to turn by hand. */
export async function benchWith(
  kind: keyof typeof demoDrives,
  faults: readonly FaultInput[] = [],
  change: Partial<DriveSpecInput> = {},
  sleeps: 'turn' | 'wait' = 'turn',
): Promise<Bench> {
  const dir = join(temporaryFolder(), 'shelf');
  const clock = handClock(1_800_000_000_000, { sleeps });
  const drive: DriveSpecInput = { ...demoDrives[kind], blocks: 4096, ...change, faults: [...faults] };
  const shelf = await createShelf(
    dir,
    {
      bays: [
        { port, name: 'Bay 1', drive },
        { port: 'virtual/2', name: 'Bay 2' },
      ],
      timeScale: 60,
    },
    clock,
  );
  await plantCustomerData(dir, drive.folder, 'test data');
  const open = async (): Promise<OpenDrive> => {
    const drive = await shelf.openDrive(port);
    onTestFinished(() => drive.close());
    return drive;
  };
  return {
    dir,
    shelf,
    clock,
    folder: drive.folder,
    open,
    scsi: async () => {
      const { transport } = await open();
      if (transport.kind !== 'scsi') throw new Error('not a SCSI transport');
      return transport;
    },
    nvme: async () => {
      const { transport } = await open();
      if (transport.kind !== 'nvme') throw new Error('not an NVMe transport');
      return transport;
    },
    marks: () => {
      const medium = openFileMedium(join(dir, drive.folder, 'medium.img'));
      try {
        return findMarks(medium);
      } finally {
        medium.close();
      }
    },
  };
}

export const send = (transport: ScsiTransport, command: ScsiCommand, timeoutMs = 10_000): Promise<ScsiAnswer> =>
  transport.execute(command.cdb, command.data, timeoutMs);
export const ata = (transport: ScsiTransport, command: AtaCommand, timeoutMs = 10_000): Promise<ScsiAnswer> =>
  send(transport, ataPassThrough16(command), timeoutMs);

/** `good`, or the sense as `03/31/03`. */
export function outcome(answer: ScsiAnswer): string {
  const sense = parseSense(answer.sense);
  return answer.status === 0 ? 'good' : sense === undefined ? `status ${answer.status}` : senseText(sense);
}

export async function identify(transport: ScsiTransport): Promise<IdentifyDevice> {
  const parsed = parseIdentifyDevice((await ata(transport, identifyDevice())).data);
  if (parsed === undefined) throw new Error('no IDENTIFY DEVICE data');
  return parsed;
}

export async function sanitizeStatus(transport: ScsiTransport): Promise<SanitizeStatus> {
  return parseSanitizeStatus(parseAtaReturn(await ata(transport, sanitizeStatusExt())));
}

export async function sanitizeLog(transport: NvmeTransport): Promise<ReturnType<typeof parseSanitizeStatusLog>> {
  return parseSanitizeStatusLog((await transport.admin(getSanitizeStatusLog(), 1000)).data);
}
