import { describe, expect, it } from 'vitest';
import { decideMove, isTrustedSender, mayLoad, maySave, modeOf } from '../../electron/navigation.ts';

describe('where the window may go', () => {
  it.each(['app://custos/', 'app://custos/index.html', 'app://custos/practice?x=1#y', 'APP://custos/', 'app://custos'])(
    'stays inside on %s',
    (url) => {
      expect(decideMove(url, 'navigate')).toEqual({ kind: 'allow' });
    },
  );

  it.each([
    ['https://custos/', 'foreign_scheme'],
    ['http://127.0.0.1:8000/', 'foreign_scheme'],
    ['file:///etc/passwd', 'foreign_scheme'],
    ['javascript:alert(1)', 'foreign_scheme'],
    ['data:text/html,<script>1</script>', 'foreign_scheme'],
    ['blob:app://custos/4b0c', 'foreign_scheme'],
    ['view-source:app://custos/', 'foreign_scheme'],
    ['chrome://settings', 'foreign_scheme'],
    ['devtools://devtools/bundled/inspector.html', 'foreign_scheme'],
    ['about:blank', 'foreign_scheme'],
    ['application://custos/', 'foreign_scheme'],
    ['app://evil/', 'foreign_host'],
    ['app://custos.evil.example/', 'foreign_host'],
    ['app://evil.example/custos/', 'foreign_host'],
    ['app://evil/?app://custos/', 'foreign_host'],
    ['app://evil/#app://custos/', 'foreign_host'],
    ['app://CUSTOS/', 'foreign_host'],
    ['app://custos%2f.evil/', 'foreign_host'],
    ['app:custos/', 'foreign_host'],
    ['app:///custos/', 'foreign_host'],
    ['app://custos@evil/', 'credentials'],
    ['app://custos:secret@evil/', 'credentials'],
    ['app://someone@custos/', 'credentials'],
    ['app://custos:80/', 'port'],
    ['', 'not_a_url'],
    ['/index.html', 'not_a_url'],
    ['//custos/', 'not_a_url'],
    ['app://cus tos/', 'not_a_url'],
    ['app://custos\\@evil/', 'credentials'],
  ] as const)('denies %s (%s), by link, by redirect and in a frame', (url, why) => {
    for (const way of ['navigate', 'redirect', 'frame'] as const) expect(decideMove(url, way)).toEqual({ kind: 'deny', why });
  });

  it('opens no second window, not even on its own page', () => {
    expect(decideMove('app://custos/', 'window')).toEqual({ kind: 'deny', why: 'new_window' });
  });
});

describe('what the page may load and save', () => {
  it.each([
    ['app://custos/assets/a.js', true],
    ['data:image/png;base64,AA==', true],
    ['blob:app://custos/4b0c', true],
    ['blob:https://evil.example/4b0c', false],
    ['blob:null/4b0c', false],
    ['https://example.com/a.js', false],
    ['ws://127.0.0.1:9000/', false],
    ['file:///etc/passwd', false],
    ['app://evil/a.js', false],
    ['nonsense', false],
  ])('%s: %s', (url, allowed) => expect(mayLoad(url)).toBe(allowed));

  it('saves only what the page made itself', () => {
    expect(maySave('blob:app://custos/4b0c')).toBe(true);
    expect(maySave('blob:https://evil.example/4b0c')).toBe(false);
    expect(maySave('data:text/html,x')).toBe(false);
    expect(maySave('app://custos/index.html')).toBe(false);
  });
});

describe('who is heard', () => {
  it('hears the top frame of its own page', () => expect(isTrustedSender({ url: 'app://custos/', parent: null })).toBe(true));
  it.each([
    ['a frame inside the page', { url: 'app://custos/', parent: {} }],
    ['a foreign page', { url: 'https://evil.example/', parent: null }],
    ['a look-alike host', { url: 'app://custos.evil/', parent: null }],
    ['an empty page', { url: 'about:blank', parent: null }],
    ['a frame that is gone', null],
  ])('does not hear %s', (_who, frame) => expect(isTrustedSender(frame)).toBe(false));
});

it.each([
  ['app://custos/', 'real'],
  ['app://custos/practice', 'practice'],
  ['app://custos/practice/drives', 'practice'],
  ['app://custos/practiced', 'real'],
  ['app://custos/?practice', 'real'],
] as const)('joins %s to the %s station', (url, mode) => expect(modeOf(url)).toBe(mode));
