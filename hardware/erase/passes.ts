import { fillStream, streamKey } from './random-stream.ts';

/** What an overwrite by the host writes: every addressable byte, `passes` times. */
export interface Overwrite {
  readonly pattern: 'zero' | 'random';
  readonly passes: number;
  readonly seed: Uint8Array;
}

/** What one pass leaves on the medium: the same byte everywhere, or a stream that is made for each place. */
export type PassContent =
  | { readonly kind: 'constant'; readonly byte: 0x00 | 0xff }
  | { readonly kind: 'stream'; readonly fill: (offset: number, into: Uint8Array) => void };

/**
 * The content of pass number `pass`, from 0. Passes go in pairs, counted from the end: a pattern, and before it its
 * complement (the two passes that public excerpts of NIST SP 800-88 Rev. 1 ask for on USB flash). So zeros end in
 * zeros, with ones before them, and the last random pass is its stream as it is. Every pair of random passes has a
 * stream of its own.
 */
export function passContent({ pattern, passes, seed }: Overwrite, pass: number): PassContent {
  const complement = (passes - 1 - pass) % 2 === 1;
  if (pattern === 'zero') return { kind: 'constant', byte: complement ? 0xff : 0x00 };
  const key = streamKey(seed, complement ? pass + 1 : pass);
  return {
    kind: 'stream',
    fill: (offset, into) => {
      fillStream(key, offset, into, complement);
    },
  };
}
