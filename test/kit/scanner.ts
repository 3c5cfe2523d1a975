import type { CDPSession, Page } from 'playwright-core';

/**
 * Keys by the DevTools protocol, each with the time at which a hand or a scanner would have sent it. The window
 * tells a scanner from a person by these times alone, so a busy machine cannot tear a scan or rush a typist.
 */
interface Keys {
  readonly session: CDPSession;
  /** Unix seconds of the last key sent. */
  last: number;
}

const keysOf = new WeakMap<Page, Promise<Keys>>();

function keys(page: Page): Promise<Keys> {
  const known = keysOf.get(page);
  if (known !== undefined) return known;
  const made = page
    .context()
    .newCDPSession(page)
    .then((session) => ({ session, last: 0 }));
  keysOf.set(page, made);
  return made;
}

const enter = '\r';

/** Sends keys `gapMs` apart in their own time, all at once in ours: the browser takes them in order. */
async function send(page: Page, chars: readonly string[], gapMs: number): Promise<void> {
  const wedge = await keys(page);
  const start = Math.max(Date.now() / 1000, wedge.last + 0.3);
  const sent = chars.flatMap((char, at) => {
    const down = start + (at * gapMs) / 1000;
    const key = char === enter ? { key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 13 } : { key: char };
    return [
      wedge.session.send('Input.dispatchKeyEvent', { type: 'keyDown', ...key, text: char, timestamp: down }),
      wedge.session.send('Input.dispatchKeyEvent', { type: 'keyUp', ...key, timestamp: down + gapMs / 2000 }),
    ];
  });
  wedge.last = start + (chars.length * gapMs) / 1000;
  await Promise.all(sent);
}

/** Past this the window takes a scan without Enter for whole. */
const settledMs = 1700;

export interface Scanner {
  /** Sends a code as a keyboard wedge does: characters 4 ms apart, then Enter unless told otherwise. */
  scan(text: string, suffix?: 'enter' | 'none'): Promise<void>;
}

/** A keyboard-wedge scanner plugged into the machine that shows this page. */
export function scanner(page: Page): Scanner {
  return {
    async scan(text, suffix = 'enter') {
      await send(page, [...text, ...(suffix === 'enter' ? [enter] : [])], 4);
      if (suffix === 'none') await page.waitForTimeout(settledMs);
    },
  };
}

export interface Typist {
  /** Types as quick fingers do: 90 ms between two keys. */
  type(text: string): Promise<void>;
  press(key: string): Promise<void>;
  /** Presses Tab until the part with this accessible name has the focus; Shift+Tab with `back`. */
  tabTo(name: string | RegExp, back?: 'back'): Promise<void>;
}

const mostTabs = 120;

/** A person at the keyboard of this page. */
export function typist(page: Page): Typist {
  return {
    type: (text) => send(page, [...text], 90),
    press: (key) => page.keyboard.press(key),
    async tabTo(name, back) {
      const seen: string[] = [];
      for (let at = 0; at < mostTabs; at += 1) {
        const now = await focused(page);
        if (typeof name === 'string' ? now.includes(name) : name.test(now)) return;
        seen.push(now);
        await page.keyboard.press(back === 'back' ? 'Shift+Tab' : 'Tab');
      }
      throw new Error(`Tab never came to "${String(name)}"; it went through ${[...new Set(seen)].join(' | ')}`);
    },
  };
}

/** The words that a screen reader would say first of what has the focus. */
export function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    const element = document.activeElement;
    if (!(element instanceof HTMLElement) || element === document.body) return '';
    const labels = element instanceof HTMLInputElement ? [...(element.labels ?? [])].map((label) => label.innerText) : [];
    return [element.getAttribute('aria-label') ?? '', ...labels, element.matches('button, a, [role=button]') ? element.innerText : '']
      .join(' ')
      .trim();
  });
}
