import { app, BrowserWindow, dialog, ipcMain, Menu, MessageChannelMain, protocol, session, type WebContents } from 'electron';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Awake } from './awake.ts';
import { guardContents, guardSession } from './guards.ts';
import { readLaunch } from './launch.ts';
import { channels } from './messages.ts';
import { isTrustedSender, modeOf, windowOrigin, windowScheme } from './navigation.ts';
import { StationLink } from './station-link.ts';
import { answerWindowFile } from './window-files.ts';
import { windowOptions } from './window-options.ts';
import { helperNode } from './helper-node.ts';
import { words } from './words.ts';

/** The shell: one window, one station process, and the operating system's manners. Everything else is elsewhere. */
const here = dirname(fileURLToPath(import.meta.url));
const builtWindow = join(here, '..', 'renderer');

let window: BrowserWindow | undefined;
let jobs = 0;
let mayLeave = false;
/** Pages that listen for a port. */
const listening = new Set<WebContents>();
const awake = new Awake();

const station = new StationLink(
  join(here, 'station-process.mjs'),
  { launch: readLaunch(process.argv.slice(app.isPackaged ? 1 : 2)), helperNode: helperNode(app.isPackaged, process.resourcesPath) },
  {
    ready: () => {
      for (const contents of listening) handOverPort(contents);
    },
    running: (count) => {
      jobs = count;
      awake.follow(count);
    },
    cannotStart: (why) => fail(why),
    gone: () => fail(words.stationGone),
  },
);

/** Joins a page and its station by a fresh channel; the older one closes with its other end. */
function handOverPort(contents: WebContents): void {
  const { port1, port2 } = new MessageChannelMain();
  station.attach(modeOf(contents.getURL()), port1);
  contents.postMessage(channels.port, null, [port2]);
}

function fail(why: string): void {
  mayLeave = true;
  dialog.showErrorBox(words.cannotStart, why);
  app.exit(1);
}

function openWindow(): void {
  const opened = new BrowserWindow(windowOptions(join(here, 'preload.cjs')));
  window = opened;
  const contents = opened.webContents;
  opened.once('ready-to-show', () => opened.show());
  opened.on('close', (event) => {
    if (!leaveNow()) event.preventDefault();
  });
  contents.once('destroyed', () => listening.delete(contents));
  opened.on('closed', () => (window = undefined));
  void opened.loadURL(`${windowOrigin}/`);
}

/** Asks before an erase loses its station. */
function leaveNow(): boolean {
  if (mayLeave || jobs === 0) return true;
  const { message, detail, stay, leave } = words.quit;
  const options = { type: 'warning', message: message(jobs), detail, buttons: [stay, leave], defaultId: 0, cancelId: 0 } as const;
  const choice =
    window === undefined
      ? dialog.showMessageBoxSync({ ...options, buttons: [stay, leave] })
      : dialog.showMessageBoxSync(window, { ...options, buttons: [stay, leave] });
  mayLeave = choice === 1;
  return mayLeave;
}

function listen(): void {
  ipcMain.on(channels.ready, (event) => {
    if (!isTrustedSender(event.senderFrame)) return;
    listening.add(event.sender);
    if (station.up) handOverPort(event.sender);
  });
  app.on('web-contents-created', (_event, contents) => guardContents(contents));
  app.on('second-instance', () => {
    if (window === undefined) return;
    if (window.isMinimized()) window.restore();
    window.focus();
  });
  app.on('window-all-closed', () => app.quit());
  app.on('before-quit', (event) => {
    if (!leaveNow()) event.preventDefault();
  });
  let closed = false;
  app.on('will-quit', (event) => {
    if (closed) return;
    event.preventDefault();
    void station.close().finally(() => {
      closed = true;
      app.quit();
    });
  });
}

async function run(): Promise<void> {
  app.enableSandbox();
  protocol.registerSchemesAsPrivileged([{ scheme: windowScheme, privileges: { standard: true, secure: true, supportFetchAPI: true } }]);
  listen();
  await app.whenReady();
  Menu.setApplicationMenu(null); // a scanner types: no accelerator may take its keys
  guardSession(session.defaultSession);
  session.defaultSession.protocol.handle(windowScheme, (request) => answerWindowFile(builtWindow, request));
  station.start();
  openWindow();
}

// A second start only brings the first one to the front; its station would find the data in use anyway.
if (app.requestSingleInstanceLock()) void run();
else app.quit();
