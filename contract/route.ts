import type { z } from 'zod';
import type { Role } from '../domain/people/roles.ts';

/*
 * A route as data. The registry registers its console from such rows, decides rights from them, and the OpenAPI
 * document is made from them: a route that is in no table does not exist.
 */

export type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';

/**
 * Who may call a route. `anyone` needs no sign-in. `person` is signed in and holds one of the roles; an empty list means
 * that any signed-in person may. `station` signs each request with its transport key (registry protocol, "Requests").
 */
export type Who = 'anyone' | 'person' | 'station';

/** Which bound on questions from one address counts for a route that nobody signs. How many that are is a setting. */
export type LimitName = 'enrol' | 'sign_in' | 'public';

export interface Route {
  readonly method: Method;
  /** Path with `:name` for each member of `params`; a `*` at its end stands for the rest and is a member of that name. */
  readonly path: `/${string}`;
  readonly who: Who;
  /** Empty unless `who` is `person`. */
  readonly roles: readonly Role[];
  /** One sentence, for people who read the API. */
  readonly summary: string;
  readonly params?: z.ZodObject;
  /** Members are text on the wire. */
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** Media type of the body; JSON unless said. Of any other, `body` says what each line, or the whole, holds. */
  readonly sends?: string;
  readonly answer: z.ZodType;
  /** Statuses of good answers; 200 unless said. */
  readonly statuses?: readonly number[];
  readonly limit?: LimitName;
  /** Media type of the answer; JSON unless said. Other types answer with bytes and `answer` says what they hold. */
  readonly media?: string;
  /** Set when the answer shows drives: the call is written into the read log. */
  readonly logged?: true;
}

/** Whether a call of this route only tells: it gets, or what it sends is a question about drives. A program may make such calls alone. */
export function onlyTells({ method, logged }: Pick<Route, 'method' | 'logged'>): boolean {
  return method === 'GET' || method === 'HEAD' || logged === true;
}

/** Routes by id; an id is `subject.verb`. */
export type RouteTable = Readonly<Record<string, Route>>;

type Part<R, Name extends keyof Route> = R extends { readonly [N in Name]: infer S extends z.ZodType } ? z.infer<S> : undefined;

export type ParamsOf<R> = Part<R, 'params'>;
export type QueryOf<R> = Part<R, 'query'>;
export type BodyOf<R> = Part<R, 'body'>;
export type AnswerOf<R> = Part<R, 'answer'>;

/**
 * The address of a call. Undefined members are left out, so that a caller may hand in what it has.
 *
 * @throws RangeError when a `:name` of the path has no value
 */
export function routeAddress(
  route: Pick<Route, 'path'>,
  params: Readonly<Record<string, string | number>> = {},
  query: Readonly<Record<string, string | number | boolean | undefined>> = {},
): string {
  const path = route.path.replace(/:([a-z_]+)/g, (_whole, name: string) => {
    const value = params[name];
    if (value === undefined) throw new RangeError(`${route.path} needs ${name}`);
    return encodeURIComponent(String(value));
  });
  const asked = Object.entries(query).filter(([, value]) => value !== undefined);
  if (asked.length === 0) return path;
  return `${path}?${asked.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`).join('&')}`;
}
