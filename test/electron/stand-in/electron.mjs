import { EventEmitter } from 'node:events';
import { MessageChannel, Worker } from 'node:worker_threads';

/**
 * Stands in for Electron: it keeps what the shell asks of it, so that a test can look, and joins real MessagePorts to
 * a real station in a worker. It knows nothing of sandboxes, frames or Chromium.
 */
export const seen = {
  windows: [],
  schemes: [],
  blockers: [],
  errors: [],
  asked: [],
  exits: [],
  sandboxed: false,
  menu: undefined,
  locks: 0,
};

class StandInApp extends EventEmitter {
  isPackaged = false;
  enableSandbox() {
    seen.sandboxed = true;
  }
  whenReady() {
    return Promise.resolve();
  }
  requestSingleInstanceLock() {
    seen.locks += 1;
    return process.env.STAND_IN_SECOND !== '1';
  }
  quit() {
    const event = refusable();
    this.emit('before-quit', event);
    if (event.refused) return;
    const last = refusable();
    this.emit('will-quit', last);
    if (!last.refused) seen.exits.push('quit');
  }
  exit(code) {
    seen.exits.push(code);
  }
}
export const app = new StandInApp();

export function refusable(fields = {}) {
  const event = { refused: false, ...fields, preventDefault: () => void (event.refused = true) };
  return event;
}

class StandInContents extends EventEmitter {
  url = '';
  posted = [];
  getURL() {
    return this.url;
  }
  setWindowOpenHandler(handler) {
    this.openHandler = handler;
  }
  postMessage(channel, message, ports) {
    this.posted.push({ channel, message, ports });
    this.emit('stand-in-posted');
  }
}

export class BrowserWindow extends EventEmitter {
  webContents = new StandInContents();
  shown = false;
  constructor(options) {
    super();
    this.options = options;
    seen.windows.push(this);
    app.emit('web-contents-created', {}, this.webContents);
  }
  loadURL(url) {
    this.webContents.url = url;
    this.emit('ready-to-show');
    return Promise.resolve();
  }
  show() {
    this.shown = true;
  }
  isMinimized() {
    return true;
  }
  restore() {
    this.restored = true;
  }
  focus() {
    this.focused = true;
  }
}

export const dialog = {
  answer: 0,
  showErrorBox: (title, words) => void seen.errors.push({ title, words }),
  showMessageBoxSync: (...given) => {
    seen.asked.push(given.at(-1));
    return dialog.answer;
  },
};
export const ipcMain = new EventEmitter();
export const Menu = { setApplicationMenu: (menu) => void (seen.menu = menu) };
export const MessageChannelMain = MessageChannel;
export const protocol = { registerSchemesAsPrivileged: (schemes) => void seen.schemes.push(...schemes) };

class StandInSession extends EventEmitter {
  handlers = {};
  protocol = { handle: (scheme, handler) => void (this.handlers[scheme] = handler) };
  webRequest = { onBeforeRequest: (handler) => void (this.handlers.request = handler) };
  setPermissionRequestHandler(handler) {
    this.handlers.permission = handler;
  }
  setPermissionCheckHandler(handler) {
    this.handlers.check = handler;
  }
  setDevicePermissionHandler(handler) {
    this.handlers.device = handler;
  }
  setDisplayMediaRequestHandler(handler) {
    this.handlers.display = handler;
  }
}
export const session = { defaultSession: new StandInSession() };

export const powerSaveBlocker = {
  start: (kind) => seen.blockers.push(kind),
  stop: (id) => void seen.blockers.splice(id - 1, 1),
};

/** A worker in place of a process: ports can be handed to it as Electron hands them to a utility process. */
class StandInProcess extends EventEmitter {
  constructor(program, args) {
    super();
    this.worker = new Worker(new URL('utility.mjs', import.meta.url), { argv: args, workerData: { program } });
    this.worker.on('online', () => this.emit('spawn'));
    this.worker.on('message', (message) => this.emit('message', message));
    this.worker.on('error', (error) => process.stderr.write(`${error.stack}\n`));
    this.worker.on('exit', (code) => this.emit('exit', code));
  }
  postMessage(message, ports = []) {
    this.worker.postMessage({ message, ports }, ports);
  }
  kill() {
    void this.worker.terminate();
  }
}
export const utilityProcess = {
  last: undefined,
  fork: (program, args) => (utilityProcess.last = new StandInProcess(program, args)),
};
