import type { Socket } from 'node:net';
import type { BotDevice } from '../../../hardware/simulator/bridge/bot-device.ts';
import { bulkEndpoints, descriptor, type DockWords } from './descriptors.ts';
import { headerBytes, parseRequest, payloadBytes, type Submit, submitAnswer, type Unlink, unlinkAnswer } from './messages.ts';

const pipeError = -32;
const connectionReset = -104;
const none = new Uint8Array(0);

/** What came of a request: bytes, a stall, or nothing until the host gives up. */
type Answer = { readonly data: Uint8Array; readonly actualBytes: number } | 'stall' | 'silent';

/** Answers the kernel's USB requests on a socket as a dock with Bulk-Only Transport, until the socket closes. */
export function serveDock(socket: Socket, bot: BotDevice, words: DockWords): void {
  /** Requests that wait for an answer. */
  const waiting = new Set<number>();
  const onRequest = (request: Submit | Unlink, payload: Uint8Array): void => {
    if (request.kind === 'unlink') {
      socket.write(unlinkAnswer(request.sequence, waiting.delete(request.victim) ? connectionReset : 0));
      return;
    }
    waiting.add(request.sequence);
    void answer(request, payload, bot, words).then((given) => {
      // Given up meanwhile: the host has had its answer to that.
      if (given === 'silent' || !waiting.delete(request.sequence)) return;
      if (given === 'stall') socket.write(submitAnswer(request.sequence, pipeError, 0, none));
      else socket.write(submitAnswer(request.sequence, 0, given.actualBytes, given.data));
    });
  };
  let unread: Buffer = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    unread = unread.length === 0 ? chunk : Buffer.concat([unread, chunk]);
    while (unread.length >= headerBytes) {
      const request = parseRequest(unread.subarray(0, headerBytes));
      const end = headerBytes + payloadBytes(request);
      if (unread.length < end) return;
      onRequest(request, new Uint8Array(unread.subarray(headerBytes, end)));
      unread = unread.subarray(end);
    }
  });
}

async function answer(request: Submit, payload: Uint8Array, bot: BotDevice, words: DockWords): Promise<Answer> {
  if (request.endpoint === 0) return control(request, bot, words);
  if (request.direction === 'out') {
    const taken = await bot.out(payload);
    return taken === 'taken' ? { data: none, actualBytes: payload.length } : taken;
  }
  const got = await bot.in(request.lengthBytes);
  return typeof got === 'string' ? got : { data: got, actualBytes: got.length };
}

const standard = { getStatus: 0, clearFeature: 1, getDescriptor: 6, getConfiguration: 8, setConfiguration: 9, setInterface: 11 } as const;

async function control({ setup, lengthBytes }: Submit, bot: BotDevice, words: DockWords): Promise<Answer> {
  const [type = 0, request = 0, valueLow = 0, valueHigh = 0, indexLow = 0] = setup;
  const given = (data: Uint8Array | 'stall' | undefined): Answer => {
    if (data === undefined || data === 'stall') return 'stall';
    const cut = data.slice(0, lengthBytes);
    return { data: cut, actualBytes: cut.length };
  };
  if ((type & 0x60) === 0x20) return given(await bot.control(request));
  switch (request) {
    case standard.getDescriptor:
      return given(descriptor(valueHigh, valueLow, words));
    case standard.getStatus:
      return given(Uint8Array.of(0, 0));
    case standard.getConfiguration:
      return given(Uint8Array.of(1));
    case standard.setConfiguration:
    case standard.setInterface:
      return given(none);
    case standard.clearFeature:
      // ENDPOINT_HALT of one of the two endpoints; the host's other features are nothing to this device.
      if ((type & 0x1f) === 2) bot.clearHalt((indexLow & 0x0f) === bulkEndpoints.in ? 'in' : 'out');
      return given(none);
    default:
      return 'stall';
  }
}
