import { describe, expect, test } from 'vitest';
import { type Overwrite, passContent } from '../../../hardware/erase/passes.ts';
import { fillStream, streamKey } from '../../../hardware/erase/random-stream.ts';

const seed = new Uint8Array(32).fill(9);

function constants(passes: number): number[] {
  return Array.from({ length: passes }, (_, pass) => {
    const content = passContent({ pattern: 'zero', passes, seed }, pass);
    return content.kind === 'constant' ? content.byte : -1;
  });
}

function bytesOf(order: Overwrite, pass: number): Buffer {
  const content = passContent(order, pass);
  const into = Buffer.alloc(64);
  if (content.kind === 'stream') content.fill(4096, into);
  return into;
}

describe('the passes of an overwrite', () => {
  test('of zeros take turns with ones and always end in zeros', () => {
    expect([1, 2, 3, 4].map(constants)).toEqual([[0], [0xff, 0], [0, 0xff, 0], [0xff, 0, 0xff, 0]]);
  });

  test('of random bytes are a stream and before it its complement, each pair with a stream of its own', () => {
    const order: Overwrite = { pattern: 'random', passes: 4, seed };
    const passes = [0, 1, 2, 3].map((pass) => bytesOf(order, pass));
    const flipped = (bytes: Buffer | undefined): Buffer => Buffer.from((bytes ?? Buffer.alloc(0)).map((byte) => 255 - byte));
    expect(flipped(passes[0]).equals(passes[1] ?? Buffer.alloc(0))).toBe(true);
    expect(flipped(passes[2]).equals(passes[3] ?? Buffer.alloc(0))).toBe(true);
    expect(new Set(passes.map((bytes) => bytes.toString('hex'))).size).toBe(4);
  });

  test('end in the plain stream of the last pass, which is what the read-back expects', () => {
    for (const passes of [1, 2, 3]) {
      const expected = Buffer.alloc(64);
      fillStream(streamKey(seed, passes - 1), 4096, expected);
      expect(bytesOf({ pattern: 'random', passes, seed }, passes - 1).equals(expected)).toBe(true);
    }
  });
});
