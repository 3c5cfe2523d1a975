import { spawn } from 'node:child_process';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import type { ContractRouterClient } from '@orpc/contract';
import type { helper } from '../../contract/helper.ts';
import { framedPort } from './frames.ts';

/** The helper's calls, typed by the contract. */
export type HelperClient = ContractRouterClient<typeof helper>;

export interface HelperProcess {
  readonly client: HelperClient;
  readonly pid: number | undefined;
  /** How the process ended; `code` and `signal` as Node gives them. Never rejects. */
  readonly closed: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
  /**
   * Ends the helper by closing its input: overwrites stop, drive-side erases go on in their drives. Resolves when it is
   * gone, or has been killed and only the kernel still holds it.
   */
  stop(): Promise<void>;
}

/** How long a helper may take to bring its last write home before it is killed. */
const stopMs = 15_000;

/** A killed helper that is still there after this waits in the kernel for its drive, and ends when the kernel gives up: nobody waits with it. */
const killedMs = 3_000;

/** Starts a drive helper as a child and speaks with it over its standard streams. Its log goes to our standard error. */
export function spawnHelper(options: {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
}): HelperProcess {
  const child = spawn(options.command, [...options.args], {
    stdio: ['pipe', 'pipe', 'inherit'],
    shell: false,
    ...(options.env !== undefined && { env: options.env }),
  });
  const { port } = framedPort(child.stdout, child.stdin);
  const client: HelperClient = createORPCClient(new RPCLink({ port }));
  const closed = new Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>((resolve) => {
    child.once('close', (code, signal) => {
      resolve({ code, signal });
    });
    child.once('error', () => {
      resolve({ code: null, signal: null });
    });
  });
  return {
    client,
    pid: child.pid,
    closed,
    async stop() {
      child.stdin.end();
      let timer: NodeJS.Timeout | undefined;
      const killed = new Promise<void>((resolve) => {
        timer = setTimeout(() => {
          child.kill('SIGKILL');
          timer = setTimeout(() => {
            child.stdout.destroy();
            child.unref();
            resolve();
          }, killedMs);
        }, stopMs);
      });
      await Promise.race([closed, killed]);
      clearTimeout(timer);
    },
  };
}
