/**
 * Decides how `start` shows the station: in the desktop window or in a browser on loopback.
 *
 * @param {import('./choose-window.d.mts').Facts} facts
 * @returns {import('./choose-window.d.mts').Choice}
 */
export function chooseWindow(facts) {
  if (facts.wantsBrowser) return { kind: 'browser', why: 'you asked for a browser' };
  if (!hasDisplay(facts)) return { kind: 'browser', why: 'there is no display (DISPLAY and WAYLAND_DISPLAY are empty)' };
  if (facts.electron !== undefined) return { kind: 'window', electron: facts.electron };
  if (facts.download === 'not-tried') return { kind: 'download' };
  return { kind: 'browser', why: 'Electron is not installed and its download did not work' };
}

function hasDisplay({ platform, env }) {
  if (platform === 'win32' || platform === 'darwin') return true;
  return Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);
}
