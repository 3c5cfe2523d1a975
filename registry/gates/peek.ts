import { constants, gunzipSync } from 'node:zlib';
import { type PushHeader, pushHeader } from '../../contract/registry.ts';
import type { Bytes } from '../../domain/bytes.ts';

/** A push header is far shorter; compressed it is not longer by much. */
const headBytes = 1024;
const newline = 10;

/**
 * The first line of a push, read from the beginning of the body alone: the gate has to know how much waits before
 * anybody undoes the rest. Undefined when the first line is no push header.
 */
export function peekHeader(body: Bytes, isGzip: boolean): PushHeader | undefined {
  const sent = body.subarray(0, headBytes);
  try {
    // A compressed beginning that stops in the middle gives what it has.
    const plain = isGzip ? gunzipSync(sent, { finishFlush: constants.Z_SYNC_FLUSH }) : sent;
    const end = plain.indexOf(newline);
    const line = plain.subarray(0, end === -1 ? headBytes : end);
    const read = pushHeader.safeParse(JSON.parse(new TextDecoder().decode(line)));
    return read.success ? read.data : undefined;
  } catch {
    return undefined;
  }
}
