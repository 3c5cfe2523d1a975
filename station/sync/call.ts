import type { z } from 'zod';
import type { Clock, KeyStore, Random, RegistryConnection, RegistryRequest, StationStore } from '../../contract/ports.ts';
import type { Problem } from '../../contract/registry.ts';
import { problem } from '../../contract/registry.ts';
import { fromUtf8, toBase64url } from '../../domain/bytes.ts';
import { signRequest } from '../../domain/ledger/request-signature.ts';

/** What the registry said, sorted out. `unclear` is an answer that is none of ours: a proxy, a wrong address, a newer registry. */
export type Said =
  | { readonly kind: 'ok'; readonly body: Uint8Array }
  | { readonly kind: 'problem'; readonly problem: Problem }
  | { readonly kind: 'unclear'; readonly status: number }
  | { readonly kind: 'no_answer'; readonly why: string };

export interface Caller {
  readonly connection: RegistryConnection;
  readonly keys: Pick<KeyStore, 'transport'>;
  readonly clock: Pick<Clock, 'wallMs'>;
  readonly random: Random;
  readonly callMs: number;
}

/** A request that needs no signature: time, checkpoints, tiles, enrolment. */
export async function call(
  caller: Pick<Caller, 'connection' | 'callMs'>,
  request: Partial<RegistryRequest> & Pick<RegistryRequest, 'path'>,
): Promise<Said> {
  const answer = await caller.connection.request({
    method: 'GET',
    query: '',
    headers: {},
    body: new Uint8Array(),
    timeoutMs: caller.callMs,
    ...request,
  });
  return answer.kind === 'no_answer' ? answer : saidOf(answer.status, answer.body);
}

/** An answer, sorted out. */
export function saidOf(status: number, body: Uint8Array): Said {
  if (status >= 200 && status < 300) return { kind: 'ok', body };
  const read = problem.safeParse(jsonOf(body));
  return read.success ? { kind: 'problem', problem: read.data } : { kind: 'unclear', status };
}

/** Where the measured distance to the registry's clock is kept. */
export type TimeKeeper = Pick<StationStore['sync'], 'state' | 'keep'>;

/**
 * A request signed with the transport key, at the registry's time as it was measured. A registry that finds the time wrong
 * says its own: that is kept, and the request signed once more. Whoever has nothing to send measures no time, and a clock
 * that was set would keep all that it asks out until it has.
 */
export async function signedCall(
  sync: TimeKeeper,
  caller: Caller,
  request: Partial<RegistryRequest> & Pick<RegistryRequest, 'path'>,
): Promise<Said> {
  const said = await signedAt(sync.state().offset?.offsetMs ?? 0, caller, request);
  if (said.kind !== 'problem' || said.problem.code !== 'clock' || said.problem.server_ms === undefined) return said;
  const measuredAtMs = caller.clock.wallMs();
  const offsetMs = said.problem.server_ms - measuredAtMs;
  sync.keep({ offset: { offsetMs, measuredAtMs } });
  return signedAt(offsetMs, caller, request);
}

async function signedAt(
  offsetMs: number,
  caller: Caller,
  request: Partial<RegistryRequest> & Pick<RegistryRequest, 'path'>,
): Promise<Said> {
  const { method = 'GET', query = '', body = new Uint8Array(), path } = request;
  const headers = signRequest({
    parts: { method, authority: caller.connection.authority, path, query, body },
    createdMs: caller.clock.wallMs() + offsetMs,
    nonce: toBase64url(caller.random.bytes(16)),
    signer: caller.keys.transport,
  });
  return call(caller, { ...request, headers: { ...request.headers, ...headers } });
}

/** JSON of a schema; undefined when the body is anything else. */
export function read<T>(schema: z.ZodType<T>, body: Uint8Array): T | undefined {
  const parsed = schema.safeParse(jsonOf(body));
  return parsed.success ? parsed.data : undefined;
}

function jsonOf(body: Uint8Array): unknown {
  try {
    return JSON.parse(fromUtf8(body) ?? '');
  } catch {
    return undefined;
  }
}
