import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const program = fileURLToPath(new URL('serve.ts', import.meta.url));

const state = z.object({
  /** Entries in the log, and how many of them a published checkpoint covers. */
  size: z.number(),
  covered: z.number(),
  /** Processor time so far, of the main thread and of the whole process. */
  mainUs: z.number(),
  allUs: z.number(),
  /** The most memory that it ever held. */
  mostMemoryKib: z.number(),
  /** What the database holds, with all its tables and indexes. */
  storedBytes: z.number(),
});
export type ServerState = z.infer<typeof state>;

const answer = z.object({ code: z.string().optional(), state: state.optional(), fault: z.string().optional() });
export type ServerAnswer = z.infer<typeof answer>;
const numbered = answer.extend({ no: z.number() });
const ready = z.object({ url: z.string() });

/** A registry in a process of its own. */
export interface RegistryServer {
  readonly url: string;
  code(): Promise<string>;
  state(): Promise<ServerState>;
  /** Covers and follows everything that is in the log, then tells the state. */
  settle(): Promise<ServerState>;
  close(): Promise<void>;
}

export async function startServer(options: {
  readonly dataDir: string;
  readonly name: string;
  readonly databaseUrl?: string | undefined;
  /** For node, e.g. `--cpu-prof`. */
  readonly nodeOptions?: readonly string[];
}): Promise<RegistryServer> {
  const { dataDir, name, databaseUrl, nodeOptions = [] } = options;
  const child = fork(program, [dataDir, name, ...(databaseUrl === undefined ? [] : [databaseUrl])], {
    execArgv: [...nodeOptions],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const ended = once(child, 'exit');
  const gone = ended.then(([code]: unknown[]) => {
    throw new Error(`the registry ended by itself with ${String(code)}`);
  });
  gone.catch(() => undefined);
  const [first]: unknown[] = await Promise.race([once(child, 'message'), gone]);
  const waiting = new Map<number, (told: ServerAnswer) => void>();
  let last = 0;
  child.on('message', (message) => {
    const { no, ...told } = numbered.parse(message);
    waiting.get(no)?.(told);
    waiting.delete(no);
  });
  async function ask(what: 'code' | 'state' | 'settle' | 'close'): Promise<ServerAnswer> {
    const { promise, resolve } = Promise.withResolvers<ServerAnswer>();
    const no = ++last;
    waiting.set(no, resolve);
    child.send({ no, what });
    const told = await Promise.race([promise, gone]);
    if (told.fault !== undefined) throw new Error(told.fault);
    return told;
  }
  async function stateAfter(what: 'state' | 'settle'): Promise<ServerState> {
    const { state: told } = await ask(what);
    if (told === undefined) throw new Error('the registry did not tell how it stands');
    return told;
  }
  return {
    url: ready.parse(first).url,
    code: async () => (await ask('code')).code ?? '',
    state: () => stateAfter('state'),
    settle: () => stateAfter('settle'),
    async close() {
      await ask('close');
      child.disconnect();
      await ended;
    },
  };
}
