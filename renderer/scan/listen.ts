import { gapLimitMs, idleWedge, pending, quietMs, settle, step, type KeyIn, type Order, type Wedge } from './wedge.ts';

/** What the listener reports. `onKey` gets single keys that were pressed by a person outside of any field. */
export interface Ears {
  /** `suffixed`: Enter or Tab ended the scan, not a silence. */
  readonly onScan: (text: string, suffixed: boolean) => void;
  readonly onKey?: (key: string) => void;
}

interface Held {
  readonly field: HTMLInputElement | HTMLTextAreaElement;
  readonly value: string;
  readonly start: number | null;
  readonly end: number | null;
}

/**
 * Listens on the whole window, before anything else does. Characters of a scan that had already reached a field
 * are taken back and the field's old value is restored; Enter and Tab of a scan press and move nothing.
 *
 * @returns a function that stops listening
 */
export function listen(target: Window, ears: Ears): () => void {
  let wedge: Wedge = idleWedge;
  let held: Held | undefined;
  let single: string | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const finish = (): void => {
    // Characters that are no scan yet stay: this clock also runs while the machine stalls, and only the keys' own
    // times tell whether the next one belongs to them.
    if (!wedge.scanning) {
      const key = single;
      single = undefined;
      if (key !== undefined) ears.onKey?.(key);
      return;
    }
    const ended = settle(wedge);
    wedge = ended.wedge;
    single = undefined;
    obey(ended.orders);
    held = undefined;
  };
  const obey = (orders: readonly Order[], event?: KeyboardEvent): void => {
    for (const order of orders) {
      if (order.kind === 'scan') ears.onScan(order.text, event?.key === 'Enter' || event?.key === 'Tab');
      else if (order.kind !== 'pass' && event !== undefined) {
        event.preventDefault();
        event.stopImmediatePropagation();
        if (order.kind === 'take_back' && held !== undefined) restore(held);
      }
    }
  };
  const heard = (event: KeyboardEvent): void => {
    if (event.isComposing) return;
    const fresh = !pending(wedge) || event.timeStamp - wedge.lastMs >= gapLimitMs(wedge);
    if (event.type === 'keydown' && fresh) {
      held = fieldOf(target.document.activeElement);
      single = held === undefined && plain(event) ? event.key : undefined;
    } else if (event.type === 'keydown' && event.key !== 'Shift') single = undefined;
    const next = step(wedge, keyIn(event));
    wedge = next.wedge;
    obey(next.orders, event);
    clearTimeout(timer);
    if (pending(wedge)) timer = setTimeout(finish, quietMs(wedge));
  };
  target.addEventListener('keydown', heard, true);
  target.addEventListener('keyup', heard, true);
  return () => {
    clearTimeout(timer);
    target.removeEventListener('keydown', heard, true);
    target.removeEventListener('keyup', heard, true);
  };
}

function plain(event: KeyboardEvent): boolean {
  return event.key.length === 1 && !event.ctrlKey && !event.altKey && !event.metaKey;
}

function keyIn(event: KeyboardEvent): KeyIn {
  return {
    type: event.type === 'keyup' ? 'up' : 'down',
    key: event.key,
    code: event.code,
    ctrl: event.ctrlKey,
    alt: event.altKey,
    meta: event.metaKey,
    caps: event.getModifierState('CapsLock'),
    atMs: event.timeStamp,
  };
}

function fieldOf(element: Element | null): Held | undefined {
  if (!(element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement)) return undefined;
  if (element instanceof HTMLInputElement && !typedInto(element)) return undefined;
  return { field: element, value: element.value, start: element.selectionStart, end: element.selectionEnd };
}

function typedInto(input: HTMLInputElement): boolean {
  return !['button', 'checkbox', 'radio', 'range', 'submit', 'file'].includes(input.type);
}

/** Puts the value back the way a person would, so that React hears of it. */
function restore(held: Held): void {
  const prototype = Object.getPrototypeOf(held.field) as object; // every element has its class's prototype
  Object.getOwnPropertyDescriptor(prototype, 'value')?.set?.call(held.field, held.value);
  held.field.dispatchEvent(new Event('input', { bubbles: true }));
  held.field.setSelectionRange(held.start, held.end);
}
