import { deliveryBody, deliveryId, webhookHeaders } from '../../exchange/out/webhook.ts';
import type { Outlet, Sent } from '../../registry/outlets/outlet.ts';

/** How long the other side may take to answer. */
const answerMs = 20_000;
/** "Gone": the receiver wants no more. */
const gone = 410;

export interface WebhookSettings extends Pick<Outlet, 'name' | 'begins' | 'takes'> {
  readonly url: URL;
  /** Read at each delivery, so that a secret is changed without a restart. Throws when they cannot be read. */
  readonly secrets: () => readonly Uint8Array[];
}

/** Deliveries by POST. Any 2xx takes one; a redirect is not followed, for it would take what is signed to somebody else. */
export function webhookOutlet({ name, begins, takes, url, secrets }: WebhookSettings): Outlet {
  return {
    name,
    way: 'webhook',
    // Paths and queries of such addresses are often secrets themselves.
    to: url.origin,
    begins,
    takes,
    async send({ log, from, next, run, events, nowMs }, signal) {
      try {
        const told = events.map(({ index, hash, event }) => ({ index, hash, event }));
        const delivery = { log, position: from, next, run, events: told };
        const body = deliveryBody(delivery);
        const response = await fetch(url, {
          method: 'POST',
          redirect: 'manual',
          headers: {
            'content-type': 'application/json',
            ...webhookHeaders(secrets(), deliveryId(delivery), Math.floor(nowMs / 1000), body),
          },
          body,
          signal: AbortSignal.any([signal, AbortSignal.timeout(answerMs)]),
        });
        await response.body?.cancel();
        return sentBy(response);
      } catch (cause) {
        return { kind: 'failed', why: whyOf(cause) };
      }
    },
    close: () => undefined,
  };
}

function sentBy({ ok, status }: Response): Sent {
  if (ok) return { kind: 'taken' };
  return { kind: status === gone ? 'refused' : 'failed', why: `it answered ${status}` };
}

/** The reason in a few words: the runtime hides the one of the system behind "fetch failed". */
function whyOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  if (cause.name === 'TimeoutError') return 'it did not answer in time';
  return cause.cause instanceof Error ? cause.cause.message || String(cause.cause) : cause.message;
}
