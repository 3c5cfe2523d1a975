import { cleanName, shortName } from '../drive/names.ts';
import { readAim } from './aim.ts';
import { readOwnCode } from './codes.ts';
import { dataIdentifiers, euiStarts, printedNames, type Shape, shapes } from './makers.ts';
import { splitScan } from './split.ts';
import type { Understood, UnderstoodAs, UnderstoodWhy } from './understood.ts';

const longestScan = 4096;
const longestPart = 128;
const mostParts = 32;

/**
 * Takes one scan apart and says what each part is and why, in whatever wrapping the scanner or the label
 * gave it. Never empty and never a guess: a part that two readings fit equally is `unknown`. The text of a PSID
 * is masked, because it opens the drive.
 *
 * @param aim the symbology identifier, where the scanner gave it apart from the text
 */
export function understandScan(text: string, aim?: string): readonly Understood[] {
  if (text.length > longestScan) return [{ as: 'unknown', text: '', why: 'too_long' }];
  const split = splitScan(text, aim);
  const parts = understandSplit(split).slice(0, mostParts);
  return parts.length > 0 ? parts : [{ as: 'unknown', text: shortName(readAim(text).text, longestPart), why: 'nothing_fits' }];
}

/** A scan's text with every PSID in it masked: the only form in which a scan may be shown or kept. */
export function withoutSecrets(scan: string): string {
  // An identifier before it would join with the PSID into something longer, which nothing masks.
  const { text, aim = '' } = readAim(scan);
  return aim + masked(text);
}

function masked(text: string): string {
  return text
    .replace(/(?<![A-Za-z0-9])[A-Za-z0-9]{32}(?![A-Za-z0-9])/g, (run) => (isHex(run) ? run : maskPsid(run)))
    .replace(dashed, (run) => (isDashedPsid(run) ? maskPsid(run) : run))
    .replace(/(PSID\s*[:#=]?\s*)([A-Za-z0-9][A-Za-z0-9-]{7,})/gi, (_, name: string, secret: string) => name + maskPsid(secret));
}

/** Some labels print a PSID in groups. */
const dashed = /(?<![A-Za-z0-9-])[A-Za-z0-9]+(?:-[A-Za-z0-9]+)+(?![A-Za-z0-9-])/g;

/** A name in hexadecimal groups (a UUID) is none. */
function isDashedPsid(run: string): boolean {
  const bare = run.replaceAll('-', '');
  return bare.length === 32 && !isHex(bare);
}

/** Enough to see that two scans were of the same label, too little to open a drive. */
function maskPsid(psid: string): string {
  return `****${psid.slice(-4)}`;
}

function understandSplit(split: ReturnType<typeof splitScan>): readonly Understood[] {
  switch (split.kind) {
    case 'envelope':
      return split.fields.map(understandField);
    case 'gs1':
      return split.elements.map(({ ai, value }) => understandElement(ai, value));
    case 'plain':
      return split.parts.map(understandPart).filter((part) => part.text !== '');
  }
}

/** A field of an ISO 15434 envelope: its data identifier is part of the standard, so it is believed. */
function understandField(field: string): Understood {
  const text = plain(field);
  const known = dataIdentifiers.find(({ id }) => text.startsWith(id));
  const composite = shapes.find((shape) => shape.maker === 'ibm_lenovo' && shape.fits.test(text));
  if (composite !== undefined) return told('oem_code', text, 'fits_oem_code');
  if (known === undefined) return understandPart(field);
  const value = text.slice(known.id.length);
  if (value === '') return told('unknown', text, 'nothing_fits');
  // Some labels leave the identifier out: a Samsung serial starts with S itself.
  if (known.id === 'S' && !isSerial(value) && isSerial(text)) return told('unknown', text, 'could_be_several');
  return told(known.as, value, known.why);
}

function understandElement(ai: string, value: string): Understood {
  const text = plain(value);
  switch (ai) {
    case '21':
      return told('serial', text, 'gs1_serial');
    case '8004':
      return told('unknown', text, 'gs1_asset');
    case '00':
      return told('unknown', text, 'gs1_shipment');
    case '01':
      return told('unknown', text, 'gs1_item');
    case '11':
      return told('date', text, 'fits_date');
    case '240':
      return told('part', text, 'identifier_p');
    default:
      return told('unknown', text, 'nothing_fits');
  }
}

function understandPart(part: string): Understood {
  const text = plain(part).replace(/^\*([^*]+)\*$/, '$1');
  const own = readOwnCode(text);
  if (own !== undefined) {
    return own.kind === 'malformed' ? told('unknown', text, 'own_code_malformed') : told(own.kind, text, 'own_code');
  }
  const named = printedNames.find(({ fits }) => fits.test(text));
  if (named !== undefined) {
    const value = text.replace(named.fits, '');
    if (value !== '') return understandNamed(named.as, value);
  }
  return understandShape(text);
}

/** A printed name is believed, except where its value has a form that it cannot have. */
function understandNamed(as: UnderstoodAs, value: string): Understood {
  if (as === 'wwn') {
    const wwn = wwnOf(value, true);
    return wwn === undefined ? told('unknown', value, 'nothing_fits') : told('wwn', wwn, 'printed_name');
  }
  return told(as, value, 'printed_name');
}

function understandShape(text: string): Understood {
  const wwn = wwnOf(text, false);
  if (wwn !== undefined) return told('wwn', wwn, whyWwn(wwn));
  if (/^[A-Z0-9]{32}$/.test(text)) return told('psid', text, 'fits_psid');
  if (/^[A-Z0-9-]+$/.test(text) && isDashedPsid(text)) return told('psid', text, 'fits_psid');
  if (/^IMG-?[A-Z0-9][A-Z0-9-]{3,40}$/.test(text)) return told('serial', text, 'image_serial');
  const compact = text.replace(/ /g, '');
  const fitting = shapes.filter((shape) => shape.fits.test(shape.as === 'serial' ? compact : text));
  const strong = fitting.filter((shape) => shape.strength === 'strong');
  const whole = readingOf(strong.length > 0 ? strong : fitting, compact, text);
  const stripped = identifierOf(text);
  if (whole !== undefined && stripped !== undefined) return told('unknown', text, 'could_be_several');
  return whole ?? stripped ?? told('unknown', text, 'nothing_fits');
}

function readingOf(fitting: readonly Shape[], compact: string, text: string): Understood | undefined {
  const kinds = new Set(fitting.map((shape) => shape.as));
  const [kind] = kinds;
  if (kind === undefined) return undefined;
  if (kinds.size > 1) return told('unknown', text, 'could_be_several');
  const makers = new Set(fitting.map((shape) => shape.maker));
  switch (kind) {
    case 'serial':
      return told('serial', compact, makers.size > 1 ? 'fits_several_makers' : 'fits_maker_serial');
    case 'part':
      return told('part', text, 'fits_maker_part');
    case 'model':
      return told('model', text, 'fits_maker_model');
    case 'firmware':
      return told('firmware', text, 'fits_firmware');
    case 'oem_code':
      return told('oem_code', text, 'fits_oem_code');
    case 'date':
      return told('date', text, 'fits_date');
    case 'lba_count':
      return told('lba_count', text, 'fits_lba_count');
  }
}

/** Outside an envelope a leading S or 1P is an identifier only when a maker's rule fits what follows it. */
function identifierOf(text: string): Understood | undefined {
  if (text.startsWith('S') && isSerial(text.slice(1))) return told('serial', text.slice(1), 'identifier_s');
  const part = text.startsWith('1P') ? text.slice(2) : '';
  if (part !== '' && shapes.some((shape) => (shape.as === 'part' || shape.as === 'model') && shape.fits.test(part)))
    return told('part', part, 'identifier_1p');
  return undefined;
}

function isSerial(text: string): boolean {
  return shapes.some((shape) => shape.as === 'serial' && shape.fits.test(text));
}

/** 16 hex digits that start like a registered NAA name (5) or a known maker's EUI-64, or 32; any 16 or 32 when the label names it. */
function wwnOf(text: string, named: boolean): string | undefined {
  const bare = text.replace(/^(0X|NAA\.|EUI\.)/, '');
  // Without a name in front, digits with gaps between may be anything.
  const hex = (named ? bare.replace(/[ :-]/g, '') : bare).toLowerCase();
  if (!isHex(hex) || (hex.length !== 16 && hex.length !== 32)) return undefined;
  return named || hex.length === 32 || hex.startsWith('5') || euiStarts.some((start) => hex.startsWith(start)) ? hex : undefined;
}

function whyWwn(wwn: string): UnderstoodWhy {
  if (wwn.length === 32) return 'long_wwn';
  return euiStarts.some((start) => wwn.startsWith(start)) ? 'eui64_of_maker' : 'naa_wwn';
}

function isHex(text: string): boolean {
  return /^[0-9a-f]+$/i.test(text);
}

function plain(text: string): string {
  return cleanName(text).toUpperCase();
}

function told(as: UnderstoodAs, text: string, why: UnderstoodWhy): Understood {
  return { as, text: as === 'psid' ? maskPsid(text) : shortName(text, longestPart), why };
}
