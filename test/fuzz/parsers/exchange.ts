import { assetFields, longest } from '../../../exchange/assets/asset.ts';
import { planImport } from '../../../exchange/assets/import-file.ts';
import { layoutNames } from '../../../exchange/assets/layouts.ts';
import { readReport } from '../../../exchange/reports/read.ts';
import type { ErasureReport } from '../../../exchange/reports/report.ts';
import { readXml } from '../../../exchange/reports/xml.ts';
import { expectedFacts, foreignTool } from '../../../domain/facts/expected.ts';
import { madeFile, madeLayouts } from '../../exchange/generate.ts';
import { blancco, nwipeJson, nwipeLog, nwipePdf, openSeaChest } from '../../exchange/reports/samples.ts';
import { bytesOf, type Fuzzed, must, mustBeCount, mustBeText, textOf } from '../fuzzed.ts';

const nothing = { bySerial: () => [], byTag: () => undefined };

async function* inPieces(input: Uint8Array): AsyncGenerator<Uint8Array> {
  await Promise.resolve();
  for (let at = 0; at < input.length; at += 97) yield input.slice(at, at + 97);
}

/** Files of other systems, read as each layout: a plan or a refusal, and nothing in a plan that no list can hold. */
export const imports: Fuzzed = {
  name: 'imports',
  share: 1,
  seeds: () => [
    ...madeLayouts.map((layout) => bytesOf([...madeFile(layout, 3, 1)].join(''))),
    bytesOf('sep=;\r\nserial;model\r\nZA100001;"two\r\nlines"\r\n'),
    new Uint8Array(Buffer.from('\ufeffserial\tmodel\r\nZA100001\tST4\r\n', 'utf16le')),
  ],
  async check(input) {
    for (const as of layoutNames) {
      const outcome = await planImport(() => inPieces(input), nothing, { as });
      must(outcome.survey.sizeBytes === input.length, 'another size');
      if (outcome.kind === 'refused') continue;
      const { counts, verdicts } = outcome;
      must(counts.new + counts.same + counts.conflict + counts.refused === verdicts.length, 'rows are lost');
      let line = 0;
      for (const verdict of verdicts) {
        mustBeCount(verdict.line, 'the line', input.length + 2);
        must(verdict.line > line, 'lines run backwards');
        ({ line } = verdict);
        must(verdict.kind !== 'same', 'something is known where nothing is');
        if (verdict.kind !== 'new') continue;
        for (const field of assetFields) mustBeText(verdict.asset[field] ?? '', longest[field], field);
      }
    }
  },
};

/** Reports of other tools, each file given to each reader. */
export const reports: Fuzzed = {
  name: 'reports',
  share: 3,
  seeds: () => [bytesOf(nwipeLog), nwipePdf(), bytesOf(nwipeJson), bytesOf(openSeaChest), bytesOf(blancco)],
  check(input) {
    for (const tool of foreignTool.options) {
      const outcome = readReport(tool, input);
      if (outcome.kind === 'refused') continue;
      must(outcome.reports.length > 0, 'reports without one');
      for (const report of outcome.reports) checkReport(report, tool);
    }
    readXml(textOf(input));
  },
};

function checkReport(report: ErasureReport, tool: string): void {
  must(report.tool === tool, 'a report of another tool');
  mustBeText(report.serial ?? '', 64, 'the serial');
  mustBeText(report.model ?? '', 64, 'the model');
  mustBeText(report.method ?? '', 120, 'the method');
  mustBeText(report.version ?? '', 40, 'the version');
  mustBeCount(report.capacityBytes ?? 0, 'the capacity');
  for (const time of [report.started, report.ended])
    must(time === undefined || /^\d{4}(-\d{2}){2}T\d{2}(:\d{2}){2}(Z|[+-]\d{2}:\d{2})?$/.test(time), `the time ${time}`);
  must(new Set(report.warnings).size === report.warnings.length, 'a warning twice');
  must(report.serial !== undefined || report.warnings.includes('no_serial'), 'no serial and no warning');
  if (report.serial === undefined) return;
  const { serial, version, model, method, result } = report;
  const body = { tool, version, serial, model, method, result, trust: 'file', sha256: 'A'.repeat(43), size: 1 };
  must(expectedFacts['report.kept'].safeParse(body).success, 'a report that no fact can hold');
}
