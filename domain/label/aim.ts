/**
 * Symbology identifiers (ISO/IEC 15424, known as AIM identifiers): `]`, a code character, a modifier. A scanner that
 * puts one before its data tells which code it read, and shows that the data came from a scanner. The letters are
 * those that scanner makers print in their manuals; the standard itself was not at hand.
 */
const symbologies = {
  A: 'Code 39',
  B: 'Telepen',
  C: 'Code 128',
  D: 'Code One',
  E: 'EAN/UPC',
  F: 'Codabar',
  G: 'Code 93',
  H: 'Code 11',
  I: 'Interleaved 2 of 5',
  J: 'DotCode',
  K: 'Code 16K',
  L: 'PDF417',
  M: 'MSI',
  N: 'Anker',
  O: 'Codablock',
  P: 'Plessey',
  Q: 'QR Code',
  R: 'Straight 2 of 5',
  S: 'Straight 2 of 5',
  T: 'Code 49',
  U: 'MaxiCode',
  X: 'Other code',
  Z: 'No barcode',
  d: 'Data Matrix',
  e: 'GS1 DataBar',
  z: 'Aztec',
} as const;

function isSymbology(letter: string): letter is keyof typeof symbologies {
  return Object.hasOwn(symbologies, letter);
}

export interface AimRead {
  /** The data without the identifier. */
  readonly text: string;
  /** Such as `]C1`; undefined when the text does not start with one. */
  readonly aim: string | undefined;
}

/** Parts a scan from the identifier before it. Data that is nothing but an identifier stays what it is. */
export function readAim(scan: string): AimRead {
  const [aim] = /^\][A-Za-z][0-9A-Za-z]/.exec(scan) ?? [];
  if (aim === undefined || !isSymbology(aim.charAt(1)) || scan.length === aim.length) return { text: scan, aim: undefined };
  return { text: scan.slice(aim.length), aim };
}

/** What kind of code an identifier names; undefined for a letter that no manual at hand knows. */
export function symbologyOf(aim: string): string | undefined {
  const letter = aim.charAt(1);
  return isSymbology(letter) ? symbologies[letter] : undefined;
}

/** Whether the identifier says that the data is made of GS1 element strings. */
export function isGs1(aim: string | undefined): boolean {
  return aim !== undefined && /^\](?:C1|d2|Q3|e0)$/.test(aim);
}
