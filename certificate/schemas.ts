import { z } from 'zod';
import { controlFacts } from '../domain/facts/control.ts';
import { facts } from '../domain/facts/facts.ts';
import { signatureSchema } from '../domain/ledger/entry.ts';
import { eventSchema } from '../domain/ledger/event.ts';
import { certificateFile, stationKey } from './certificate.ts';
import { privateLine } from './check/bundle-read.ts';
import { loadList } from './lot/format.ts';
import { makerProof } from './maker/format.ts';
import { summary } from './summary/format.ts';

/*
 * The open formats as JSON Schema (draft 2020-12), made from the very schemas that read them, so that other people's
 * tools can hold a file against its form. What a schema cannot say (the one spelling, signatures, hashes, proofs) is
 * said in docs/certificate.md; `custos verify` checks that.
 */

export type JsonSchema = z.core.JSONSchema.JSONSchema;

/** The formats that have a schema of their own. */
export const schemaNames = ['certificate', 'event', 'bundle', 'maker-proof', 'load-list', 'summary'] as const;
export type SchemaName = (typeof schemaNames)[number];

const entry = z.strictObject({ event: eventSchema, sigs: z.array(signatureSchema).min(1).max(4) });

const about: Record<SchemaName, { readonly title: string; readonly description: string }> = {
  certificate: {
    title: 'custos-certificate/v1',
    description:
      'What became of one drive, with the signed events that it rests on. Form only: a file that fits may still be altered; custos verify tells.',
  },
  event: {
    title: 'custody event, version 1',
    description:
      'One signed fact. Types that are listed have the body that stands beside them; other types may come and carry any body. The log takes an event whatever its body says, and a body that does not fit says nothing.',
  },
  bundle: {
    title: 'Custos audit bundle',
    description:
      'The files of a bundle as one object, by name: .json parsed, .ndjson as the list of its parsed lines, attachments in base64, everything else as text.',
  },
  'maker-proof': {
    title: 'custos-maker-proof/v1',
    description:
      'What the maker of a drive may know of its certificate: the events of the drive that name no person and no place, and where they stand in the log.',
  },
  'load-list': {
    title: 'custos-load-list/v1',
    description:
      'The drives that leave together in one lot and what let each of them go, with the signed events that it rests on. Form only; custos lot check tells whether it is as it was made.',
  },
  summary: {
    title: 'custos-summary/v1',
    description:
      'What stands of many drives at once: of a lot, of what a list expected, or of a batch, with the signed events that it rests on. Form only; custos summary check tells whether it is as it was made.',
  },
};

/** The JSON Schema of one format, as plain JSON. */
export function jsonSchemaOf(name: SchemaName): JsonSchema {
  const schema = schemas[name]();
  const { $schema, ...rest } = schema;
  return { $schema: $schema ?? 'https://json-schema.org/draft/2020-12/schema', ...about[name], ...rest };
}

const schemas: Record<SchemaName, () => JsonSchema> = {
  // A file's entries are read with `z.unknown()` first and opened one by one after that; a reader has no second step.
  certificate: () => convert(certificateFile.extend({ entries: z.array(entry).min(1), issued: entry })),
  event: eventWithBodies,
  bundle: bundleSchema,
  'maker-proof': () => convert(makerProof.extend({ entries: z.array(entry).min(1), issued: entry })),
  'load-list': () => convert(loadList.extend({ entries: z.array(entry).min(1) })),
  summary: () => convert(summary.extend({ entries: z.array(entry).min(1) })),
};

/** The event and the entry stand once, under a name of their own. */
function convert(schema: z.ZodType): JsonSchema {
  const names = z.registry<{ id: string }>();
  names.add(eventSchema, { id: 'event' });
  names.add(entry, { id: 'entry' });
  return z.toJSONSchema(schema, { target: 'draft-2020-12', io: 'input', metadata: names });
}

function eventWithBodies(): JsonSchema {
  const bodies = { ...controlFacts, ...facts };
  return {
    ...z.toJSONSchema(eventSchema, { target: 'draft-2020-12', io: 'input' }),
    allOf: Object.entries(bodies).map(([type, body]) => ({
      if: { properties: { type: { const: type } }, required: ['type'] },
      // oxlint-disable-next-line unicorn/no-thenable -- the keyword of JSON Schema
      then: { properties: { body: plain(body) } },
    })),
  };
}

function bundleSchema(): JsonSchema {
  const { $defs: certificateParts, $schema, ...certificate } = schemas.certificate();
  const lines = (items: JsonSchema): JsonSchema => ({ type: 'array', items });
  const text: JsonSchema = { type: 'string' };
  const entryRef: JsonSchema = { $ref: '#/$defs/entry' };
  const properties = {
    'README.txt': text,
    'verify.mjs': text,
    'policy.txt': text,
    checkpoint: text,
    'keys.ndjson': lines(plain(stationKey)),
    'control.ndjson': lines(entryRef),
    'private.ndjson': lines({ $ref: '#/$defs/private_line' }),
  };
  return {
    ...($schema === undefined ? {} : { $schema }),
    type: 'object',
    properties,
    required: Object.keys(properties),
    patternProperties: {
      '^proofs/[A-Za-z0-9_-]{43}\\.tlog-proof$': text,
      '^chains/(registry|st_[a-z0-9]{2,40})-[1-9][0-9]{0,8}\\.ndjson$': { ...lines(entryRef), minItems: 1 },
      '^certificates/cert_[a-z0-9]{20}\\.json$': { $ref: '#/$defs/certificate' },
      '^attachments/[A-Za-z0-9_-]{43}$': { type: 'string', contentEncoding: 'base64' },
    },
    additionalProperties: false,
    $defs: { ...certificateParts, certificate, private_line: privateSchema() },
  };
}

function privateSchema(): JsonSchema {
  const { $defs: unnamed, properties, ...rest } = plain(privateLine);
  // The value may be any JSON; zod says so by a recursive definition, JSON Schema by `true`.
  return unnamed === undefined ? { ...rest, properties: properties ?? {} } : { ...rest, properties: { ...properties, value: true } };
}

function plain(schema: z.ZodType): JsonSchema {
  const { $schema, ...rest } = z.toJSONSchema(schema, { target: 'draft-2020-12', io: 'input' });
  return $schema === undefined ? { ...rest } : rest;
}

/** A schema as the file in docs/schemas holds it. */
export function schemaText(name: SchemaName): string {
  return `${JSON.stringify(jsonSchemaOf(name), undefined, 2)}\n`;
}
