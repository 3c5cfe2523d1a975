import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { Shape, State } from '../../renderer/parts/shape.tsx';
import type { Mark } from '../../renderer/words/states.ts';

/*
 * The palette as people with other colour vision see it. Matrices for full protanopia and deuteranopia: Machado,
 * Oliveira and Fernandes (2009), in linear RGB; achromatopsia: relative luminance alone.
 */

type Rgb = readonly [number, number, number];
type Matrix = readonly [Rgb, Rgb, Rgb];
const visions: Readonly<Record<'protanopia' | 'deuteranopia' | 'achromatopsia', Matrix>> = {
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  achromatopsia: [
    [0.2126, 0.7152, 0.0722],
    [0.2126, 0.7152, 0.0722],
    [0.2126, 0.7152, 0.0722],
  ],
};
const inks: Readonly<Record<Mark, string>> = {
  waiting: 'ink-2',
  running: 'running',
  proven: 'proven',
  stopped: 'stopped',
  disputed: 'disputed',
  unknown: 'ink-2',
};
const marks = Object.keys(inks) as Mark[]; // the keys of a literal
const tokens = readFileSync(resolve(import.meta.dirname, '../../renderer/style/tokens.css'), 'utf8');

/** The tokens of one surface, as the sheet has them. */
function surface(theme: 'light' | 'dark'): (name: string) => Rgb {
  const block = new RegExp(`:root\\[data-theme='${theme}'\\] \\{([^}]+)\\}`).exec(tokens)?.[1] ?? '';
  return (name) => {
    const [, r, g, b] = new RegExp(`--${name}: #([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2});`).exec(block) ?? [];
    if (r === undefined || g === undefined || b === undefined) throw new Error(`${theme} has no colour ${name}`);
    return [linear(r), linear(g), linear(b)];
  };
}

function linear(hex: string): number {
  const part = Number.parseInt(hex, 16) / 255;
  return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
}

function seen([r, g, b]: Rgb, [x, y, z]: Matrix): Rgb {
  const part = ([fromR, fromG, fromB]: Rgb): number => Math.min(1, Math.max(0, fromR * r + fromG * g + fromB * b));
  return [part(x), part(y), part(z)];
}

const luminance = ([r, g, b]: Rgb): number => 0.2126 * r + 0.7152 * g + 0.0722 * b;

function contrast(left: Rgb, right: Rgb): number {
  const [low = 0, high = 0] = [luminance(left), luminance(right)].toSorted((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

describe.each(['light', 'dark'] as const)('on the %s surface', (theme) => {
  const colour = surface(theme);
  /** Pairs of tokens that are fainter than 4.5:1 to somebody. */
  const faint = (pairs: readonly (readonly [string, string])[]): readonly string[] =>
    Object.entries(visions).flatMap(([vision, matrix]) =>
      pairs.flatMap(([front, back]) => {
        const ratio = contrast(seen(colour(front), matrix), seen(colour(back), matrix));
        return ratio < 4.5 ? [`${front} on ${back} with ${vision}: ${ratio.toFixed(2)}`] : [];
      }),
    );

  it('every state word and shape stands out from its ground', () => {
    expect(faint(marks.flatMap((mark) => ['plate', 'ground', 'well'].map((ground) => [inks[mark], ground] as const)))).toEqual([]);
  });

  it('a lamp that is lit can be read', () => {
    expect(faint(['proven', 'stopped', 'disputed'].map((lamp) => [`lamp-${lamp}-ink`, `lamp-${lamp}`] as const))).toEqual([]);
  });
});

describe('where colours come to look alike', () => {
  it('no two states have the same shape, with all colour taken away', () => {
    const plain = marks.map((mark) => renderToStaticMarkup(<Shape mark={mark} />).replace(/ink-[a-z]+/, ''));
    expect(new Set(plain).size).toBe(marks.length);
  });

  it('a state is never shown without its word', () => {
    for (const mark of marks) expect(renderToStaticMarkup(<State mark={mark} word="Said in words" />)).toContain('Said in words');
  });

  it('the simulation loses what people lose: a red and a dark green come close', () => {
    const [red, green]: readonly [Rgb, Rgb] = [
      [0.4, 0, 0],
      [0, 0.15, 0],
    ];
    const apart = (left: Rgb, right: Rgb): number => Math.hypot(left[0] - right[0], left[1] - right[1], left[2] - right[2]);
    for (const matrix of Object.values(visions)) expect(apart(seen(red, matrix), seen(green, matrix))).toBeLessThan(apart(red, green) / 2);
  });
});
