import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import type { ComposedReport } from '../../certificate/composed.ts';
import { jsonSchemaOf } from '../../certificate/schemas.ts';
import { checkSummary, originOf, readSummary } from '../../certificate/summary/file.ts';
import type { Summary } from '../../certificate/summary/format.ts';
import { utf8 } from '../../domain/bytes.ts';
import { canonicalText } from '../../domain/ledger/canonical.ts';
import { trusting, verifier } from './asking.ts';
import { certificateName, issue, judge, liveTo, logOf, type PaperStation, serial, subject } from './kit.ts';
import { exception, load, lot, silent } from './lot-kit.ts';
import { expect3, list, summarize } from './summary-kit.ts';

const check = (text: string, trust?: string): ComposedReport<Summary> =>
  checkSummary({ bytes: utf8(text), verifier, ...(trust === undefined ? {} : { trust: trusting(trust) }) });
const first = ({ verdict, findings }: ComposedReport<Summary>): string => `${verdict} ${findings[0]?.code ?? ''}`.trim();
const read = (text: string): Summary => readSummary(utf8(text)) ?? expect.fail('the summary cannot be read');
const server = (closed = true, ending: Parameters<typeof liveTo>[0] = 'sanitized'): PaperStation => {
  const { station } = issue(liveTo(ending));
  expect3(station, closed);
  return station;
};

describe('one certificate for the drives of a list', () => {
  const station = server();
  const text = summarize(station, { is: 'list', list });

  it('tells each drive by its newest certificate, who is missing, and sums made from the lines', () => {
    const report = check(text, `log ${logOf(station).vkey}\nquorum none\n`);
    expect([first(report), report.pinned.by]).toEqual(['valid', 'reader']);
    const { body } = read(text);
    expect(body.drives).toMatchObject([
      {
        row: 1,
        item: subject,
        serial,
        serial_from: 'drive',
        result: {
          is: 'certified',
          outcome: 'sanitized',
          certificate: certificateName,
          method: 'purge',
          technique: 'ata_sanitize_overwrite',
        },
      },
    ]);
    expect(body.absent).toMatchObject([
      { row: 2, serial: 'GONE-0002', reason: 'left_in_host' },
      { row: 3, serial: 'GONE-0003', reason: 'lost' },
    ]);
    expect(body.totals).toEqual({ drives: 1, sanitized: 1, destroyed: 0, not_sanitized: 0, taken_back: 0, none: 0, missing: 2, open: 0 });
    expect(body.proven).toBe(true);
  });

  it('shows where a drive came from, and no other word that somebody typed', () => {
    const summary = read(text);
    const [drive] = summary.body.drives;
    expect(drive === undefined ? {} : Object.keys(originOf(summary, drive)).toSorted()).toEqual(['host', 'slot', 'ticket']);
    const fields = Object.values(summary.opened).flatMap((each) => Object.keys(each));
    expect(fields).not.toContain('owner');
    expect(fields).not.toContain('name');
  });

  it('of an open list is not proven, whatever its drives are', () => {
    const { body } = read(summarize(server(false), { is: 'list', list }));
    expect(body).toMatchObject({ proven: false, totals: { open: 1, missing: 1 } });
    expect(body.closed).toBeUndefined();
  });

  it('with a drive that was not sanitized is not proven', () => {
    const { body } = read(summarize(server(true, 'not_verified'), { is: 'list', list }));
    expect(body).toMatchObject({ proven: false, totals: { drives: 1, sanitized: 0, not_sanitized: 1 } });
  });

  it('says of a certificate that was taken back just that', () => {
    const taken = server();
    taken.write({
      type: 'certificate.revoked',
      subject,
      actor: judge,
      body: { certificate: certificateName, reason: 'evidence_in_doubt' },
    });
    const { body } = read(summarize(taken, { is: 'list', list }));
    expect(body.drives[0]?.result).toMatchObject({ is: 'taken_back', certificate: certificateName, reason: 'evidence_in_doubt' });
    expect(body).toMatchObject({ proven: false, totals: { taken_back: 1, sanitized: 0 } });
  });

  it.each<readonly [string, string, (summary: Summary) => object]>([
    ['a sum', 'altered not_as_composed', ({ body }) => ({ body: { ...body, totals: { ...body.totals, missing: 0 } } })],
    ['the word on it all', 'altered not_as_composed', ({ body }) => ({ body: { ...body, proven: !body.proven } })],
    [
      'an outcome',
      'altered not_as_composed',
      ({ body }) => ({ body: { ...body, drives: body.drives.map((each) => ({ ...each, result: { is: 'none' } })) } }),
    ],
    [
      'a row left out',
      'altered not_as_composed',
      ({ entries }) => ({ entries: entries.filter(({ event }) => event['type'] !== 'expected.missing') }),
    ],
    [
      'no event but the drive’s',
      'altered not_as_composed',
      ({ entries }) => ({ entries: entries.filter(({ event }) => event['subject'] !== list) }),
    ],
    ['proofs left out', 'incomplete no_proof', ({ receipts }) => ({ receipts: { ...receipts, proofs: {} } })],
  ])('%s that was changed is found', (_, answer, change) => {
    const summary = read(text);
    expect(first(check(`${canonicalText({ ...summary, ...change(summary) })}\n`))).toBe(answer);
  });

  it('is read in one spelling only', () => {
    expect(first(check(` ${text}`))).toBe('altered not_a_summary');
    expect(first(check(text.slice(0, 700)))).toBe('altered not_a_summary');
  });

  it('fits its published schema', () => {
    const fits = new Ajv2020({ strict: false }).compile(jsonSchemaOf('summary'));
    expect(fits(JSON.parse(text)), JSON.stringify(fits.errors)).toBe(true);
    expect(fits({ ...(JSON.parse(text) as object), more: 1 })).toBe(false);
  });
});

describe('one certificate for the drives of a lot or a batch', () => {
  it('has the drives of the lot, also one that has no certificate', () => {
    const { station } = load({ withSilent: true });
    const { body } = read(summarize(station, { is: 'lot', lot }));
    expect(body).toMatchObject({ name: 'RMA 20117', proven: false, totals: { drives: 2, sanitized: 1, none: 1 } });
    expect(first(check(summarize(station, { is: 'lot', lot })))).toBe('valid');
    expect(body.closed).toBeDefined();
    expect(body.drives.map(({ exceptions }) => exceptions?.map(({ rule, ground }) => [rule, ground]))).toEqual(
      body.drives.map(({ item }) => (item === silent ? [['no_job', 'no_data_was_on_it']] : undefined)),
    );
    station.write({ type: 'exception.revoked', subject: silent, actor: judge, body: { exception } });
    expect(read(summarize(station, { is: 'lot', lot })).body.drives.every(({ exceptions }) => exceptions === undefined)).toBe(true);
  });

  it('of a lot from which an event was held back is not closed', () => {
    const { station } = load({ withSilent: true });
    const without = station.entries.filter(({ event }) => event.type !== 'lot.item_added' || event.body['item'] !== silent);
    station.entries.splice(0, station.entries.length, ...without);
    const { body } = read(summarize(station, { is: 'lot', lot }));
    expect([body.closed, body.proven]).toEqual([undefined, false]);
  });

  it('has just the drives that were asked for, and destroyed ones count as proven', () => {
    const { station } = issue(liveTo('failed_destroyed'));
    const text = summarize(station, { is: 'batch', drives: [subject] });
    expect(first(check(text))).toBe('valid');
    expect(read(text).body).toMatchObject({ proven: true, totals: { drives: 1, destroyed: 1 } });
    const more = summarize(station, { is: 'batch', drives: [subject, silent] });
    expect(read(more).body).toMatchObject({ proven: false, totals: { drives: 2, none: 1 } });
  });
});
