import { detectionOdds } from '../domain/erase/sampling.ts';
import type { Verification } from './certificate.ts';

const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;

/** A capacity in decimal units, as drives are sold. */
export function capacity(bytes: number): string {
  let power = 0;
  let value = bytes;
  while (value >= 1000 && power < units.length - 1) {
    value /= 1000;
    power += 1;
  }
  const text = power === 0 || value >= 100 ? String(Math.floor(value)) : value.toFixed(value >= 10 ? 1 : 2);
  return `${text.includes('.') ? text.replace(/\.?0+$/, '') : text} ${units[power] ?? 'B'}`;
}

/** A whole number in groups of three. */
export function grouped(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ' ');
}

/** `13 h 02 min`, `4 min 10 s`, `8.2 s`, `41 ms`. */
export function duration(ms: number): string {
  if (ms < 1000) return `${ms} ms`;
  if (ms < 60_000) return `${(Math.floor(ms / 100) / 10).toString()} s`;
  const seconds = Math.floor(ms / 1000);
  const [days, hours, minutes] = [Math.floor(seconds / 86_400), Math.floor((seconds % 86_400) / 3600), Math.floor((seconds % 3600) / 60)];
  if (days > 0) return `${days} d ${hours} h`;
  if (hours > 0) return `${hours} h ${two(minutes)} min`;
  return `${minutes} min ${two(seconds % 60)} s`;
}

/** A station's time claim without its milliseconds. */
export function moment(wall: string): string {
  return `${wall.slice(0, 10)} ${wall.slice(11, 19)} UTC`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

export interface Strength {
  /** What was read, in plain figures. */
  readonly read: string;
  /** Odds of touching one unbroken remnant of a size; empty for a full read. */
  readonly odds: readonly { readonly remnantBytes: number; readonly percent: string }[];
}

/** How strong a read-back was: the share read, and the odds to touch an unbroken remnant of three sizes. Never rounded up. */
export function strengthOf({ evidence }: Verification, capacityBytes: number | undefined): Strength {
  if (evidence.kind === 'full') return { read: `every addressable byte, ${capacity(evidence.read_bytes)}`, odds: [] };
  if (capacityBytes === undefined || capacityBytes <= 0 || evidence.places < 1)
    return { read: `${grouped(evidence.places)} places, ${capacity(evidence.read_bytes)}`, odds: [] };
  const share = `${(Math.floor((evidence.read_bytes / capacityBytes) * 100_000) / 1000).toString()} %`;
  const placeBytes = Math.floor(evidence.read_bytes / evidence.places);
  const odds = [100, 1000, 10_000]
    .map((part) => Math.floor(capacityBytes / part))
    .filter((remnantBytes) => remnantBytes > 0)
    .map((remnantBytes) => ({
      remnantBytes,
      percent: floorPercent(detectionOdds(evidence.places, placeBytes, capacityBytes, remnantBytes)),
    }));
  return { read: `${grouped(evidence.places)} seeded places, ${capacity(evidence.read_bytes)}, ${share} of the drive`, odds };
}

function floorPercent(odds: number): string {
  if (odds >= 0.9999) return 'over 99.99 %';
  return `${(Math.floor(odds * 10_000) / 100).toString()} %`;
}
