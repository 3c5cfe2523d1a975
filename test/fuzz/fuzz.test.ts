import { afterAll, describe, expect, test } from 'vitest';
import { fuzz, keptInputs, tryInput } from './engine.ts';
import { parsers } from './parsers.ts';
import { forgetFiles } from './parsers/files.ts';

/** Enough to notice a parser that was broken today; `npm run fuzz` gives a million. */
const inputsInAll = 8_000;
const shares = parsers.reduce((sum, { share }) => sum + share, 0);

afterAll(forgetFiles);

describe.each(parsers.map((parser) => ({ parser, name: parser.name })))('the parser $name', ({ parser }) => {
  test('takes any input without a crash and claims nothing that the input does not hold', async () => {
    for (const input of await parser.seeds()) expect(await tryInput(parser, input)).toBeUndefined();
    for (const { file, input } of keptInputs(parser.name)) expect(await tryInput(parser, input), file).toBeUndefined();
    const to = Math.ceil((inputsInAll * parser.share) / shares);
    expect(await fuzz(parser, { seed: 1, from: 0, to })).toBeUndefined();
  });
});
