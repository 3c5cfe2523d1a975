import type { MachineView } from '../../contract/machines.ts';
import type { AnyFact } from '../../domain/facts/facts.ts';
import type { MachineEnd, MachineKind, StorageKind } from '../../domain/facts/machines.ts';
import { day } from './numbers.ts';
import type { Mark } from './states.ts';

/** Words of the machines that drives are destroyed in. */
export const machineText = {
  title: 'Machines',
  lead: 'The machines that drives are destroyed in. A destruction names its machine by its card, and is refused while the machine is out of calibration, out of use, or not made for the drive.',
  none: 'No machine is registered here.',
  noneMore: 'Until one is, whoever signs a destruction may tell the machine in words.',
  add: 'Register a machine',
  name: 'Name',
  nameHint: 'As it stands on the machine.',
  state: 'State',
  kind: 'Kind',
  does: 'It does',
  doesNothing: 'Destroys nothing by itself',
  suits: 'Made for',
  both: 'Disks and solid state',
  pieces: 'Largest piece',
  piecesField: 'Largest piece that it leaves, mm',
  piecesHint: 'By its maker. Leave it empty if nobody has said it.',
  piecesUnknown: 'Not said',
  until: 'Calibrated until',
  untilField: 'Calibrated until (year-month-day)',
  untilHint: 'Such as 2027-05-31: the last day on which it may be used.',
  untilNone: 'Not recorded',
  reference: 'Certificate or report of the calibration',
  maker: 'Maker',
  serial: 'Serial number',
  calibrate: 'Record the calibration',
  retire: 'Take it out of use',
  retireWhy: 'Why it goes out of use',
  card: 'Its card',
  cardMore: 'Print this code and fix it to the machine. Scan it when a drive goes in.',
  scanned: 'Machine',
  scanMore: 'Scan the card of the machine.',
  measured: 'Largest piece measured, mm',
} as const;

export const machineKindWords: Record<MachineKind, string> = {
  shredder: 'Shredder',
  disintegrator: 'Disintegrator',
  pulverizer: 'Pulverizer',
  incinerator: 'Incinerator',
  furnace: 'Melting furnace',
  crusher: 'Crusher',
  degausser: 'Degausser',
};

export const storageWords: Record<StorageKind, string> = { magnetic: 'Disks', solid_state: 'Solid state' };

export const machineEndWords: Record<MachineEnd, string> = {
  worn: 'Worn out',
  broken: 'Broken',
  replaced: 'Replaced',
  sold: 'Sold',
  other: 'Another reason',
};

export function machineStateWord(state: MachineView['state']): { readonly mark: Mark; readonly word: string } {
  switch (state) {
    case 'ready':
      return { mark: 'proven', word: 'May be used' };
    case 'due':
      return { mark: 'waiting', word: 'Calibration ends soon' };
    case 'over':
      return { mark: 'stopped', word: 'Calibration has ended' };
    case 'not_calibrated':
      return { mark: 'stopped', word: 'No calibration recorded' };
    case 'retired':
      return { mark: 'stopped', word: 'Out of use' };
  }
}

export function suitsWords(suits: readonly StorageKind[]): string {
  return suits.length > 1 ? machineText.both : suits.map((each) => storageWords[each]).join(', ');
}

type MachineFact = Extract<AnyFact, { readonly type: `machine.${string}` }>;

export function machineSentence(fact: MachineFact): string {
  switch (fact.type) {
    case 'machine.registered':
      return `${machineKindWords[fact.body.kind]} ${fact.body.name} was registered.`;
    case 'machine.calibrated':
      return `Calibrated: it may be used until ${day(fact.body.until_ms)}.`;
    case 'machine.retired':
      return `Taken out of use: ${machineEndWords[fact.body.why].toLowerCase()}.`;
  }
}
