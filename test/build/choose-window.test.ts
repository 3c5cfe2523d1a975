import { expect, it } from 'vitest';
import { type Choice, chooseWindow, type Facts } from '../../build/choose-window.mjs';

const linux: Facts = { platform: 'linux', env: {}, electron: undefined, download: 'not-tried', wantsBrowser: false };
const shown = { ...linux, env: { DISPLAY: ':0' } };
const binary = '/opt/electron/electron';

it.each<[string, Facts, Choice]>([
  ['a display and a binary open the window', { ...shown, electron: binary }, { kind: 'window', electron: binary }],
  [
    'Wayland counts as a display',
    { ...linux, env: { WAYLAND_DISPLAY: 'wayland-0' }, electron: binary },
    { kind: 'window', electron: binary },
  ],
  ['Windows always has a display', { ...linux, platform: 'win32', electron: binary }, { kind: 'window', electron: binary }],
  ['macOS always has a display', { ...linux, platform: 'darwin', electron: binary }, { kind: 'window', electron: binary }],
  ['a display without a binary is worth one download', shown, { kind: 'download' }],
  [
    'without a display nothing is downloaded',
    linux,
    { kind: 'browser', why: 'there is no display (DISPLAY and WAYLAND_DISPLAY are empty)' },
  ],
  [
    'an empty DISPLAY is no display',
    { ...linux, env: { DISPLAY: '' }, electron: binary },
    { kind: 'browser', why: 'there is no display (DISPLAY and WAYLAND_DISPLAY are empty)' },
  ],
  [
    'a failed download is not tried again',
    { ...shown, download: 'failed' },
    { kind: 'browser', why: 'Electron is not installed and its download did not work' },
  ],
  [
    'who asks for a browser gets one',
    { ...shown, electron: binary, wantsBrowser: true },
    { kind: 'browser', why: 'you asked for a browser' },
  ],
])('%s', (_title, facts, choice) => expect(chooseWindow(facts)).toEqual(choice));
