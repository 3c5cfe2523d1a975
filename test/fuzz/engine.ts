import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Fuzzed } from './fuzzed.ts';
import { inputFrom } from './mutate.ts';
import { randomOf } from './random.ts';

const corpus = fileURLToPath(new URL('corpus/', import.meta.url));

export interface Failure {
  readonly parser: string;
  readonly input: Uint8Array;
  readonly says: string;
}

/** Input `number` of a parser in the run of a seed: nothing else decides it. */
export function inputAt(parser: Fuzzed, seeds: readonly Uint8Array[], seed: number, number: number): Uint8Array {
  return inputFrom(seeds, randomOf(seed, parser.name, number));
}

/** Gives one input. @returns what is wrong, or undefined */
export async function tryInput(parser: Fuzzed, input: Uint8Array): Promise<string | undefined> {
  try {
    // The parser gets a copy at an odd place of a larger buffer: it may not lean on where its bytes lie, nor change them.
    const place = new Uint8Array(input.length + 3);
    place.set(input, 3);
    const given = place.subarray(3);
    const checked = parser.check(given);
    if (checked instanceof Promise) await checked;
    return Buffer.compare(given, input) === 0 ? undefined : 'the parser changed its input';
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  }
}

/** Inputs that failed once, as kept under corpus/: hex, one file each. */
export function keptInputs(name: string): readonly { readonly file: string; readonly input: Uint8Array }[] {
  const folder = join(corpus, name);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith('.hex'))
    .toSorted()
    .map((file) => ({ file, input: Uint8Array.from(Buffer.from(readFileSync(join(folder, file), 'utf8').replace(/\s/g, ''), 'hex')) }));
}

/** Keeps a failing input, named by its hash. @returns its path */
export function keepInput(failure: Failure): string {
  const folder = join(corpus, failure.parser);
  mkdirSync(folder, { recursive: true });
  const name = createHash('sha256').update(failure.input).digest('hex').slice(0, 12);
  const path = join(folder, `${name}.hex`);
  writeFileSync(
    path,
    `${Buffer.from(failure.input)
      .toString('hex')
      .replace(/(.{120})/g, '$1\n')}\n`,
  );
  return path;
}

const shrinkTries = 1000;

/** The shortest input, by taking pieces away, that fails with the same kind of words. */
export async function shrink(parser: Fuzzed, failure: Failure): Promise<Failure> {
  let best = failure;
  const kind = failure.says.replace(/[\d"].*$/s, '');
  let tries = 0;
  for (let piece = best.input.length >> 1; piece >= 1; piece >>= 1) {
    for (let at = 0; at + piece <= best.input.length && tries < shrinkTries; tries++) {
      const input = Uint8Array.from([...best.input.subarray(0, at), ...best.input.subarray(at + piece)]);
      const says = await tryInput(parser, input);
      if (says !== undefined && says.startsWith(kind)) best = { ...best, input, says };
      else at += piece;
    }
  }
  return best;
}

/** Inputs `from` up to `to` of a seed. Stops at the first failure. `tick` hears the number of each input before it is given. */
export async function fuzz(
  parser: Fuzzed,
  run: { readonly seed: number; readonly from: number; readonly to: number; readonly tick?: (number: number) => void },
): Promise<Failure | undefined> {
  const seeds = await parser.seeds();
  for (let number = run.from; number < run.to; number++) {
    run.tick?.(number);
    const input = inputAt(parser, seeds, run.seed, number);
    const says = await tryInput(parser, input);
    if (says !== undefined) return { parser: parser.name, input, says };
  }
  return undefined;
}
