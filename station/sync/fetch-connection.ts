import type { RegistryAnswer, RegistryConnection } from '../../contract/ports.ts';

/** A registry reached by HTTP. `url` is its origin, e.g. `https://custody.example`; a path in it is not used. */
export function fetchConnection(url: string, send: typeof fetch = fetch): RegistryConnection {
  const base = new URL(url);
  const open = new Set<AbortController>();
  return {
    authority: base.host,
    async request({ method, path, query, headers, body, timeoutMs }): Promise<RegistryAnswer> {
      const abort = new AbortController();
      open.add(abort);
      try {
        const answer = await send(new URL(path + query, base), {
          method,
          headers: { ...headers },
          // Copied, so that what is sent is a plain buffer of its own.
          ...(method === 'GET' ? {} : { body: Uint8Array.from(body) }),
          signal: AbortSignal.any([abort.signal, AbortSignal.timeout(timeoutMs)]),
          redirect: 'error',
        });
        return { kind: 'answer', status: answer.status, body: new Uint8Array(await answer.arrayBuffer()) };
      } catch (cause) {
        return { kind: 'no_answer', why: reasonOf(cause) };
      } finally {
        open.delete(abort);
      }
    },
    close() {
      for (const abort of open) abort.abort();
    },
  };
}

function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return 'unknown';
  const inner: unknown = cause.cause;
  if (inner instanceof Error && 'code' in inner && typeof inner.code === 'string') return inner.code;
  return cause.name;
}
