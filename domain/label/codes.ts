import { deviceClass, type DeviceClass } from '../intake/device-classes.ts';

/** Commands that can be scanned from a card at the bench. Closed list. */
export const commands = [
  'UNDO',
  'START',
  'VALIDATE',
  'REJECT',
  'QUARANTINE',
  'CLEAR',
  'SIGNOUT',
  'RECEIVE',
  'RELEASE',
  'CANCEL',
  'OVERRIDE',
  'RESOLVE',
] as const;
export type Command = (typeof commands)[number];

/** A code that Custos prints itself. */
export type OwnCode =
  | { readonly kind: 'badge'; readonly code: string }
  | { readonly kind: 'place'; readonly place: string }
  | { readonly kind: 'command'; readonly command: Command }
  /** A drive, by the first 12 hex digits of its id; `number` tells which of its printed labels this is. */
  | { readonly kind: 'drive'; readonly tag: string; readonly number?: number }
  /** A container or lot, in the same way. The code on a screen has no number. */
  | { readonly kind: 'container'; readonly tag: string; readonly number?: number }
  /** What a thing is that is taken in and is no disk, from a card. */
  | { readonly kind: 'device'; readonly device: DeviceClass }
  /** A machine that destroys drives, in the same way. */
  | { readonly kind: 'machine'; readonly tag: string }
  | { readonly kind: 'malformed' };

const body = /^[A-Z0-9][A-Z0-9._-]{0,59}$/;

const numberedTag = /^([0-9A-F]{12})(?:-([1-9]\d{0,2}))?$/;

/** The code on the label of a container or lot (`c1_` and 32 hex digits): short enough for a label 80 mm wide. */
export function containerCode(container: string): string {
  return `CU-K-${container.slice(3, 15).toUpperCase()}`;
}

/** The code on the card of a class of devices. */
export function deviceCode(device: DeviceClass): string {
  return `CU-V-${device.toUpperCase().replaceAll('_', '-')}`;
}

/** The code on the card of a machine: its tag as on any other label, under a letter of its own. */
export function machineCode(machine: string): string {
  return `CU-M-${machine.slice(3, 15).toUpperCase()}`;
}

/** The code on a printed label of a drive (`d1_`), container or lot (`c1_`): it holds the label's own number. */
export function labelCode(subject: string, number: number): string {
  return `CU-${subject.startsWith('d1_') ? 'D' : 'K'}-${subject.slice(3, 15).toUpperCase()}-${number}`;
}

/** Reads a code of our own; undefined when the text does not start like one. Case does not matter. */
export function readOwnCode(text: string): OwnCode | undefined {
  const upper = text.trim().toUpperCase();
  const head = /^CU-([A-Z])-/.exec(upper);
  if (head === null) return upper.startsWith('CU-') ? { kind: 'malformed' } : undefined;
  const rest = upper.slice(5);
  if (!body.test(rest)) return { kind: 'malformed' };
  switch (head[1]) {
    case 'B':
      return { kind: 'badge', code: upper };
    case 'P':
      return { kind: 'place', place: rest };
    case 'C': {
      const command = commands.find((name) => name === rest);
      return command === undefined ? { kind: 'malformed' } : { kind: 'command', command };
    }
    case 'D':
      return { kind: 'drive', tag: rest, ...numbered(rest) };
    case 'K': {
      const read = numbered(rest);
      return read === undefined ? { kind: 'malformed' } : { kind: 'container', ...read };
    }
    case 'V': {
      const device = deviceClass.options.find((name) => name === rest.toLowerCase().replaceAll('-', '_'));
      return device === undefined ? { kind: 'malformed' } : { kind: 'device', device };
    }
    case 'M':
      return /^[0-9A-F]{12}$/.test(rest) ? { kind: 'machine', tag: rest.toLowerCase() } : { kind: 'malformed' };
    default:
      return { kind: 'malformed' };
  }
}

function numbered(rest: string): { readonly tag: string; readonly number?: number } | undefined {
  const [, tag, number] = numberedTag.exec(rest) ?? [];
  if (tag === undefined) return undefined;
  return { tag: tag.toLowerCase(), ...(number === undefined ? {} : { number: Number(number) }) };
}
