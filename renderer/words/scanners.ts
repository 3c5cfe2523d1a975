import type { ScannerLine, ScanSource } from '../../contract/scanners.ts';
import type { LayoutFinding } from '../../domain/label/layout-check.ts';
import type { Mark } from './states.ts';

/** All words of the scanner page. */
export const scannerWords = {
  title: 'Scanners',
  settings: 'Check a scanner, and see the ones that are plugged in.',
  open: 'Open the scanners',
  check: 'Check',
  checkHint: 'Scan this code with each scanner once. It is judged here and recorded nowhere.',
  waiting: 'Waiting for the check',
  waitingMore: 'What is wrong with a scanner is said here.',
  came: 'What came',
  notCheck: 'Another code came',
  notCheckMore: 'It was not recorded. Scan the check on this page.',
  good: 'The scanner is set up',
  goodMore: 'Every character came as it is printed.',
  bad: 'The scanner is not set up',
  badMore: 'Scans from it can be wrong. Change what stands below, then scan the check again.',
  advice: 'It works. It could tell more',
  found: 'Plugged in',
  foundMore: 'A scanner that acts as a keyboard cannot be told from one. It works at once and is not listed.',
  none: 'No other scanner is plugged in.',
  notServed: 'This station listens to keyboard scanners only.',
  failed: 'Scanners that are no keyboards cannot be read now. Keyboard scanners work. The system says:',
  signIn: 'Sign in to choose a serial port.',
  use: 'Use as a scanner',
  leave: 'Stop using it',
  name: 'Scanner',
  mode: 'Mode',
  state: 'State',
  modes: 'Three modes',
  modesMore: 'HID POS is the best one where the scanner has it.',
  how: 'How it works',
  needs: 'What it needs',
  settingsTitle: 'Settings in the scanner',
  settingsMore:
    'A scanner is set up by scanning codes from its maker’s own manual. No such code is shown here: they differ from model to model, and some erase every other setting. Look for these names.',
  maker: 'Maker',
  setting: 'Name in the manual',
  does: 'What it does',
  manual: 'Manual',
} as const;

const kinds: Record<ScannerLine['kind'], string> = { hid_pos: 'HID POS', serial: 'Serial' };
export function scannerKindWord(kind: ScannerLine['kind']): string {
  return kinds[kind];
}

const states: Record<ScannerLine['state'], { readonly mark: Mark; readonly word: string; readonly more: string }> = {
  ready: { mark: 'proven', word: 'Listening', more: '' },
  offered: {
    mark: 'waiting',
    word: 'Not in use',
    more: 'A serial port can be anything. It is opened when somebody says that it is a scanner.',
  },
  away: { mark: 'unknown', word: 'Not plugged in', more: 'It is used again when it comes back.' },
  not_permitted: {
    mark: 'stopped',
    word: 'Not permitted',
    more: 'This user may not open it. docs/scanners.md has the rule that an administrator sets.',
  },
  failed: {
    mark: 'stopped',
    word: 'Cannot be read',
    more: 'Another program has it, or its reports are not understood. Unplug it and plug it in again.',
  },
};
export function scannerStateWords(state: ScannerLine['state']): (typeof states)[ScannerLine['state']] {
  return states[state];
}

const sources: Record<ScanSource, string> = { wedge: 'Keyboard scanner', typed: 'Typed', hid_pos: 'HID POS', serial: 'Serial' };
export function sourceWord(source: ScanSource): string {
  return sources[source];
}

export interface ModeWords {
  readonly name: string;
  readonly how: string;
  readonly needs: string;
}

export const modeWords: readonly ModeWords[] = [
  {
    name: 'HID POS',
    how: 'The scanner sends the bytes of the code and says which kind of code it was. No keyboard layout, no Caps Lock, nothing lost.',
    needs: 'One code from the manual. On Linux a rule that lets this user open it.',
  },
  {
    name: 'Serial',
    how: 'The scanner sends the bytes of the code over a USB serial port. Nothing is lost. Read on Linux only.',
    needs: 'One code from the manual, CR or LF at the end, and somebody who chooses the port on this page.',
  },
  {
    name: 'Keyboard',
    how: 'The scanner types. It depends on layout and Caps Lock, and can lose GS.',
    needs: 'Nothing. Set the same keyboard layout in scanner and computer, and Enter at the end.',
  },
];

const keyboards = {
  qwertz: 'a German keyboard (QWERTZ)',
  azerty: 'a French keyboard (AZERTY)',
  spanish: 'a Spanish keyboard',
  italian: 'an Italian keyboard',
  other: 'another keyboard',
} as const;

export interface FindingWords {
  readonly what: string;
  readonly fix: string;
}

/** What is wrong, and what to do about it. */
export function findingWords(finding: LayoutFinding): FindingWords {
  switch (finding.kind) {
    case 'layout':
      return {
        what: `Scanner and computer are set to different keyboards. One of them has ${keyboards[finding.keyboard]}.`,
        fix: 'Set the keyboard country in the scanner to that of the computer, or use HID POS.',
      };
    case 'case':
      return caseWords[finding.how];
    case 'gs':
      return gsWords[finding.how];
    case 'no_suffix':
      return {
        what: 'No Enter at the end of the scan.',
        fix: 'Set the suffix CR in the scanner. Scans are taken sooner then, and two in a row never run together.',
      };
    case 'no_aim':
      return {
        what: 'No AIM identifier before the data.',
        fix: 'Turn it on in the scanner. It tells which kind of code was read, and shows that the text came from a scanner.',
      };
  }
}

const caseWords = {
  swapped: { what: 'Capitals and small letters are swapped.', fix: 'Turn Caps Lock off, on the keyboard and in the scanner’s settings.' },
  upper: { what: 'All letters came as capitals.', fix: 'Turn off the conversion to capitals in the scanner.' },
  lower: { what: 'All letters came as small letters.', fix: 'Turn off the conversion to small letters in the scanner.' },
} as const;

const gsWords = {
  lost: {
    what: 'The separator GS is lost. Parts of a 2D code run together.',
    fix: 'Turn on control characters in the scanner, or use HID POS.',
  },
  cuts: {
    what: 'The separator GS cuts the scan: nothing after it arrives with it.',
    fix: 'Turn on control characters in the scanner for this keyboard, or use HID POS.',
  },
  replaced: { what: 'Something else stands in the place of the separator GS.', fix: 'Send GS as it is, or use HID POS.' },
} as const;
