import type { Sound } from '../../contract/views.ts';

/**
 * Five short sounds that can be told apart with closed eyes: by number of notes, direction and roughness. `ok` is
 * soft and short, `stop` long and harsh. Never the only channel.
 */
interface Note {
  readonly hz: number;
  readonly atMs: number;
  readonly forMs: number;
  readonly wave: OscillatorType;
  readonly gain: number;
}

const scores: Record<Sound, readonly Note[]> = {
  ok: [{ hz: 880, atMs: 0, forMs: 90, wave: 'sine', gain: 0.6 }],
  already: [
    { hz: 587, atMs: 0, forMs: 60, wave: 'sine', gain: 0.5 },
    { hz: 587, atMs: 110, forMs: 60, wave: 'sine', gain: 0.5 },
  ],
  wrong_place: [
    { hz: 660, atMs: 0, forMs: 110, wave: 'triangle', gain: 0.8 },
    { hz: 440, atMs: 130, forMs: 110, wave: 'triangle', gain: 0.8 },
    { hz: 660, atMs: 260, forMs: 110, wave: 'triangle', gain: 0.8 },
  ],
  stop: [
    { hz: 196, atMs: 0, forMs: 320, wave: 'sawtooth', gain: 0.8 },
    { hz: 185, atMs: 0, forMs: 320, wave: 'sawtooth', gain: 0.8 },
    { hz: 147, atMs: 340, forMs: 360, wave: 'sawtooth', gain: 0.8 },
  ],
  done: [
    { hz: 523, atMs: 0, forMs: 120, wave: 'sine', gain: 0.6 },
    { hz: 659, atMs: 130, forMs: 120, wave: 'sine', gain: 0.6 },
    { hz: 784, atMs: 260, forMs: 240, wave: 'sine', gain: 0.6 },
  ],
};

const volumeKey = 'custos.volume';

/** The loudness kept on this computer, 0 to 1. */
export function volume(): number {
  const kept = Number.parseFloat(globalThis.localStorage?.getItem(volumeKey) ?? '');
  return Number.isFinite(kept) ? Math.min(1, Math.max(0, kept)) : 0.6;
}

export function setVolume(value: number): void {
  globalThis.localStorage?.setItem(volumeKey, String(value));
}

let context: AudioContext | undefined;

export const earcons = {
  /** Plays one sound; silent where the page may not make any. */
  play(sound: Sound): void {
    const loud = volume();
    if (loud === 0 || typeof AudioContext === 'undefined') return;
    context ??= new AudioContext();
    if (context.state === 'suspended') void context.resume();
    for (const note of scores[sound]) sing(context, note, loud);
  },
};

function sing(audio: AudioContext, note: Note, loud: number): void {
  const start = audio.currentTime + note.atMs / 1000;
  const end = start + note.forMs / 1000;
  const voice = audio.createOscillator();
  const level = audio.createGain();
  voice.type = note.wave;
  voice.frequency.value = note.hz;
  level.gain.setValueAtTime(0, start);
  level.gain.linearRampToValueAtTime(note.gain * loud * 0.5, start + 0.008);
  level.gain.setValueAtTime(note.gain * loud * 0.5, end - 0.02);
  level.gain.linearRampToValueAtTime(0, end);
  voice.connect(level).connect(audio.destination);
  voice.start(start);
  voice.stop(end);
}
