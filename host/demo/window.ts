import { MessageChannel } from 'node:worker_threads';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import type { ContractRouterClient } from '@orpc/contract';
import { RPCHandler } from '@orpc/server/message-port';
import type { Bridge, Receipt } from '../../contract/bridge.ts';
import type { BenchView } from '../../contract/views.ts';
import type { StationRouter } from '../../station/router.ts';

/** The station as any window sees it, over a message channel in this process. */
export type StationClient = ContractRouterClient<Bridge>;

/** Connects to a station's bridge without a browser: the same contract, validated at both ends. */
export function connectInProcess(router: StationRouter): { readonly client: StationClient; close(): void } {
  const { port1, port2 } = new MessageChannel();
  new RPCHandler(router).upgrade(port1);
  const client: StationClient = createORPCClient(new RPCLink({ port: port2 }));
  port1.start();
  port2.start();
  return {
    client,
    close() {
      port1.close();
      port2.close();
    },
  };
}

/** The bench did not come to what was waited for. */
export class NotInTime extends Error {
  constructor(what: string) {
    super(`waited in vain for ${what}`);
    this.name = 'NotInTime';
  }
}

/**
 * Follows the bench until a view shows what is waited for.
 *
 * @param each called with every view on the way, for progress
 * @throws NotInTime after `limitMs`
 */
export async function untilBench<T>(
  client: StationClient,
  what: string,
  limitMs: number,
  found: (view: BenchView) => T | undefined,
  each?: (view: BenchView) => void,
): Promise<T> {
  const abort = AbortSignal.timeout(limitMs);
  try {
    for await (const view of await client.bench.feed(undefined, { signal: abort })) {
      each?.(view);
      const result = found(view);
      if (result !== undefined) return result;
    }
  } catch (error) {
    if (!abort.aborted) throw error;
  }
  throw new NotInTime(what);
}

/** A receipt that must be good: anything else ends the demo, because then it did not truly happen. */
export function mustBeDone(receipt: Receipt, what: string): Extract<Receipt, { kind: 'done' }> {
  if (receipt.kind === 'done') return receipt;
  throw new Error(`${what} was refused: ${receipt.why}${receipt.detail === undefined ? '' : ` (${receipt.detail})`}`);
}
