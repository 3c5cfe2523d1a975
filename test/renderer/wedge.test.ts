import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { idleWedge, quietMs, settle, step, type KeyIn, type Order, type Wedge } from '../../renderer/scan/wedge.ts';

/** Plays keys into the decoder the way a window would, with the settle timer, and collects what came out. */
function play(keys: readonly Partial<KeyIn>[]): { scans: string[]; passed: string; takenBack: number } {
  let wedge: Wedge = idleWedge;
  const scans: string[] = [];
  let passed = '';
  let takenBack = 0;
  const take = (orders: readonly Order[], key: string): void => {
    for (const order of orders) {
      if (order.kind === 'scan') scans.push(order.text);
      if (order.kind === 'pass' && key.length === 1) passed += key;
      if (order.kind === 'take_back') takenBack += 1;
    }
  };
  for (const part of keys) {
    const event: KeyIn = { type: 'down', key: '', code: '', ctrl: false, alt: false, meta: false, caps: false, atMs: 0, ...part };
    if (wedge.text !== '' && event.atMs - wedge.lastMs >= quietMs(wedge)) {
      const ended = settle(wedge);
      wedge = ended.wedge;
      take(ended.orders, '');
    }
    const next = step(wedge, event);
    wedge = next.wedge;
    take(next.orders, event.key);
  }
  take(settle(wedge).orders, '');
  return { scans, passed, takenBack };
}

function burst(
  text: string,
  options: { readonly startMs?: number; readonly gapMs?: number; readonly suffix?: string; readonly caps?: boolean } = {},
): Partial<KeyIn>[] {
  const gapMs = options.gapMs ?? 4;
  const keys: Partial<KeyIn>[] = [];
  let atMs = options.startMs ?? 0;
  for (const char of text) {
    if (/[A-Z]/.test(char)) keys.push({ key: 'Shift', atMs });
    if (char === '\u001d') keys.push({ key: ']', ctrl: true, atMs });
    else keys.push({ key: options.caps === true ? swapCase(char) : char, caps: options.caps === true, atMs });
    if (/[A-Z]/.test(char)) keys.push({ type: 'up', key: 'Shift', atMs });
    atMs += gapMs;
  }
  if (options.suffix !== undefined) keys.push({ key: options.suffix, atMs });
  return keys;
}

function swapCase(char: string): string {
  return char === char.toUpperCase() ? char.toLowerCase() : char.toUpperCase();
}

describe('the wedge tells a scanner from a person', () => {
  const cases: readonly { readonly name: string; readonly keys: readonly Partial<KeyIn>[]; readonly scans: readonly string[] }[] = [
    { name: 'a serial with an Enter suffix is one scan', keys: burst('ZL2A9K7M', { suffix: 'Enter' }), scans: ['ZL2A9K7M'] },
    { name: 'a serial with a Tab suffix is one scan', keys: burst('ZL2A9K7M', { suffix: 'Tab' }), scans: ['ZL2A9K7M'] },
    { name: 'a serial without a suffix is one scan once it settles', keys: burst('ZL2A9K7M'), scans: ['ZL2A9K7M'] },
    { name: 'four characters are enough', keys: burst('B-07', { suffix: 'Enter' }), scans: ['B-07'] },
    { name: 'three characters are not', keys: burst('B07', { suffix: 'Enter' }), scans: [] },
    { name: 'gaps of 49 ms are a scanner', keys: burst('WX12', { gapMs: 49 }), scans: ['WX12'] },
    { name: 'gaps of 50 ms are a person', keys: burst('WX12AB34', { gapMs: 50 }), scans: [] },
    { name: 'a person who types a serial is no scanner', keys: burst('ZL2A9K7M', { gapMs: 130, suffix: 'Enter' }), scans: [] },
    { name: 'a hiccup inside a scan does not cut it', keys: [...burst('ZL2A'), ...burst('9K7M', { startMs: 100 })], scans: ['ZL2A9K7M'] },
    {
      name: 'two scans after each other are two',
      keys: [...burst('ZL2A9K7M', { suffix: 'Enter' }), ...burst('5000C500A1B2C3D4', { startMs: 60, suffix: 'Enter' })],
      scans: ['ZL2A9K7M', '5000C500A1B2C3D4'],
    },
    {
      name: 'the same scan twice is reported twice, for the station to judge',
      keys: [...burst('ZL2A9K7M', { suffix: 'Enter' }), ...burst('ZL2A9K7M', { startMs: 400, suffix: 'Enter' })],
      scans: ['ZL2A9K7M', 'ZL2A9K7M'],
    },
    { name: 'Caps Lock does not change the case', keys: burst('zL2a9K7M', { caps: true, suffix: 'Enter' }), scans: ['zL2a9K7M'] },
    {
      name: 'a group separator sent as Ctrl and ] is kept',
      keys: burst('[)>06\u001dSZL2A\u001d1PST8', { suffix: 'Enter' }),
      scans: ['[)>06\u001dSZL2A\u001d1PST8'],
    },
    {
      name: 'an arrow key ends a scan and is no part of it',
      keys: [...burst('ZL2A9K7M'), { key: 'ArrowDown', atMs: 40 }],
      scans: ['ZL2A9K7M'],
    },
    {
      name: 'a person who starts typing right before a scan leaves the scan whole',
      keys: [...burst('x', { startMs: 0 }), ...burst('ZL2A9K7M', { startMs: 90, suffix: 'Enter' })],
      scans: ['ZL2A9K7M'],
    },
  ];
  for (const { name, keys, scans } of cases) it(name, () => expect(play(keys).scans).toEqual(scans));

  it('a group separator sent as Alt and number-pad digits is kept', () => {
    const alt: Partial<KeyIn>[] = [
      { key: 'Alt', alt: true, atMs: 13 },
      ...['0', '2', '9'].map((digit) => ({ key: digit, code: `Numpad${digit}`, alt: true, atMs: 14 })),
      { type: 'up', key: 'Alt', atMs: 15 },
    ];
    const { scans } = play([...burst('SZL2'), ...alt, ...burst('1PST', { startMs: 18, suffix: 'Enter' })]);
    expect(scans).toEqual(['SZL2\u001d1PST']);
  });

  it('Ctrl and a letter stay a shortcut outside of a burst', () => {
    expect(play([{ key: 'c', ctrl: true, atMs: 0 }])).toEqual({ scans: [], passed: 'c', takenBack: 0 });
  });

  it('lets at most the first three characters through, and takes them back once', () => {
    const { passed, takenBack } = play(burst('ZL2A9K7M', { suffix: 'Enter' }));
    expect(passed).toBe('ZL2');
    expect(takenBack).toBe(1);
  });
});

describe('whatever is scanned or typed', () => {
  const printable = fc.string({
    unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)),
    minLength: 4,
    maxLength: 60,
  });

  it('a burst of four or more printable characters comes out as it went in, for any speed of scanner and any suffix', () => {
    fc.assert(
      fc.property(
        printable,
        fc.integer({ min: 0, max: 49 }),
        fc.constantFrom('Enter', 'Tab', undefined),
        fc.boolean(),
        (text, gapMs, suffix, caps) => {
          expect(play(burst(text, { gapMs, caps, ...(suffix === undefined ? {} : { suffix }) })).scans).toEqual([text]);
        },
      ),
    );
  });

  it('typing with gaps of 50 ms or more is never a scan and every character reaches the page', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0x20, max: 0x7e }), fc.integer({ min: 50, max: 900 })), { minLength: 1, maxLength: 40 }),
        (typed) => {
          let atMs = 0;
          const keys = typed.map(([code, gap]) => ({ key: String.fromCharCode(code), atMs: (atMs += gap) }));
          const { scans, passed } = play(keys);
          expect(scans).toEqual([]);
          expect(passed).toBe(keys.map(({ key }) => key).join(''));
        },
      ),
    );
  });

  it('a train of scans keeps its number and order', () => {
    fc.assert(
      fc.property(fc.array(printable, { minLength: 1, maxLength: 6 }), (texts) => {
        let startMs = 0;
        const keys = texts.flatMap((text) => {
          const part = burst(text, { startMs, suffix: 'Enter' });
          startMs += text.length * 4 + 5;
          return part;
        });
        expect(play(keys).scans).toEqual(texts);
      }),
    );
  });
});
