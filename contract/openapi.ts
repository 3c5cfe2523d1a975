import { z } from 'zod';
import { consoleHeader, consoleProblem } from './console/parts.ts';
import { consoleRoutes } from './console/routes.ts';
import { ledgerRoutes } from './ledger-routes.ts';
import { mediaTypes, notReady, problem } from './registry.ts';
import { onlyTells, type Route } from './route.ts';

/** JSON as it goes into the document. */
type Json = { readonly [name: string]: unknown };

const json = mediaTypes.json;

/**
 * The whole API as an OpenAPI 3.1 document, made from the tables of routes: what a table does not hold is not served.
 * Bodies that are signed over, or that no JSON describes, are told as text with the schema of a line beside them.
 */
export function openApi(): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const [id, route] of Object.entries<Route>({ ...ledgerRoutes, ...consoleRoutes }))
    (paths[pathOf(route)] ??= {})[route.method.toLowerCase()] = operation(id, route);
  return {
    openapi: '3.1.1',
    info: {
      title: 'Custos registry',
      version: '1',
      summary: 'The log of a registry, what stations and readers ask of it, and its console.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    paths,
    components: {
      schemas: {
        Problem: schemaOf(problem, 'output'),
        NotReady: schemaOf(notReady, 'output'),
        ConsoleProblem: schemaOf(consoleProblem, 'output'),
      },
      securitySchemes: {
        station: {
          type: 'apiKey',
          in: 'header',
          name: 'signature',
          description:
            'RFC 9421 over method, authority, path, query and content-digest, by the transport key of a station (tag custody-v1).',
        },
        session: { type: 'apiKey', in: 'cookie', name: '__Host-custos-session', description: 'Without TLS the cookie is custos-session.' },
        program: {
          type: 'http',
          scheme: 'bearer',
          description: `An access token of a program, made in the console. ${consoleHeader} is not asked for with it.`,
        },
      },
    },
  };
}

/** `/v1/log/:log/tile/*` is `/v1/log/{log}/tile/{path}` there. */
function pathOf({ path }: Route): string {
  return path.replaceAll(/:([a-z0-9_]+)/g, '{$1}').replace(/\*$/, '{path}');
}

function operation(id: string, route: Route): Json {
  const isConsole = route.path.startsWith('/v1/console/');
  const parameters = [
    ...members(route.params).map(([name, schema]) => parameter(name === '*' ? 'path' : name, 'path', true, schema)),
    ...members(route.query).map(([name, schema, required]) => parameter(name, 'query', required, schema)),
    ...(isConsole && route.method !== 'GET' ? [parameter(consoleHeader, 'header', !onlyTells(route), { type: 'string', const: '1' })] : []),
  ];
  return {
    operationId: id,
    summary: route.summary,
    ...(route.roles.length === 0 ? {} : { description: `For ${route.roles.join(', ')}.` }),
    tags: [id.split('.')[0]],
    security: securityOf(route),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(route.body === undefined
      ? {}
      : { requestBody: { required: true, content: { [route.sends ?? json]: contentOf(route.body, route.sends ?? json, 'input') } } }),
    responses: { ...goodAnswers(route), default: refusal(id, isConsole) },
  };
}

function securityOf(route: Route): readonly Json[] {
  switch (route.who) {
    case 'anyone':
      return [];
    case 'station':
      return [{ station: [] }];
    case 'person':
      return [{ session: [] }, ...(onlyTells(route) ? [{ program: [] }] : [])];
  }
}

function goodAnswers({ statuses, media, answer, method }: Route): Json {
  if (media === 'redirect') return { 303: { description: 'Leads the browser on.' } };
  const type = media ?? json;
  const content =
    method === 'HEAD' ? {} : { content: Object.fromEntries(type.split(' or ').map((each) => [each, contentOf(answer, each, 'output')])) };
  return Object.fromEntries((statuses ?? [200]).map((status) => [status, { description: words[status] ?? 'The answer.', ...content }]));
}

const words: Readonly<Record<number, string>> = {
  201: 'Taken in whole.',
  202: 'Taken so far; more is waited for.',
  206: 'The range.',
  503: 'Nothing is signed now.',
};

function refusal(id: string, isConsole: boolean): Json {
  const name = id === 'health.ready' ? 'NotReady' : isConsole ? 'ConsoleProblem' : 'Problem';
  return { description: 'A refusal (RFC 9457).', content: { [mediaTypes.problem]: { schema: { $ref: `#/components/schemas/${name}` } } } };
}

/** JSON by its schema. Lines of JSON are text for OpenAPI 3.1: the schema of a line stands beside. */
function contentOf(schema: z.ZodType, media: string, io: 'input' | 'output'): Json {
  if (media === json) return { schema: schemaOf(schema, io) };
  if (media === mediaTypes.push) return { schema: { type: 'string', 'x-line': schemaOf(schema, io) } };
  const { description } = schema;
  return { schema: { type: 'string', ...(description === undefined ? {} : { description }) } };
}

function parameter(name: string, place: string, required: boolean, schema: Json): Json {
  return { name, in: place, required, schema };
}

function members(schema: z.ZodObject | undefined): readonly (readonly [name: string, schema: Json, required: boolean])[] {
  if (schema === undefined) return [];
  const { properties = {}, required = [] } = schemaOf(schema, 'input') as {
    properties?: Readonly<Record<string, Json>>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, each]) => [name, each, required.includes(name)]);
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _dialect, $defs = {}, ...made } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  // The one schema of ours that holds itself is `any JSON`: the empty schema says the same, and needs no name.
  if (!Object.values($defs).every((each) => Array.isArray(each.anyOf) && each.anyOf.some(({ type }) => type === 'null')))
    throw new RangeError('a schema holds itself; give it a name of its own in the document');
  return JSON.parse(JSON.stringify(made), (_name, value: unknown) => (refersToAny(value) ? {} : value)) as Json;
}

function refersToAny(value: unknown): boolean {
  return typeof value === 'object' && value !== null && '$ref' in value && String(value.$ref).startsWith('#/$defs/');
}
