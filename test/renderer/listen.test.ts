// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { listen } from '../../renderer/scan/listen.ts';

let scans: string[];
let keys: string[];
let stop: () => void;
let nowMs: number;

beforeEach(() => {
  vi.useFakeTimers();
  scans = [];
  keys = [];
  nowMs = 1000;
  document.body.innerHTML =
    '<input id="field" value="old words"><button id="press">Press</button><div role="dialog"><input id="inside"></div>';
  stop = listen(window, { onScan: (text) => scans.push(text), onKey: (key) => keys.push(key) });
});
afterEach(() => {
  stop();
  vi.useRealTimers();
});

/** One key the way a browser gives it: keydown, and when nobody swallowed it, the character lands in a focused field. */
function press(key: string, afterMs: number): boolean {
  nowMs += afterMs;
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true });
  Object.defineProperty(event, 'timeStamp', { value: nowMs });
  const target = document.activeElement ?? document.body;
  const passed = target.dispatchEvent(event);
  if (passed && key.length === 1 && target instanceof HTMLInputElement) target.value += key;
  return passed;
}

function send(text: string, gapMs: number): void {
  for (const char of text) press(char, gapMs);
}

function field(id: string): HTMLInputElement {
  const found = document.getElementById(id);
  if (!(found instanceof HTMLInputElement)) throw new Error(`no field ${id}`);
  return found;
}

describe('the ears of the window', () => {
  it('hear the first scan right after load, with no focus anywhere', () => {
    send('ZL2A9K7M', 5);
    expect(press('Enter', 5)).toBe(false);
    expect(scans).toEqual(['ZL2A9K7M']);
  });

  it('hear a scan without a suffix once it settles', () => {
    send('ZL2A9K7M', 5);
    vi.advanceTimersByTime(400);
    expect(scans).toEqual(['ZL2A9K7M']);
  });

  it('keep a scan whole when the machine stalls in it: the keys’ own times count, not when they arrive', () => {
    for (const [at, char] of [...'CU-C-RELEASE'].entries()) {
      press(char, 4);
      if (at === 1) vi.advanceTimersByTime(1000);
    }
    press('Enter', 4);
    expect(scans).toEqual(['CU-C-RELEASE']);
  });

  it('wait longer for the rest of a scan once the scanner was seen to send Enter', () => {
    send('ZL2A9K7M', 5);
    press('Enter', 5);
    for (const [at, char] of [...'CU-C-RELEASE'].entries()) {
      press(char, 4);
      if (at === 7) vi.advanceTimersByTime(1000);
    }
    press('Enter', 4);
    expect(scans).toEqual(['ZL2A9K7M', 'CU-C-RELEASE']);
  });

  it('take a scan back out of a field and put the old value there again', () => {
    field('field').focus();
    send('ZL2A9K7M', 5);
    press('Enter', 5);
    expect(field('field').value).toBe('old words');
    expect(scans).toEqual(['ZL2A9K7M']);
  });

  it('tell the field’s listeners of the old value, so that a form does not keep the taken characters', () => {
    const heard: string[] = [];
    field('field').addEventListener('input', () => heard.push(field('field').value));
    field('field').focus();
    send('ZL2A', 5);
    expect(heard).toEqual(['old words']);
  });

  it('keep what a person typed right before the scan', () => {
    field('field').focus();
    send(' ab', 120);
    nowMs += 200;
    send('ZL2A9K7M', 5);
    press('Enter', 5);
    expect(field('field').value).toBe('old words ab');
  });

  it('leave typing in a field alone', () => {
    field('field').focus();
    send(' and new', 90);
    vi.advanceTimersByTime(500);
    expect(field('field').value).toBe('old words and new');
    expect(scans).toEqual([]);
  });

  it('hear a scan in a dialog', () => {
    field('inside').focus();
    send('5000C500A1B2C3D4', 3);
    press('Tab', 3);
    expect(scans).toEqual(['5000C500A1B2C3D4']);
    expect(field('inside').value).toBe('');
  });

  it('do not let the Enter of a scan press the focused button, and let a person’s Enter through', () => {
    document.getElementById('press')?.focus();
    send('ZL2A9K7M', 5);
    expect(press('Enter', 5)).toBe(false);
    expect(press('Enter', 400)).toBe(true);
  });

  it('report a single key as a shortcut only outside of fields and only when it was no scan', () => {
    press('?', 500);
    vi.advanceTimersByTime(200);
    expect(keys).toEqual(['?']);
    nowMs += 1000;
    send('?A12345', 5);
    press('Enter', 5);
    expect(keys).toEqual(['?']);
    field('field').focus();
    press('b', 900);
    vi.advanceTimersByTime(200);
    expect(keys).toEqual(['?']);
  });
});
