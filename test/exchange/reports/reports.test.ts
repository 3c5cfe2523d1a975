import { describe, expect, test } from 'vitest';
import type { ForeignTool } from '../../../domain/facts/expected.ts';
import { judgeReport } from '../../../exchange/reports/plan.ts';
import { readReport } from '../../../exchange/reports/read.ts';
import { type ErasureReport, standingOf } from '../../../exchange/reports/report.ts';
import { readXml } from '../../../exchange/reports/xml.ts';
import { blancco, nwipeJson, nwipeLog, nwipePdf, openSeaChest } from './samples.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

function read(tool: ForeignTool, file: string | Uint8Array): readonly ErasureReport[] {
  const outcome = readReport(tool, typeof file === 'string' ? utf8(file) : file);
  if (outcome.kind === 'refused') throw new Error(outcome.why);
  return outcome.reports;
}

function only(tool: ForeignTool, file: string | Uint8Array): ErasureReport {
  const [report] = read(tool, file);
  if (report === undefined) throw new Error('no report');
  return report;
}

const why = (tool: ForeignTool, file: string | Uint8Array): string => {
  const outcome = readReport(tool, typeof file === 'string' ? utf8(file) : file);
  return outcome.kind === 'refused' ? outcome.why : 'read';
};

describe('nwipe', () => {
  test('says in its log what became of each drive', () => {
    expect(read('nwipe', nwipeLog)).toEqual([
      {
        tool: 'nwipe',
        version: '0.42',
        serial: 'ZC1AAAA1',
        model: 'ST4000NM0035-1V4107',
        capacityBytes: 4000787030016,
        method: 'PRNG Stream',
        result: 'erased',
        started: '2026-11-22T08:01:00',
        ended: '2026-11-22T16:31:00',
        verification: 'passed',
        warnings: ['hidden_area_unknown', 'times_without_zone'],
      },
      expect.objectContaining({
        serial: 'V1BBBBB2',
        result: 'failed',
        verification: 'failed',
        warnings: ['errors_counted', 'not_whole_drive', 'hidden_area_unknown', 'times_without_zone'],
      }),
    ]);
  });

  test('whose log ends before its tables has started and no more', () => {
    const cut = nwipeLog.slice(0, nwipeLog.indexOf('****'));
    expect(read('nwipe', cut).map(({ result, ended, warnings }) => [result, ended, warnings.includes('started_only')])).toEqual([
      ['started', undefined, true],
      ['started', undefined, true],
    ]);
    expect(only('nwipe', nwipeLog.replace('| Erased |', '|UABORTED|')).result).toBe('aborted');
    expect(only('nwipe', nwipeLog.replace('| Erased |', '|INSANITY|')).result).toBe('unclear');
    expect(only('nwipe', nwipeLog.replace('+VL', '+NV'))).toMatchObject({
      verification: 'none',
      warnings: expect.arrayContaining(['not_verified']),
    });
  });

  test('says the same on its PDF, and there whether hidden sectors were left', () => {
    expect(only('nwipe', nwipePdf())).toEqual({
      tool: 'nwipe',
      version: '0.42',
      serial: 'ZC1AAAA1',
      model: 'ST4000NM0035-1V4107',
      capacityBytes: 4000787030016,
      method: 'PRNG Stream',
      result: 'erased',
      started: '2026-11-22T08:01:00',
      ended: '2026-11-22T16:31:00',
      verification: 'passed',
      warnings: ['times_without_zone'],
    });
    expect(only('nwipe', nwipePdf({ 'HPA/DCO:': 'Hidden sectors found!' })).warnings).toContain('hidden_area_left');
    expect(only('nwipe', nwipePdf({ 'Status:': 'FAILED', 'Errors(pass/sync/verify/retries):': '0/0/3/0' }))).toMatchObject({
      result: 'failed',
      verification: 'failed',
    });
    expect(only('nwipe', nwipePdf({ 'Serial:': 'Unknown' })).warnings).toContain('no_serial');
    expect(only('nwipe', nwipePdf({ 'Serial:': 'ABCDEFGHIJKLMNOPQRST' })).warnings).toContain('serial_may_be_cut');
    expect(why('nwipe', utf8('%PDF-1.7\n(Hello) Tj'))).toBe('not_this_tool');
  });

  test('says less in its JSON', () => {
    expect(only('nwipe', nwipeJson)).toMatchObject({
      result: 'erased',
      version: '0.39',
      started: '2026-11-22T08:01:00Z',
      verification: 'unknown',
      warnings: ['hidden_area_unknown', 'not_verified'],
    });
  });
});

describe('openSeaChest', () => {
  test('tells erased from started, and a capacity where it was asked for one', () => {
    expect(read('openseachest', openSeaChest)).toEqual([
      {
        tool: 'openseachest',
        version: '4.6.0-9_1_0',
        serial: 'ZC1AAAA1',
        model: 'ST4000NM0035-1V4107',
        capacityBytes: 4000787030016,
        method: 'Sanitize block erase',
        result: 'erased',
        started: '2026-11-22T08:01:00',
        verification: 'passed',
        warnings: ['times_without_zone'],
      },
      expect.objectContaining({ serial: 'V1BBBBB2', result: 'started', warnings: ['started_only', 'not_verified', 'times_without_zone'] }),
    ]);
  });

  test('that failed once has failed, whatever it says after', () => {
    expect(
      only('openseachest', openSeaChest.replace('Sanitize command passed!', 'Sanitize command failed!\nSanitize command passed!')).result,
    ).toBe('failed');
    expect(only('openseachest', openSeaChest.replace('Sanitize command passed!', '')).result).toBe('started');
    const security = openSeaChest
      .replace('Starting Sanitize Block Erase', 'Enhanced ATA Security Erase using SeaChest')
      .replace('Sanitize command passed!', '\tATA security erase has completed successfully.');
    expect(only('openseachest', security)).toMatchObject({ method: 'ATA Security Erase, enhanced', result: 'erased' });
    const range = openSeaChest
      .replace('Starting Sanitize Block Erase', '')
      .replace('Sanitize command passed!', 'Successfully erased LBAs 0 to 100 using write same');
    expect(only('openseachest', range)).toMatchObject({ method: 'Write Same', result: 'unclear' });
  });
});

describe('Blancco', () => {
  test('tells each erasure of a report by its own target', () => {
    expect(read('blancco', blancco)).toEqual([
      {
        tool: 'blancco',
        version: '7.9.0',
        serial: 'ZC1AAAA1',
        model: 'ST4000NM0035-1V4107',
        capacityBytes: 4000787030016,
        method: 'NIST 800-88 Purge & verify',
        result: 'erased',
        started: '2026-11-22T08:01:00+01:00',
        ended: '2026-11-22T09:01:00+01:00',
        verification: 'unknown',
        warnings: [],
      },
      expect.objectContaining({ serial: 'V1BBBBB2', result: 'failed', warnings: ['errors_counted'] }),
    ]);
    expect(only('blancco', blancco.replace('>Successful<', '>Successful with exceptions<')).result).toBe('unclear');
  });

  test('is refused when it is cut, and when it brings entities of its own', () => {
    expect(why('blancco', blancco.slice(0, -30))).toBe('damaged');
    expect(why('blancco', blancco.replace('<root>', '<!DOCTYPE root [<!ENTITY a "x">]><root>'))).toBe('damaged');
    expect(why('blancco', blancco.replace('&amp;', '&a;'))).toBe('damaged');
    expect(why('blancco', '<blancco_data></blancco_data>')).toBe('not_a_report');
  });

  test('is XML and nothing near it', () => {
    expect(readXml('<a b="1&lt;2"><!-- x --><c/>t<![CDATA[<&]]>&#x41;</a>')).toEqual({
      name: 'a',
      attributes: new Map([['b', '1<2']]),
      children: [{ name: 'c', attributes: new Map(), children: [], text: '' }],
      text: 't<&A',
    });
    for (const bad of [
      '',
      '<a>',
      '<a></b>',
      '<a/><b/>',
      'x<a/>',
      '<a b="1" b="2"/>',
      '<a b=1/>',
      '<a>&#0;</a>',
      '<a>&x;</a>',
      '<a>&amp</a>',
    ])
      expect(readXml(bad)).toBeUndefined();
    expect(readXml(`${'<a>'.repeat(70)}${'</a>'.repeat(70)}`)).toBeUndefined();
  });
});

describe('a report of another tool', () => {
  test('is never taken for one of another tool than it was said to be of', () => {
    const files = { nwipe: nwipeLog, blancco, openseachest: openSeaChest } as const;
    for (const tool of ['nwipe', 'blancco', 'openseachest'] as const)
      for (const [of, file] of Object.entries(files)) expect(why(tool, file)).toBe(of === tool ? 'read' : 'not_this_tool');
    expect(why('nwipe', new Uint8Array([0xff, 0xfe, 0x41]))).toBe('not_text');
  });

  test('never counts by itself, and by a named exception only where it has no warning', () => {
    const good = only('nwipe', nwipePdf());
    const exception = { name: 'EX-12', approver: 'tc_a1', tool: 'nwipe', trust: 'file', untilMs: 100 } as const;
    expect(standingOf(good, 'file', [], 0)).toEqual({ kind: 'never' });
    expect(standingOf(good, 'signed_file', [], 0)).toEqual({ kind: 'never' });
    expect(standingOf(good, 'file', [exception], 99)).toEqual({ kind: 'by_exception', name: 'EX-12', approver: 'tc_a1' });
    expect(standingOf(good, 'file', [exception], 100)).toEqual({ kind: 'never' });
    expect(standingOf(good, 'file', [{ ...exception, trust: 'signed_file' }], 0)).toEqual({ kind: 'never' });
    expect(standingOf(good, 'file', [{ ...exception, tool: 'blancco' }], 0)).toEqual({ kind: 'never' });
    expect(standingOf(good, 'file', [{ ...exception, approver: '' }], 0)).toEqual({ kind: 'never' });
    expect(standingOf(only('nwipe', nwipeLog), 'file', [exception], 0)).toEqual({ kind: 'never' });
    expect(standingOf({ ...good, result: 'failed' }, 'file', [exception], 0)).toEqual({ kind: 'never' });
  });

  test('is new, the same, in conflict or refused, against records and what was kept', () => {
    const report = only('nwipe', nwipeLog);
    const drive = { subject: 'd1_1', serial: 'zc1aaaa1', model: 'ST4000NM0035' };
    expect(judgeReport(report, [drive], [])).toMatchObject({ kind: 'new', drive: 'd1_1' });
    expect(judgeReport(report, [drive], [report])).toMatchObject({ kind: 'same' });
    expect(judgeReport(report, [], [{ ...report, result: 'failed' }])).toMatchObject({
      kind: 'conflict',
      differences: [{ field: 'result', here: 'failed', there: 'erased' }],
    });
    expect(judgeReport(report, [{ ...drive, model: 'HUS726T4' }], [])).toMatchObject({
      kind: 'conflict',
      differences: [{ field: 'model' }],
    });
    expect(judgeReport(report, [drive, { ...drive, subject: 'd1_2' }], [])).toMatchObject({ kind: 'refused', why: 'several_drives' });
    const { serial: _, ...nameless } = report;
    expect(judgeReport(nameless, [drive], [])).toMatchObject({ kind: 'refused', why: 'no_serial' });
  });
});
