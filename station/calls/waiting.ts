import type { Room } from '../room.ts';

/** A pause by the station's own timer, for feeds. */
export function waitIn(room: Room): (ms: number) => Promise<void> {
  return (ms) => new Promise((resolve) => room.parts.timer.after(ms, resolve));
}
