import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** The faces of the paper. Each has a second file for Latin letters beyond Western Europe. */
export const faces = {
  regular: ['atkinson-hyperlegible-next', 400],
  strong: ['atkinson-hyperlegible-next', 600],
  heavy: ['atkinson-hyperlegible-next', 800],
  mono: ['atkinson-hyperlegible-mono', 400],
  monoStrong: ['atkinson-hyperlegible-mono', 600],
} as const;
export type Face = keyof typeof faces;

const require = createRequire(import.meta.url);

/** The font file of a face as bytes; `latin-ext` holds the letters that `latin` lacks. */
export function fontFile(face: Face, subset: 'latin' | 'latin-ext'): Buffer {
  const [family, weight] = faces[face];
  return readFileSync(require.resolve(`@fontsource/${family}/files/${family}-${subset}-${weight}-normal.woff`));
}

// What the font files of version 5.3.0 hold, read from the files; a test holds this against them.
const latin =
  /^[\u0020-\u007e\u00a0-\u00ac\u00ae-\u00b4\u00b6-\u00ff\u0102\u0131\u0152\u0153\u02c6\u02da\u02dc\u2009\u2013\u2014\u2018-\u201a\u201c-\u201e\u2022\u2026\u2039\u203a\u2044\u20ac\u2122\u2212\u2215]$/;
const latinExt =
  /^[\u0100-\u0107\u010a-\u0113\u0116-\u011b\u011e-\u0123\u0126\u0127\u012a\u012b\u012e-\u0130\u0132\u0133\u0136\u0137\u0139-\u013e\u0141-\u0148\u0150\u0151\u0154\u0155\u0158-\u015b\u015e-\u0165\u016a\u016b\u016e-\u017e\u0192\u0218-\u021b\u1e80-\u1e85\u1e9e\u1ef2\u1ef3]$/;

export interface Run {
  readonly subset: 'latin' | 'latin-ext';
  readonly text: string;
}

/** Parts a text into runs that one font file can print. A letter that neither holds is printed as `?`: the JSON beside the paper has it. */
export function runsOf(text: string): readonly Run[] {
  const runs: { subset: Run['subset']; text: string }[] = [];
  for (const letter of text) {
    const isLatin = latin.test(letter);
    const subset = isLatin || !latinExt.test(letter) ? 'latin' : 'latin-ext';
    const printed = isLatin || subset === 'latin-ext' ? letter : '?';
    const last = runs.at(-1);
    if (last?.subset === subset) last.text += printed;
    else runs.push({ subset, text: printed });
  }
  return runs;
}
