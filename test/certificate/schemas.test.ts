import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { bundleFiles, type BundleFiles } from '../../certificate/bundle.ts';
import { withOpened } from '../../certificate/file.ts';
import { makeMakerProof } from '../../certificate/maker/make.ts';
import { jsonSchemaOf, schemaNames, schemaText, type SchemaName } from '../../certificate/schemas.ts';
import { fromUtf8 } from '../../domain/bytes.ts';
import { readEvent } from '../../domain/ledger/event.ts';
import { logged, verifier } from './asking.ts';
import { bundleParts } from './bundle-kit.ts';
import { type Ending, issue, type Issued, liveTo, staffedStation } from './kit.ts';

const endings: readonly Ending[] = ['sanitized', 'not_verified', 'drive_failed', 'silent_destroyed', 'failed_destroyed'];
const made = new Map<Ending, Issued>(endings.map((ending) => [ending, issue(liveTo(ending))]));
const of = (ending: Ending): Issued => made.get(ending) ?? issue(liveTo(ending));

function validator(name: SchemaName): ValidateFunction {
  return new Ajv2020({ strict: true, strictRequired: false, allErrors: false }).compile(jsonSchemaOf(name));
}
const certificate = validator('certificate');
const event = validator('event');
const bundle = validator('bundle');
const forMaker = validator('maker-proof');

const fits = (validate: ValidateFunction, value: unknown): string => (validate(value) ? 'fits' : JSON.stringify(validate.errors));

/** What docs/schemas/README.md says of a bundle's files as one object. */
function asObject(files: BundleFiles): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(files).map(([name, bytes]): [string, unknown] => {
      if (name.startsWith('attachments/')) return [name, Buffer.from(bytes).toString('base64')];
      const text = fromUtf8(bytes) ?? '';
      if (name.endsWith('.ndjson'))
        return [
          name,
          text === ''
            ? []
            : text
                .slice(0, -1)
                .split('\n')
                .map((line): unknown => JSON.parse(line)),
        ];
      return [name, name.endsWith('.json') ? (JSON.parse(text) as unknown) : text];
    }),
  );
}

describe('the schemas', () => {
  it.each(schemaNames)('of %s in docs/schemas is the one that the code makes', (name) => {
    const kept = readFileSync(new URL(`../../docs/schemas/${name}.schema.json`, import.meta.url), 'utf8');
    expect(kept, 'write it again: custos schema --out docs/schemas').toBe(schemaText(name));
  });

  it.each(endings)('take a certificate that ended in %s, with and without receipts, names or none', (ending) => {
    const text = of(ending).text;
    for (const each of [text, logged(of(ending)), withOpened(text, {})]) expect(fits(certificate, JSON.parse(each))).toBe('fits');
  });

  it('take a certificate of practice', () => {
    expect(fits(certificate, JSON.parse(issue(liveTo('sanitized', staffedStation('practice'), true)).text))).toBe('fits');
  });

  it('take every event of every life, and the registry’s own', () => {
    const entries = endings.flatMap((ending) => [...of(ending).station.entries]).concat(bundleParts(of('sanitized'), '').control);
    expect(entries.length).toBeGreaterThan(80);
    for (const each of entries) expect(fits(event, JSON.parse(fromUtf8(each.eventBytes) ?? '')), each.event.type).toBe('fits');
  });

  it('take a bundle, and a proof for the maker', () => {
    expect(fits(bundle, asObject(bundleFiles(bundleParts(of('sanitized'), '// the checker\n'))))).toBe('fits');
    const proof = makeMakerProof(logged(of('sanitized')), verifier);
    expect(proof.kind).toBe('made');
    if (proof.kind === 'made') expect(fits(forMaker, JSON.parse(proof.text))).toBe('fits');
  });
});

describe('a form that was changed', () => {
  type Change = readonly [what: string, change: (file: Record<string, unknown>) => void];
  const body = (file: Record<string, unknown>): Record<string, unknown> => file['body'] as Record<string, unknown>;
  const changes: readonly Change[] = [
    ['another format', (file) => void (file['format'] = 'custos-certificate/v2')],
    ['a member too many', (file) => void (file['comment'] = 'looks fine')],
    ['a member too many in the body', (file) => void (body(file)['score'] = 100)],
    ['no keys', (file) => void (file['keys'] = [])],
    ['no issued', (file) => void delete file['issued']],
    ['an outcome that there is not', (file) => void (body(file)['outcome'] = 'clean')],
    ['a shortfall that there is not', (file) => void (body(file)['shortfalls'] = ['ran_out_of_time'])],
    ['no four facts', (file) => void delete body(file)['facts']],
    ['a time without milliseconds', (file) => void (body(file)['issued_at'] = '2026-11-22T19:33:21Z')],
    ['a number for a number of the certificate', (file) => void (body(file)['certificate'] = 5)],
    ['an entry without signatures', (file) => void ((file['entries'] as Record<string, unknown>[])[0] = { event: {}, sigs: [] })],
    ['opened values under no hash', (file) => void (file['opened'] = { somewhere: { host: { salt: 'x', value: 'y' } } })],
    ['receipts without a checkpoint', (file) => void (file['receipts'] = { log: 'x', proofs: {} })],
  ];

  it.each(changes)('%s does not fit', (_, change) => {
    const file = JSON.parse(logged(of('sanitized'))) as Record<string, unknown>;
    expect(certificate(file)).toBe(true);
    change(file);
    expect(certificate(file)).toBe(false);
  });

  it('of a bundle does not fit', () => {
    const files = asObject(bundleFiles(bundleParts(of('sanitized'), '')));
    expect(bundle({ ...files, 'notes.txt': 'mine' })).toBe(false);
    expect(bundle({ ...files, 'keys.ndjson': [{ station: 'registry' }] })).toBe(false);
    const { checkpoint, ...without } = files;
    expect(typeof checkpoint).toBe('string');
    expect(bundle(without)).toBe(false);
  });

  it('of an event does not fit, and the schema agrees with the code where the code has a say', () => {
    const [first] = of('sanitized').station.entries;
    const good = JSON.parse(fromUtf8(first?.eventBytes ?? new Uint8Array()) ?? '') as Record<string, unknown>;
    for (const wrong of [{ v: 2 }, { seq: 0 }, { type: 'Station' }, { prev: 'short' }, { actor: 'Ana' }, { deps: 'none' }, { more: 1 }]) {
      expect(event({ ...good, ...wrong }), JSON.stringify(wrong)).toBe(false);
      expect(readEvent({ ...good, ...wrong }).kind, JSON.stringify(wrong)).toBe('refused');
    }
    // The log takes it; a reader of the schema learns that it says nothing.
    expect(event({ ...good, body: { site: 'Lisbon 2' } })).toBe(false);
    expect(readEvent({ ...good, body: { site: 'Lisbon 2' } }).kind).toBe('event');
    expect(event({ ...good, type: 'station.painted', body: { colour: 'green' } })).toBe(true);
  });
});
