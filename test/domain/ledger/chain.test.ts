import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ChainLink } from '../../../domain/ledger/chain.ts';
import { chainFault, placeRun } from '../../../domain/ledger/chain.ts';
import { bestOffset, eventTimeOf, formatHybrid, parseHybrid, receiveHybrid, tickHybrid } from '../../../domain/ledger/clock.ts';
import { eventTime } from '../../../domain/ledger/event.ts';

const genesis = { epoch: 1, seq: 0, hash: 'h0' };
const chain: readonly ChainLink[] = Array.from({ length: 12 }, (_, i) => ({
  event: { station: 'st_01', epoch: 1, seq: i + 1, prev: `h${i}` },
  hash: `h${i + 1}`,
}));

/** A registry that holds the first `size` links. */
function place(size: number, from: number, links: readonly ChainLink[], frozen = false) {
  return placeRun({ head: { epoch: 1, seq: size, hash: `h${size}` }, frozen, epoch: 1, from, links, hashAt: (seq) => `h${seq}` });
}

describe('placing a run', () => {
  test('any part of the true chain is taken, known links first, or is a gap', () => {
    fc.assert(
      fc.property(fc.nat(12), fc.nat(11), fc.nat(12), (size, start, count) => {
        const links = chain.slice(start, start + count);
        const answer = place(size, start + 1, links);
        if (start > size) expect(answer).toEqual({ kind: 'gap' });
        else expect(answer).toEqual({ kind: 'accept', known: Math.max(0, Math.min(size, start + links.length) - start) });
      }),
    );
  });

  test('one link that differs is a fork at its place, wherever it stands', () => {
    for (let size = 0; size <= 12; size++) {
      for (let at = 0; at < 12; at++) {
        const known = chain.map((link, i) => (i === at ? { ...link, hash: 'other' } : link));
        const rewritten = place(size, 1, known);
        // A new link with another hash is simply another event; the link after it then names a past that is not there.
        expect(rewritten).toEqual(
          at < size ? { kind: 'fork', index: at } : at < 11 ? { kind: 'fork', index: at + 1 } : { kind: 'accept', known: size },
        );
        const strayed = chain.map((link, i) => (i === at ? { ...link, event: { ...link.event, prev: 'other' } } : link));
        expect(place(size, 1, strayed)).toEqual(at < size ? { kind: 'accept', known: size } : { kind: 'fork', index: at });
      }
    }
  });

  test('epoch comes before frozen, frozen before gap', () => {
    const head = { epoch: 2, seq: 1, hash: 'h1' };
    const run = (epoch: number, frozen: boolean) => placeRun({ head, frozen, epoch, from: 5, links: [], hashAt: () => '' }).kind;
    expect([run(1, true), run(3, true), run(2, true), run(2, false)]).toEqual(['epoch_closed', 'epoch_unknown', 'frozen', 'gap']);
  });
});

describe('a complete run', () => {
  test('is held to one station, one epoch, no gaps and each prev', () => {
    expect(chainFault(genesis, 'st_01', chain)).toBeUndefined();
    expect(chainFault(genesis, 'st_02', chain)).toEqual({ kind: 'wrong_station', index: 0 });
    expect(chainFault({ ...genesis, epoch: 2 }, 'st_01', chain)).toEqual({ kind: 'wrong_epoch', index: 0 });
    expect(chainFault(genesis, 'st_01', chain.toSpliced(4, 1))).toEqual({ kind: 'wrong_seq', index: 4 });
    expect(chainFault({ ...genesis, hash: 'x' }, 'st_01', chain)).toEqual({ kind: 'wrong_prev', index: 0 });
  });
});

describe('the hybrid clock', () => {
  const hybrid = fc.record({ ms: fc.nat(2 ** 31), counter: fc.nat(0xffff) });

  test('always goes up, whatever the wall clock does, and its text sorts so', () => {
    fc.assert(
      fc.property(hybrid, fc.nat(2 ** 31), (own, wallMs) => {
        const next = tickHybrid(own, wallMs);
        expect(formatHybrid(next) > formatHybrid(own)).toBe(true);
        expect(next.ms).toBeGreaterThanOrEqual(wallMs);
        expect(parseHybrid(formatHybrid(next))).toEqual(next);
      }),
    );
  });

  test('takes the larger remote value, but none from far ahead', () => {
    const own = { ms: 1000, counter: 3 };
    expect(receiveHybrid(own, { ms: 2000, counter: 0 }, 1000)).toEqual({ time: { ms: 2000, counter: 0 }, adopted: true });
    expect(receiveHybrid(own, { ms: 500, counter: 9 }, 1000)).toEqual({ time: own, adopted: true });
    expect(receiveHybrid(own, { ms: 601_001, counter: 0 }, 1000)).toEqual({ time: own, adopted: false });
  });

  test('is written with the vector of the protocol', () => {
    expect(
      eventTimeOf({
        wallMs: Date.parse('2026-11-22T14:11:03.123Z'),
        hybrid: { ms: 0x01a203989d53, counter: 0 },
        boot: 'b1',
        monoMs: 8123.7,
        offset: { src: 'registry', offsetMs: -12, measuredAtMs: Date.parse('2026-11-22T14:05:53.000Z') },
      }),
    ).toEqual({
      wall: '2026-11-22T14:11:03.123Z',
      hlc: '01a203989d530000',
      boot: 'b1',
      mono: 8123,
      src: 'registry',
      off: -12,
      age: 310,
    });
    expect(
      eventTime.parse(eventTimeOf({ wallMs: 0, hybrid: { ms: 0, counter: 0 }, boot: 'b1', monoMs: 0, offset: undefined })),
    ).toMatchObject({ src: 'none', off: 0, age: 0 });
  });

  test('the offset comes from the sample with the least round trip', () => {
    expect(
      bestOffset([
        { sentMs: 0, registryMs: 5000, receivedMs: 900 },
        { sentMs: 1000, registryMs: 1110, receivedMs: 1020 },
        { sentMs: 50, registryMs: 9, receivedMs: 40 },
      ]),
    ).toEqual({ offsetMs: 100, roundTripMs: 20 });
    expect(bestOffset([])).toBeUndefined();
  });
});
