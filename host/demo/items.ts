import type { DataClass, Destination } from '../../domain/custody/words.ts';
import type { practiceDrives, PrintedDrive } from '../practice/catalogue.ts';

/** What the demo does with one drive, and what must come of it for the demo to have told the truth. */
export interface DemoItem {
  readonly name: string;
  readonly port: string;
  readonly label: readonly string[];
  readonly host: string;
  readonly slot: string;
  readonly destination: Destination;
  readonly dataClass: DataClass;
  /** File whose bytes are read from outside, when its content was planted. */
  readonly medium?: string;
  readonly ends: 'released' | 'validated' | 'failed' | 'mismatch';
}

type Kind = keyof typeof practiceDrives;

/** The lot of each practice drive in the demo. */
export const lots: Readonly<Record<Kind, Pick<DemoItem, 'destination' | 'dataClass' | 'ends'>>> = {
  sataHdd: { destination: 'maker', dataClass: 'confidential', ends: 'released' },
  sataSsd: { destination: 'reuse', dataClass: 'internal', ends: 'released' },
  sasHdd: { destination: 'maker', dataClass: 'confidential', ends: 'released' },
  nvme: { destination: 'vendor', dataClass: 'confidential', ends: 'released' },
  sasSsd: { destination: 'reuse', dataClass: 'confidential', ends: 'validated' },
  failing: { destination: 'maker', dataClass: 'confidential', ends: 'failed' },
  pretending: { destination: 'reuse', dataClass: 'confidential', ends: 'failed' },
  mislabelled: { destination: 'maker', dataClass: 'confidential', ends: 'mismatch' },
};

/** A practice drive as an item of the demo. */
export function demoItem(kind: Kind, drive: PrintedDrive, port: string, medium: string): DemoItem {
  return { name: drive.spec.model, port, label: drive.label, host: drive.host, slot: drive.slot, medium, ...lots[kind] };
}

/** A drive that somebody else made: an image or a loop device. Its label is the serial it was given. */
export function givenItem(path: string, port: string, serial: string): DemoItem {
  return {
    name: path,
    port,
    label: [serial],
    host: 'given',
    slot: path.split('/').at(-1) ?? path,
    destination: 'reuse',
    dataClass: 'confidential',
    ends: 'validated',
  };
}
