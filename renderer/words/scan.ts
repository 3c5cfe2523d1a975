import type { LineView, ScanView } from '../../contract/views.ts';
import { facts, type FactType } from '../../domain/facts/facts.ts';
import type { UnderstoodAs, UnderstoodWhy } from '../../domain/label/understood.ts';
import { factTitle } from './titles.ts';
import { labelVerdicts } from './labels.ts';
import { reasonWords } from './refusals.ts';
import type { Mark } from './states.ts';

type ScanVerdict = ScanView['verdict'];

export interface VerdictWords {
  readonly mark: Mark;
  /** Two or three words that can be read from a metre away. */
  readonly word: string;
  /** What that means now. */
  readonly more: string;
}

const verdicts: Record<ScanVerdict, VerdictWords> = {
  part_added: { mark: 'proven', word: 'Taken', more: 'Added to the label.' },
  same_again: { mark: 'waiting', word: 'Already have it', more: 'This was scanned before. Nothing changed.' },
  drive_found: { mark: 'proven', word: 'Drive known', more: 'Its record is open.' },
  drive_unknown: { mark: 'unknown', word: 'New drive', more: 'There is no record of it yet.' },
  label_matches: { mark: 'proven', word: 'Label matches', more: 'Label, drive and record agree.' },
  label_differs: {
    mark: 'stopped',
    word: 'Label differs',
    more: 'The serial on the label is not the drive’s own. Nothing was erased. Scan the label again, or move the drive to quarantine.',
  },
  badge_read: { mark: 'proven', word: 'Badge read', more: 'Enter the PIN.' },
  command_done: { mark: 'proven', word: 'Done', more: 'The command was carried out.' },
  not_now: { mark: 'stopped', word: 'Not now', more: 'That does not fit this step. Nothing was changed.' },
  not_understood: {
    mark: 'unknown',
    word: 'Not understood',
    more: 'No part of it looks like a label, a badge or a command. Nothing was changed. Scan another code on the drive.',
  },
  place_set: { mark: 'proven', word: 'Place set', more: 'The next drives are recorded here.' },
  psid_taken: {
    mark: 'proven',
    word: 'PSID taken',
    more: 'It is kept for a few minutes, in memory alone. Nothing was changed in the drive.',
  },
  psid_not_whole: {
    mark: 'stopped',
    word: 'Not a whole PSID',
    more: 'A PSID has 32 letters and digits. Nothing was tried on the drive. Scan it again, or type all of it.',
  },
  psid_letter_o: {
    mark: 'stopped',
    word: 'Letter O or zero?',
    more: 'A typed PSID with the letter O is not tried: a drive shuts after a few wrong ones. Type zeros where the label has zeros, or scan it.',
  },
  psid_of_which: {
    mark: 'stopped',
    word: 'Of which drive?',
    more: 'Several drives wait for a PSID. Scan the serial on the same label first, then the PSID.',
  },
  ...labelVerdicts,
  zombie: { mark: 'stopped', word: 'Should not exist', more: 'This drive is on record as gone. Keep it here and call a supervisor now.' },
};
export function scanVerdictWords(verdict: ScanVerdict): VerdictWords {
  return verdicts[verdict];
}

const kinds: Record<UnderstoodAs, string> = {
  serial: 'Serial',
  wwn: 'WWN',
  part: 'Part number',
  model: 'Model',
  psid: 'PSID',
  firmware: 'Firmware',
  oem_code: 'OEM code',
  date: 'Date',
  lba_count: 'Block count',
  badge: 'Badge',
  place: 'Place',
  command: 'Command',
  drive: 'Drive tag',
  container: 'Container',
  machine: 'Machine',
  device: 'Kind of device',
  unknown: 'Unknown',
};
export function understoodWord(as: UnderstoodAs): string {
  return kinds[as];
}

const whys: Record<UnderstoodWhy, string> = {
  identifier_s: 'marked S',
  identifier_1p: 'marked 1P',
  identifier_p: 'marked P',
  identifier_d: 'marked D',
  identifier_q: 'marked Q',
  identifier_t: 'marked T',
  identifier_2p: 'marked 2P',
  identifier_25s: 'marked 25S',
  identifier_4l: 'marked 4L',
  gs1_serial: 'GS1 serial',
  gs1_asset: 'GS1 asset',
  gs1_item: 'GS1 item',
  gs1_shipment: 'GS1 shipment',
  printed_name: 'named on the label',
  naa_wwn: 'built like a WWN',
  long_wwn: 'built like a long WWN',
  eui64_of_maker: 'an EUI-64 of this maker',
  fits_maker_serial: 'fits this maker’s serials',
  fits_several_makers: 'fits several makers’ serials',
  fits_maker_part: 'fits this maker’s part numbers',
  fits_maker_model: 'fits this maker’s models',
  fits_psid: 'built like a PSID',
  fits_firmware: 'built like a firmware version',
  fits_oem_code: 'fits an OEM code',
  fits_date: 'built like a date',
  fits_lba_count: 'built like a block count',
  image_serial: 'given to a disk image',
  own_code: 'printed by Custos',
  own_code_malformed: 'looks like a Custos code, but is damaged',
  could_be_several: 'could be several things',
  nothing_fits: 'nothing fits',
  too_long: 'too long to be a label',
};
export function understoodWhyWords(why: UnderstoodWhy): string {
  return whys[why];
}

export function lineMark(verdict: LineView['verdict']): { readonly mark: Mark; readonly word: string } {
  switch (verdict) {
    case 'ok':
      return { mark: 'proven', word: 'OK' };
    case 'already':
      return { mark: 'waiting', word: 'Already' };
    case 'refused':
      return { mark: 'stopped', word: 'Refused' };
    case 'failed':
      return { mark: 'stopped', word: 'Failed' };
    case 'done':
      return { mark: 'proven', word: 'Done' };
    case 'note':
      return { mark: 'waiting', word: 'Note' };
  }
}

/** A line's code (a fact, a scan verdict, a refusal or something newer) as a few words. */
export function lineWords(what: string): string {
  if (isFact(what)) return factTitle(what);
  return Object.entries(verdicts).find(([code]) => code === what)?.[1].word ?? reasonWords(what);
}

function isFact(what: string): what is FactType {
  return Object.hasOwn(facts, what);
}
