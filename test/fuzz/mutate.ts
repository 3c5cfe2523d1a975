import type { Random } from './random.ts';

/* Turns valid vectors into nearly valid ones. Everything here is told by the random source alone. */

const tellingBytes = [0x00, 0x01, 0x02, 0x03, 0x05, 0x08, 0x09, 0x0a, 0x1b, 0x20, 0x40, 0x70, 0x72, 0x7f, 0x80, 0xa5, 0xbf, 0xfe, 0xff];
const longestRandom = 600;

/** One input: seven of ten are a valid vector changed a little, one is two of them joined, two are random. */
export function inputFrom(seeds: readonly Uint8Array[], random: Random): Uint8Array {
  const kind = random.below(10);
  if (seeds.length === 0 || kind >= 8) return random.bytes(random.below(random.chance(0.5) ? 40 : longestRandom));
  if (kind === 7) return splice(random.pick(seeds), random.pick(seeds), random);
  let bytes = random.pick(seeds);
  for (let times = random.below(4); times >= 0; times--) bytes = change(bytes, random);
  return bytes;
}

type Change = (bytes: Uint8Array, random: Random) => Uint8Array;

const changes: readonly Change[] = [
  flipBits,
  flipBits,
  setByte,
  setByte,
  setRun,
  truncate,
  lengthen,
  repeat,
  remove,
  swapNumber,
  (bytes) => bytes,
];

function change(bytes: Uint8Array, random: Random): Uint8Array {
  return random.pick(changes)(bytes, random);
}

function flipBits(bytes: Uint8Array, random: Random): Uint8Array {
  const copy = Uint8Array.from(bytes);
  for (let times = random.below(6); times >= 0 && copy.length > 0; times--) {
    const at = random.below(copy.length);
    copy[at] = (copy[at] ?? 0) ^ (1 << random.below(8));
  }
  return copy;
}

function setByte(bytes: Uint8Array, random: Random): Uint8Array {
  const copy = Uint8Array.from(bytes);
  // Headers decide more than bodies do: half of the changes go to the first 20 bytes.
  const reach = random.chance(0.5) ? Math.min(20, copy.length) : copy.length;
  if (reach > 0) copy[random.below(reach)] = random.pick(tellingBytes);
  return copy;
}

function setRun(bytes: Uint8Array, random: Random): Uint8Array {
  const from = random.below(bytes.length + 1);
  const to = Math.min(bytes.length, from + 1 + random.below(16));
  return Uint8Array.from(bytes).fill(random.pick([0x00, 0xff, 0x20, random.below(256)]), from, to);
}

/** Boundary lengths more often than others: the first few, and one short of the end. */
function truncate(bytes: Uint8Array, random: Random): Uint8Array {
  const lengths = [random.below(bytes.length + 1), random.below(20), bytes.length - 1, bytes.length & ~3, bytes.length >> 1];
  return bytes.slice(0, Math.max(0, random.pick(lengths)));
}

function lengthen(bytes: Uint8Array, random: Random): Uint8Array {
  const more = random.chance(0.5) ? new Uint8Array(1 + random.below(32)) : random.bytes(1 + random.below(32));
  return join(bytes, more);
}

function repeat(bytes: Uint8Array, random: Random): Uint8Array {
  const from = random.below(bytes.length + 1);
  const part = bytes.slice(from, from + 1 + random.below(64));
  return join(bytes.slice(0, from), part, bytes.slice(from));
}

function remove(bytes: Uint8Array, random: Random): Uint8Array {
  const from = random.below(bytes.length + 1);
  return join(bytes.slice(0, from), bytes.slice(from + 1 + random.below(16)));
}

/** A count at its ends: nothing, one, the largest, one below, with the highest bit. Either order of bytes. */
function swapNumber(bytes: Uint8Array, random: Random): Uint8Array {
  const width = random.pick([2, 4, 8]);
  const copy = Uint8Array.from(bytes);
  if (copy.length < width) return copy;
  const at = random.chance(0.5) ? random.below(Math.min(24, copy.length - width + 1)) : random.below(copy.length - width + 1);
  const top = 256n ** BigInt(width);
  const number = random.pick([0n, 1n, top - 1n, top - 2n, top / 2n, 0xffffffffn % top, 0x1fffffffffffffn % top, 0x20000000000000n % top]);
  const little = random.chance(0.5);
  for (let i = 0; i < width; i++) copy[at + i] = Number((number >> BigInt(8 * (little ? i : width - 1 - i))) & 0xffn);
  return copy;
}

function splice(left: Uint8Array, right: Uint8Array, random: Random): Uint8Array {
  return join(left.slice(0, random.below(left.length + 1)), right.slice(random.below(right.length + 1)));
}

export function join(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(parts));
}
