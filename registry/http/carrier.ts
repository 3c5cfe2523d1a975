import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { pushLimits } from '../../contract/registry.ts';
import type { Bytes } from '../../domain/bytes.ts';
import { claimedKeyId, verifyRequest } from '../../domain/ledger/request-signature.ts';
import type { SignatureVerifier } from '../../domain/ledger/signing.ts';
import type { RegistryClock } from '../ports.ts';
import type { ReadStore, RegistryStore } from '../store.ts';
import { firstUse } from '../ledger/nonces.ts';
import { sendProblem } from './problem.ts';

/** The body exactly as it came, before any content coding is undone. */
export function sentBody(request: FastifyRequest): Bytes {
  return request.body instanceof Uint8Array ? request.body : new Uint8Array();
}

/** Whether the body is compressed; undefined for a content coding that nobody here can undo. */
export function isGzip(request: FastifyRequest): boolean | undefined {
  const coding = request.headers['content-encoding'];
  if (coding === undefined || coding === 'identity') return false;
  return coding === 'gzip' ? true : undefined;
}

const gunzipAside = promisify(gunzip);

/** The body after gzip is undone, within the limit; undefined when it is too large or broken. */
export async function plainBody(request: FastifyRequest): Promise<Bytes | undefined> {
  const body = sentBody(request);
  const compressed = isGzip(request);
  if (compressed === false) return body.length <= pushLimits.bodyBytes ? body : undefined;
  if (compressed === undefined) return undefined;
  try {
    return await gunzipAside(body, { maxOutputLength: pushLimits.bodyBytes });
  } catch {
    return undefined;
  }
}

/**
 * The station whose transport key signed this request: the carrier. When there is none, the refusal has been
 * sent and undefined comes back.
 */
export async function carrierOf(
  parts: { readonly verifier: SignatureVerifier; readonly clock: RegistryClock } & (
    | { readonly store: Pick<ReadStore, 'keys'>; readonly once?: undefined }
    /** `once`: the request changes something that a repeat would change again. Its nonce is remembered, and works once. */
    | { readonly store: RegistryStore; readonly once?: boolean }
  ),
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<string | undefined> {
  const claimed = claimedKeyId(request.headers['signature-input']);
  const uses = claimed === undefined ? [] : ((await parts.store.keys([claimed])).get(claimed) ?? []);
  const key = uses.find((each) => each.use === 'transport' && each.ended !== 'replaced');
  const [path = '', ...query] = request.raw.url?.split('?') ?? [];
  const nowMs = parts.clock.nowMs();
  const verdict = verifyRequest({
    parts: {
      method: request.method,
      authority: request.headers.host ?? '',
      path,
      query: query.length === 0 ? '' : `?${query.join('?')}`,
      body: sentBody(request),
    },
    headers: request.headers,
    nowMs,
    keyOf: (keyid) => (keyid === claimed ? key?.publicKey : undefined),
    verifier: parts.verifier,
  });
  if (verdict.kind === 'signed' && key?.ended === 'revoked') {
    sendProblem(reply, 'key_revoked', 'the transport key of this request is revoked', { server_ms: nowMs });
    return undefined;
  }
  if (verdict.kind === 'signed' && key !== undefined) {
    if (parts.once !== true || (await firstUse(parts.store.sql, verdict, nowMs))) return key.station;
    // Some hop may have sent it twice, and this answer may be the one that arrives: whoever asks again finds what the first one did.
    sendProblem(reply, 'auth', 'this very request came before; ask again with another nonce', { server_ms: nowMs, retry_ms: 1_000 });
    return undefined;
  }
  const code = verdict.kind === 'refused' ? verdict.code : 'auth';
  sendProblem(
    reply,
    code,
    code === 'clock' ? 'the request was made at another time than now' : 'the request is not signed by a station enrolled here',
    { server_ms: nowMs },
  );
  return undefined;
}
