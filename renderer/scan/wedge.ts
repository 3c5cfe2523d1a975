/**
 * Tells a keyboard-wedge scanner from a person by the clock. A scanner sends at least `minChars` characters with
 * gaps under `maxGapMs`; no person does. Pure: key events with their own times go in, orders to the listener come
 * out. Repeats are the station's business and pass through.
 */

/** Limits that part a scanner from fingers, in milliseconds and characters. */
export const wedgeLimits = { minChars: 4, maxGapMs: 50, settleMs: 120, scanSettleMs: 300, suffixWaitMs: 1500 } as const;

/** One key event, cut down to what matters. `atMs` is the event's own time, not the time it was handled. */
export interface KeyIn {
  readonly type: 'down' | 'up';
  readonly key: string;
  readonly code: string;
  readonly ctrl: boolean;
  readonly alt: boolean;
  readonly meta: boolean;
  /** Caps Lock is on, so letters arrive with the wrong case. */
  readonly caps: boolean;
  readonly atMs: number;
}

/** What the listener does with the event that was just given. */
export type Order =
  /** Let the page have it. */
  | { readonly kind: 'pass' }
  /** The page never sees it. */
  | { readonly kind: 'swallow' }
  /** It was a scan all along: put the focused field back as it was before the burst, and swallow. */
  | { readonly kind: 'take_back' }
  /** The scan is whole. */
  | { readonly kind: 'scan'; readonly text: string };

/** A burst of characters that may become a scan. */
export interface Wedge {
  readonly text: string;
  readonly lastMs: number;
  readonly scanning: boolean;
  /** Alt plus number-pad digits, as some scanners send control characters. */
  readonly altDigits: string;
  /** An Alt code is open: Alt is held. */
  readonly alt: boolean;
  /** The last scan ended in Enter or Tab: so will the next one, and a machine that stalls may take its time over it. */
  readonly suffixed: boolean;
}

export const idleWedge: Wedge = {
  text: '',
  lastMs: Number.NEGATIVE_INFINITY,
  scanning: false,
  altDigits: '',
  alt: false,
  suffixed: false,
};

/** Nothing held; what was learnt about the scanner stays. */
function idle(suffixed: boolean): Wedge {
  return { ...idleWedge, suffixed };
}

export interface Step {
  readonly wedge: Wedge;
  readonly orders: readonly Order[];
}

const pass: readonly Order[] = [{ kind: 'pass' }];
const swallow: readonly Order[] = [{ kind: 'swallow' }];

/** Takes one key event. The last order but `scan` says what becomes of the event itself. */
export function step(wedge: Wedge, event: KeyIn): Step {
  if (event.type === 'up') return keyUp(wedge, event);
  if (wedge.text !== '' && event.atMs - wedge.lastMs >= gapLimitMs(wedge)) {
    const ended = settle(wedge);
    const next = step(ended.wedge, event);
    return { wedge: next.wedge, orders: [...ended.orders, ...next.orders] };
  }
  if (event.key === 'Alt') return { wedge: { ...wedge, alt: true, altDigits: '' }, orders: wedge.scanning ? swallow : pass };
  if (isModifier(event.key)) return { wedge, orders: wedge.scanning ? swallow : pass };
  if (wedge.alt && event.alt && /^Numpad\d$/.test(event.code)) {
    return { wedge: { ...wedge, altDigits: wedge.altDigits + event.code.slice(-1) }, orders: wedge.text === '' ? pass : swallow };
  }
  if (event.key === 'Enter' || event.key === 'Tab') return suffix(wedge);
  const char = charOf(wedge, event);
  if (char === undefined)
    return { wedge: idle(wedge.suffixed), orders: wedge.scanning ? [{ kind: 'scan', text: wedge.text }, ...pass] : pass };
  return add(wedge, char, event.atMs);
}

/** Called when `quietMs` have passed without a key: a scan without a suffix is whole now. */
export function settle(wedge: Wedge): Step {
  if (!wedge.scanning) return { wedge: idle(wedge.suffixed), orders: [] };
  return { wedge: idle(false), orders: [{ kind: 'scan', text: wedge.text }] };
}

/** True while characters are held that may yet become a scan. */
export function pending(wedge: Wedge): boolean {
  return wedge.text !== '';
}

/** The gap in milliseconds that ends the burst at hand. */
export function gapLimitMs(wedge: Wedge): number {
  // Once it is surely a scanner, a hiccup of the machine may stretch a gap.
  return wedge.scanning ? wedgeLimits.scanSettleMs : wedgeLimits.maxGapMs;
}

/** How long the listener waits for one more key. Longer in a scan, longest where Enter will come: a machine that stalls must not tear it in two. */
export function quietMs(wedge: Wedge): number {
  if (!wedge.scanning) return wedgeLimits.settleMs;
  return wedge.suffixed ? wedgeLimits.suffixWaitMs : wedgeLimits.scanSettleMs;
}

function add(wedge: Wedge, char: string, atMs: number): Step {
  const text = wedge.text + char;
  const next = { ...wedge, text, lastMs: atMs };
  if (wedge.scanning) return { wedge: next, orders: swallow };
  if (text.length >= wedgeLimits.minChars) return { wedge: { ...next, scanning: true }, orders: [{ kind: 'take_back' }] };
  return { wedge: next, orders: pass };
}

function suffix(wedge: Wedge): Step {
  if (!wedge.scanning) return { wedge: idle(wedge.suffixed), orders: pass };
  return { wedge: idle(true), orders: [{ kind: 'swallow' }, { kind: 'scan', text: wedge.text }] };
}

function keyUp(wedge: Wedge, event: KeyIn): Step {
  if (event.key !== 'Alt' || !wedge.alt) return { wedge, orders: wedge.scanning ? swallow : pass };
  const code = Number.parseInt(wedge.altDigits, 10);
  const closed = { ...wedge, alt: false, altDigits: '' };
  if (wedge.text === '' || !(code > 0 && code < 128)) return { wedge: closed, orders: pass };
  return add(closed, String.fromCharCode(code), event.atMs);
}

/**
 * The character a key event stands for, or undefined when it stands for none. Control characters such as GS come
 * as Ctrl plus a key (Ctrl+] is 1D) and count only inside a burst, so that shortcuts stay shortcuts.
 */
function charOf(wedge: Wedge, event: KeyIn): string | undefined {
  if (event.meta) return undefined;
  if (event.key.length !== 1) return undefined;
  if (event.ctrl && !event.alt) {
    const code = event.key.toUpperCase().charCodeAt(0);
    return wedge.text !== '' && code >= 0x40 && code <= 0x5f ? String.fromCharCode(code & 0x1f) : undefined;
  }
  if (!event.caps) return event.key;
  const upper = event.key.toUpperCase();
  return event.key === upper ? event.key.toLowerCase() : upper;
}

function isModifier(key: string): boolean {
  return key === 'Shift' || key === 'Control' || key === 'Meta' || key === 'CapsLock' || key === 'AltGraph' || key === 'NumLock';
}
