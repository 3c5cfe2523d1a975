import type { Session, WebContents } from 'electron';
import { decideMove, mayLoad, maySave } from './navigation.ts';

/**
 * What the page may ask the system for: the camera without sound, for photos of drives. Any other permission gets in here by
 * name, with its reason.
 */
function isPermitted(permission: string, kinds: readonly (string | undefined)[] | undefined): boolean {
  return permission === 'media' && kinds !== undefined && kinds.length > 0 && kinds.every((kind) => kind === 'video');
}

/** Shuts every door of a session: permissions, devices, the network, downloads that the page did not make itself. */
export function guardSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, answer, details) =>
    answer(isPermitted(permission, 'mediaTypes' in details ? details.mediaTypes : undefined)),
  );
  session.setPermissionCheckHandler((_contents, permission, _origin, details) => isPermitted(permission, [details.mediaType]));
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler((_request, answer) => answer({}));
  session.webRequest.onBeforeRequest((details, answer) => answer({ cancel: !mayLoad(details.url) }));
  session.on('will-download', (event, item) => {
    if (!maySave(item.getURL())) event.preventDefault();
  });
}

/** Keeps one page where it belongs: no move outside, no second window, no guest page. */
export function guardContents(contents: WebContents): void {
  contents.on('will-navigate', (event) => {
    if (decideMove(event.url, 'navigate').kind === 'deny') event.preventDefault();
  });
  contents.on('will-redirect', (event) => {
    if (decideMove(event.url, 'redirect').kind === 'deny') event.preventDefault();
  });
  contents.on('will-frame-navigate', (event) => {
    if (decideMove(event.url, 'frame').kind === 'deny') event.preventDefault();
  });
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  contents.on('will-attach-webview', (event) => event.preventDefault());
}
