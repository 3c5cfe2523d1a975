import type { ForeignTool } from '../../domain/facts/expected.ts';
import { survey, textOf } from '../text/encoding.ts';
import { readBlancco } from './blancco.ts';
import { readNwipeJson } from './nwipe-json.ts';
import { readNwipeLog } from './nwipe-log.ts';
import { readNwipePdf } from './nwipe-pdf.ts';
import { readOpenSeaChest } from './openseachest.ts';
import { reportLimits, type ReportOutcome } from './report.ts';

/** Reads a report of another tool. A file is never taken for another tool's than it was said to be of. */
export function readReport(tool: ForeignTool, bytes: Uint8Array): ReportOutcome {
  if (bytes.length > reportLimits.fileBytes) return { kind: 'refused', why: 'too_large' };
  const outcome = tool === 'nwipe' && isPdf(bytes) ? readNwipePdf(bytes) : readText(tool, bytes);
  return outcome.kind === 'reports' && outcome.reports.length > reportLimits.drives ? { kind: 'refused', why: 'too_large' } : outcome;
}

function readText(tool: ForeignTool, bytes: Uint8Array): ReportOutcome {
  const found = survey(bytes).text;
  const text = found.kind === 'text' ? textOf(bytes, found.encoding) : undefined;
  if (text === undefined) return { kind: 'refused', why: 'not_text' };
  switch (tool) {
    case 'nwipe':
      return /^\s*\{/.test(text) ? readNwipeJson(text) : readNwipeLog(text);
    case 'blancco':
      return readBlancco(text);
    case 'openseachest':
      return readOpenSeaChest(text);
  }
}

function isPdf(bytes: Uint8Array): boolean {
  return bytes[0] === 0x25 && bytes[1] === 0x50 && bytes[2] === 0x44 && bytes[3] === 0x46;
}
