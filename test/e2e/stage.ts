import { afterAll, beforeAll } from 'vitest';
import { type App, startApp } from '../kit/app.ts';
import { openBrowser, type OpenBrowser } from '../kit/browser.ts';
import { type Cast, castOf } from './cast.ts';

/** A practice station that is set up, with nobody signed in and no drive on its shelf, and a browser. */
export interface Stage {
  readonly app: App;
  readonly browser: OpenBrowser;
  readonly cast: Cast;
}

/** Once a file, at its head: made before its tests, and taken down after them. */
export function emptyStage(): Stage {
  let app: App;
  let browser: OpenBrowser;
  let cast: Cast;
  beforeAll(async () => {
    [app, browser] = await Promise.all([startApp({ mode: 'practice', keepShelfEmpty: true }), openBrowser()]);
    cast = await castOf(app.client);
  });
  afterAll(async () => {
    await browser.close();
    await app.close();
  });
  return {
    get app() {
      return app;
    },
    get browser() {
      return browser;
    },
    get cast() {
      return cast;
    },
  };
}
