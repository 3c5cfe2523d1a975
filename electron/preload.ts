import { ipcRenderer } from 'electron';
import { channels } from './messages.ts';

/** The few things of the page that this file touches: the room as a whole has no DOM. */
interface Page {
  readonly location: { readonly origin: string };
  addEventListener(type: 'message', listener: (event: { readonly source: unknown; readonly data: unknown }) => void): void;
  postMessage(message: unknown, origin: string, ports: readonly unknown[]): void;
}
declare const window: Page;

/**
 * Runs beside the page, in a sandbox. It exposes nothing: it tells the shell that the page listens, and hands the page
 * the one port that comes back.
 */
window.addEventListener('message', (event) => {
  if (event.source === window && isReady(event.data)) ipcRenderer.send(channels.ready);
});

ipcRenderer.on(channels.port, (event) => {
  const [port] = event.ports;
  if (port !== undefined && event.ports.length === 1) window.postMessage({ custos: 'port' }, window.location.origin, [port]);
});

function isReady(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'custos' in value && value.custos === 'ready';
}
