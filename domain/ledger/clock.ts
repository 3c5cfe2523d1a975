import type { Bytes } from '../bytes.ts';
import { utf8 } from '../bytes.ts';
import type { EventTime } from './event.ts';

/** Hybrid logical clock: milliseconds and a counter for events of the same millisecond. Its text sorts like its value. */
export interface HybridTime {
  readonly ms: number;
  readonly counter: number;
}

/** A remote value further ahead than this is not adopted, only flagged. */
export const maxRemoteLeadMs = 600_000;

export function formatHybrid({ ms, counter }: HybridTime): string {
  return ms.toString(16).padStart(12, '0') + counter.toString(16).padStart(4, '0');
}

export function parseHybrid(text: string): HybridTime | undefined {
  if (!/^[0-9a-f]{16}$/.test(text)) return undefined;
  return { ms: Number.parseInt(text.slice(0, 12), 16), counter: Number.parseInt(text.slice(12), 16) };
}

/** The next value of the own clock: never below the last, never below the wall clock. */
export function tickHybrid(own: HybridTime, wallMs: number): HybridTime {
  if (wallMs > own.ms) return { ms: wallMs, counter: 0 };
  return own.counter < 0xffff ? { ms: own.ms, counter: own.counter + 1 } : { ms: own.ms + 1, counter: 0 };
}

/** Takes in a remote value: the larger one wins, unless it lies too far ahead of the corrected wall clock. */
export function receiveHybrid(
  own: HybridTime,
  remote: HybridTime,
  correctedMs: number,
): { readonly time: HybridTime; readonly adopted: boolean } {
  if (remote.ms > correctedMs + maxRemoteLeadMs) return { time: own, adopted: false };
  return { time: formatHybrid(remote) > formatHybrid(own) ? remote : own, adopted: true };
}

/** How a station's wall clock stands to a source. */
export interface ClockOffset {
  readonly src: 'registry' | 'ntp';
  /** Milliseconds to add to the wall clock. */
  readonly offsetMs: number;
  /** Wall clock time of the exchange, in ms. */
  readonly measuredAtMs: number;
}

/** The `time` member of an event. `wallMs` is Unix time in ms as the machine shows it. */
export function eventTimeOf(input: {
  readonly wallMs: number;
  readonly hybrid: HybridTime;
  readonly boot: string;
  readonly monoMs: number;
  readonly offset: ClockOffset | undefined;
}): EventTime {
  const { wallMs, hybrid, boot, monoMs, offset } = input;
  return {
    wall: new Date(wallMs).toISOString(),
    hlc: formatHybrid(hybrid),
    boot,
    mono: Math.max(0, Math.floor(monoMs)),
    src: offset?.src ?? 'none',
    off: offset?.offsetMs ?? 0,
    age: offset === undefined ? 0 : Math.max(0, Math.floor((wallMs - offset.measuredAtMs) / 1000)),
  };
}

/** The four stamps of one time exchange, each in ms: the station's wall before and after, the registry's answer. */
export interface TimeSample {
  readonly sentMs: number;
  readonly registryMs: number;
  readonly receivedMs: number;
}

/** Offset from the sample with the least round trip; undefined without samples. The registry stamps once, so its two stamps are one. */
export function bestOffset(samples: readonly TimeSample[]): { readonly offsetMs: number; readonly roundTripMs: number } | undefined {
  const trip = (sample: TimeSample): number => sample.receivedMs - sample.sentMs;
  const best = samples.filter((sample) => trip(sample) >= 0).sort((left, right) => trip(left) - trip(right))[0];
  if (best === undefined) return undefined;
  return { offsetMs: Math.round(best.registryMs - (best.sentMs + best.receivedMs) / 2), roundTripMs: trip(best) };
}

/** What the ack key signs in a time answer. */
export function timeSigningBytes(nonce: string, ms: number): Bytes {
  return utf8(`custody-time/v1\n${nonce}\n${ms}\n`);
}
