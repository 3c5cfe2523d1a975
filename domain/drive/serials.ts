import { cleanName } from './names.ts';

/** How two serials stand to each other. */
export type SerialMatch = 'equal' | 'equal_by_maker_rule' | 'differs';

export type SerialRule =
  'wd_prefix' | 'seagate_board_suffix' | 'hitachi_last_eight' | 'toshiba_last_letter' | 'intel_oem_suffix' | 'byte_swapped';

export interface SerialComparison {
  readonly match: SerialMatch;
  /** Which rule made them equal; only with `equal_by_maker_rule`. */
  readonly rule?: SerialRule;
}

/** Makers that have a rule of their own, told by the model the drive gives or by the company part of its WWN. */
export type SerialMaker = 'seagate' | 'wd' | 'hitachi' | 'toshiba' | 'intel';

/** Fewer characters than this are too few to tell drives apart: such a serial equals nothing. */
const leastLength = 6;

/** Upper case, without spaces, dashes inside kept out, and without a label's own words. Padding goes with the spaces. */
export function plainSerial(text: string): string {
  return cleanName(text)
    .toUpperCase()
    .replace(/^\*(.*)\*$/, '$1')
    .replace(/[\s-]/g, '');
}

/** True for serials that many drives or bridges share: they tell nothing. */
export function isPlaceholderSerial(text: string): boolean {
  const plain = plainSerial(text);
  if (plain.length < leastLength) return true;
  return (
    /^(.)\1*$/.test(plain) ||
    '0123456789ABCDEF0123456789ABCDEF'.includes(plain) ||
    /^(NONE|UNKNOWN|SERIAL|NOTAVAILABLE|DEFAULT)/.test(plain)
  );
}

/** Who made the drive, as far as it matters for serials; undefined when neither model nor WWN says. */
export function serialMakerOf(driveModel: string, wwn?: string): SerialMaker | undefined {
  const model = cleanName(driveModel).toUpperCase();
  if (/^(SEAGATE )?(ST\d|XS\d|XA\d|ZP\d)/.test(model) || wwn?.startsWith('5000c5') === true) return 'seagate';
  if (/^(HITACHI|HGST|HUH|HUS|HUC|HTS|HDS|HDT)/.test(model) || wwn?.startsWith('5000cca') === true) return 'hitachi';
  if (/^(WDC|WD\d|WD )/.test(model) || wwn?.startsWith('50014ee') === true) return 'wd';
  if (/^(TOSHIBA|MG\d|MD\d|MN\d|MQ\d|AL\d)/.test(model) || wwn?.startsWith('5000039') === true) return 'toshiba';
  if (/^(INTEL|SOLIDIGM|SSDPE|SSDSC|SSDPF)/.test(model) || wwn?.startsWith('55cd2e4') === true) return 'intel';
  return undefined;
}

/**
 * Compares a serial from a label or a record with the one that the drive tells. Padding, spaces, dashes and case
 * never count. Any other difference counts, unless a rule known for the drive's maker explains it: a rule
 * of one maker never helps a drive of another. Lengths as described in the reference on labels.
 */
export function compareSerials(claimed: string, told: string, driveModel: string, wwn?: string): SerialComparison {
  const left = plainSerial(claimed);
  const right = plainSerial(told);
  if (isPlaceholderSerial(left) || isPlaceholderSerial(right)) return { match: 'differs' };
  if (left === right) return { match: 'equal' };
  const maker = serialMakerOf(driveModel, wwn);
  const rule = maker === undefined ? undefined : ruleOf(maker, left, right);
  if (rule !== undefined) return { match: 'equal_by_maker_rule', rule };
  return isSwapped(told, left, right) ? { match: 'equal_by_maker_rule', rule: 'byte_swapped' } : { match: 'differs' };
}

function ruleOf(maker: SerialMaker, claimed: string, told: string): SerialRule | undefined {
  switch (maker) {
    case 'wd':
      return withoutPrefix(claimed) === withoutPrefix(told) ? 'wd_prefix' : undefined;
    case 'seagate':
      // A SAS drive tells 20: its own 8 and the board's.
      return (claimed.length === 8 && told.length === 20 && told.startsWith(claimed)) ||
        (told.length === 8 && claimed.length === 20 && claimed.startsWith(told))
        ? 'seagate_board_suffix'
        : undefined;
    case 'hitachi':
      return claimed.length === 8 && told.length === 14 && told.endsWith(claimed) ? 'hitachi_last_eight' : undefined;
    case 'toshiba':
      return isPlusOneLetter(claimed, told) || isPlusOneLetter(told, claimed) ? 'toshiba_last_letter' : undefined;
    case 'intel':
      return isExtension(claimed, told, 12, 18) || isExtension(told, claimed, 12, 18) ? 'intel_oem_suffix' : undefined;
  }
}

/** Twelve characters after the prefix, so that a short serial that happens to start with WD keeps it. */
function withoutPrefix(serial: string): string {
  return /^WD[A-Z0-9]{12}$/.test(serial) ? serial.slice(2) : serial;
}

function isPlusOneLetter(short: string, long: string): boolean {
  return short.length === 8 && long.length === 9 && long.startsWith(short) && /[A-Z]$/.test(long);
}

function isExtension(short: string, long: string, least: number, most: number): boolean {
  return short.length >= least && long.length > short.length && long.length <= most && long.startsWith(short);
}

/**
 * ATA strings hold two characters a word, high byte first; a bridge that hands the words on as they lie swaps
 * each pair. Only a whole swap counts, of what the drive told with its padding, and never of a palindrome.
 */
function isSwapped(told: string, claimed: string, plainTold: string): boolean {
  const whole = told.replace(/[^\x20-\x7e]/g, '').toUpperCase();
  const padded = whole.length % 2 === 0 ? whole : `${whole} `;
  const swapped = plainSerial(padded.replace(/(.)(.)/g, '$2$1'));
  return swapped !== plainTold && swapped === claimed && claimed.length >= 8;
}
