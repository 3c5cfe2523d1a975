import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ConsoleRouteId, ConsoleRoutes } from '../../contract/console/routes.ts';
import type { AnswerOf, BodyOf, ParamsOf, QueryOf, Route } from '../../contract/route.ts';
import type { Asker, Scope } from '../people/rights.ts';

/** What was shown of drives, for the read log. */
export interface Seen {
  readonly about: string;
  readonly sites: readonly string[];
  readonly tenants: readonly string[];
  readonly drives: number;
  readonly opened: boolean;
}

/** One call of a route, after sign-in, rights and shapes were checked. */
export interface Call<R> {
  /** There for every route that is not for anyone. */
  readonly asker: R extends { readonly who: 'person' } ? Asker : Asker | undefined;
  /** How far the answer may reach. */
  readonly scope: Scope;
  readonly params: ParamsOf<R>;
  readonly query: QueryOf<R>;
  readonly body: BodyOf<R>;
  readonly nowMs: number;
  /** Says what of drives the answer shows. A route that is logged answers nothing before this was called. */
  saw(seen: Seen): void;
  /** For headers, cookies and answers that are no JSON. */
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** An answer that is sent as it is, with its media type. `undefined` members of a JSON answer stay absent. */
export interface Raw {
  readonly media: string;
  readonly body: string | Uint8Array;
  /** Name of the file that a browser saves. */
  readonly file?: string;
}

type Answered<R> = R extends { readonly media: 'redirect' | 'text/event-stream' }
  ? FastifyReply
  : R extends { readonly media: string }
    ? Raw
    : AnswerOf<R>;

export type Handler<R> = (call: Call<R>) => Promise<Answered<R>>;

/** A handler for each of these routes, by id. */
export type Handlers<Ids extends ConsoleRouteId> = { readonly [Id in Ids]: Handler<ConsoleRoutes[Id]> };

/** The same with the types of the row forgotten; only `serve.ts` calls it so, with what the row's schemas let through. */
export type AnyHandler = (
  call: Omit<Call<Route>, 'params' | 'query' | 'body' | 'asker'> & { readonly [N in 'params' | 'query' | 'body' | 'asker']: unknown },
) => Promise<unknown>;
