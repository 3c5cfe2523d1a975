import { consoleRoutes, type ConsoleRouteId, type ConsoleRoutes } from '../../contract/console/routes.ts';
import { consoleHeader, consoleProblem, type ConsoleProblemCode } from '../../contract/console/parts.ts';
import { routeAddress, type AnswerOf, type BodyOf, type ParamsOf, type QueryOf } from '../../contract/route.ts';

/** Leaves out what a route does not take. */
type Given<Name extends string, Value> = Value extends undefined ? { readonly [N in Name]?: undefined } : { readonly [N in Name]: Value };

/** What a call hands in. Members of `query` may be left undefined. */
export type Input<Id extends ConsoleRouteId> = Given<'params', ParamsOf<ConsoleRoutes[Id]>> &
  Given<'body', BodyOf<ConsoleRoutes[Id]>> & { readonly query?: Loose<QueryOf<ConsoleRoutes[Id]>> };

type Loose<Query> = { readonly [Name in keyof Query]?: Query[Name] | undefined };

export type Answer<Id extends ConsoleRouteId> = AnswerOf<ConsoleRoutes[Id]>;

/** The registry, or the way to it, said no. `away`: no answer came. `misread`: an answer that this page does not understand. */
export class Refusal extends Error {
  readonly code: ConsoleProblemCode | 'away' | 'misread';
  /** The rule's own code, where a rule refused. */
  readonly why: string | undefined;
  readonly retryMs: number | undefined;

  constructor(code: Refusal['code'], detail: string, why?: string, retryMs?: number) {
    super(detail);
    this.name = 'Refusal';
    this.code = code;
    this.why = why;
    this.retryMs = retryMs;
  }
}

interface Loosely {
  readonly params?: Readonly<Record<string, string | number>> | undefined;
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>> | undefined;
  readonly body?: unknown;
}

/** The address of a route, for a link. */
export function addressOf(id: ConsoleRouteId, input: Loosely = {}): string {
  return routeAddress(consoleRoutes[id], input.params, input.query);
}

/**
 * Calls a route and holds the answer to its schema: what the page draws was understood in whole.
 *
 * @throws Refusal
 */
export async function ask<Id extends ConsoleRouteId>(id: Id, input: Input<Id>, signal?: AbortSignal): Promise<Answer<Id>> {
  const answer = await send(id, input as Loosely, signal); // Input is Loosely with a route's own members
  const read = consoleRoutes[id].answer.safeParse(await answer.json().catch(() => undefined));
  if (!read.success) throw new Refusal('misread', `${id}: ${read.error.issues[0]?.path.join('.') ?? ''}`);
  return read.data as Answer<Id>; // the route's own schema has just read it
}

/** A file that the registry made, with the name that it gave it. @throws Refusal */
export async function askFile(id: ConsoleRouteId, input: Loosely): Promise<{ readonly name: string; readonly bytes: Blob }> {
  const answer = await send(id, input);
  const name = /filename="([^"/\\]+)"/.exec(answer.headers.get('content-disposition') ?? '')?.[1] ?? 'custos';
  return { name, bytes: await answer.blob() };
}

/** An answer that is a text, such as a proof. @throws Refusal */
export async function askText(id: ConsoleRouteId, input: Loosely): Promise<string> {
  return (await send(id, input)).text();
}

async function send(id: ConsoleRouteId, input: Loosely, signal?: AbortSignal): Promise<Response> {
  const route = consoleRoutes[id];
  const init: RequestInit = {
    method: route.method,
    credentials: 'same-origin',
    headers: {
      ...(route.method === 'GET' ? {} : { [consoleHeader]: '1' }),
      ...(input.body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(input.body === undefined ? {} : { body: JSON.stringify(input.body) }),
    ...(signal === undefined ? {} : { signal }),
  };
  const answer = await fetch(addressOf(id, input), init).catch((error: unknown) => {
    if (signal?.aborted === true) throw error;
    throw new Refusal('away', 'no answer');
  });
  if (answer.ok) return answer;
  const problem = consoleProblem.safeParse(await answer.json().catch(() => undefined));
  if (!problem.success) throw new Refusal(answer.status === 404 ? 'not_found' : 'internal', `status ${answer.status}`);
  throw new Refusal(problem.data.code, problem.data.detail, problem.data.why, problem.data.retry_ms);
}
