import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as electron from 'electron';

/** Boots the built main bundle, plays the page and the operating system to it, and prints what came of it as JSON. */
const { seen, app, session, ipcMain, refusable, dialog, utilityProcess } = electron;
const shell = process.env.CUSTOS_SHELL;
const told = {};

await import(pathToFileURL(join(shell, 'main.mjs')).href);
await turn();

if (process.env.STAND_IN_SECOND === '1') {
  finish({ windows: seen.windows.length, exits: seen.exits });
} else {
  await play();
}

async function play() {
  const [window] = seen.windows;
  const contents = window.webContents;
  told.options = window.options;
  told.url = contents.url;
  told.schemes = seen.schemes;
  told.sandboxed = seen.sandboxed;
  told.menu = seen.menu;
  told.shown = window.shown;
  told.denied = playDoors(contents);
  told.files = await playFiles();

  await new Promise((resolve) => utilityProcess.last.once('message', resolve)); // the station is open
  const say = (senderFrame) => ipcMain.emit('custos:ready', { senderFrame, sender: contents });
  say({ url: 'https://evil.example/', parent: null });
  say({ url: 'app://custos.evil.example/', parent: null });
  say({ url: 'app://custos/', parent: {} });
  say(null);
  told.portsForForged = contents.posted.length;
  say({ url: 'app://custos/', parent: null });
  told.posted = contents.posted.map(({ channel, message, ports }) => ({ channel, message, ports: ports.length }));
  const port = contents.posted[0].ports[0];
  const client = createORPCClient(new RPCLink({ port }));
  port.start();
  const views = await client.bench.feed();
  const { value: view } = await views.next();
  told.view = { bays: view.bays.length, keys: Object.keys(view) };

  app.emit('second-instance');
  told.broughtToFront = { restored: window.restored === true, focused: window.focused === true };

  const hear = (jobs) => utilityProcess.last.emit('message', { kind: 'running', jobs });
  hear(2);
  told.awakeWhileErasing = [...seen.blockers];
  dialog.answer = 0;
  const stay = refusable();
  window.emit('close', stay);
  told.closeWhileErasing = {
    refused: stay.refused,
    asked: seen.asked.length,
    message: seen.asked[0]?.message,
    defaultId: seen.asked[0]?.defaultId,
  };
  hear(0);
  told.awakeAfterwards = [...seen.blockers];
  const leave = refusable();
  window.emit('close', leave);
  told.closeWhenIdle = leave.refused;

  app.quit();
  await new Promise((resolve) => utilityProcess.last.once('exit', resolve));
  await turn();
  port.close();
  finish({ ...told, exits: seen.exits });
}

function playDoors(contents) {
  const { handlers } = session.defaultSession;
  const asked = (permission, details) => {
    let allowed;
    handlers.permission(contents, permission, (answer) => (allowed = answer), details);
    return allowed;
  };
  const emitted = (name, fields) => {
    const event = refusable(fields);
    contents.emit(name, event);
    return event.refused;
  };
  const requests = ['https://example.com/x.js', 'file:///etc/passwd', 'app://custos/index.html'].map((url) => {
    let cancelled;
    handlers.request({ url }, ({ cancel }) => (cancelled = cancel));
    return cancelled;
  });
  const download = refusable();
  session.defaultSession.emit('will-download', download, { getURL: () => 'https://evil.example/a.exe' });
  return {
    permission: asked('geolocation', {}),
    permissionCheck: handlers.check(contents, 'usb', '', {}),
    camera: asked('media', { mediaTypes: ['video'] }),
    sound: asked('media', { mediaTypes: ['video', 'audio'] }),
    media: asked('media', {}),
    device: handlers.device({ deviceType: 'hid' }),
    open: contents.openHandler({ url: 'app://custos/' }).action,
    webview: emitted('will-attach-webview'),
    outside: emitted('will-navigate', { url: 'https://evil.example/' }),
    redirected: emitted('will-redirect', { url: 'https://evil.example/' }),
    framed: emitted('will-frame-navigate', { url: 'data:text/html,x' }),
    inside: emitted('will-navigate', { url: 'app://custos/practice' }),
    requests,
    download: download.refused,
  };
}

async function playFiles() {
  const answer = async (url, method = 'GET') => {
    const response = await session.defaultSession.handlers.app({ url, method });
    return { status: response.status, csp: response.headers.get('content-security-policy') };
  };
  return {
    climb: (await answer('app://custos/..%2f..%2fpackage.json')).status,
    missing: (await answer('app://custos/nothing.js')).status,
    foreign: (await answer('app://evil/index.html')).status,
    posted: (await answer('app://custos/', 'POST')).status,
    csp: (await answer('app://custos/nothing.js')).csp,
  };
}

function turn() {
  return new Promise((resolve) => setTimeout(resolve, 20));
}

function finish(result) {
  process.stdout.write(JSON.stringify(result), () => process.exit(0));
}
