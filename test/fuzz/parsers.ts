import type { Fuzzed } from './fuzzed.ts';
import { ataIdentify, ataReturn } from './parsers/ata.ts';
import { bundle, certificate, trustPolicy } from './parsers/certificate.ts';
import { conversations } from './parsers/drives.ts';
import { imports, reports } from './parsers/exchange.ts';
import { frames, kernelTables, shelfFiles, spentList } from './parsers/files.ts';
import { label, wedge } from './parsers/label.ts';
import { canonicalJson, encodings, logProofs, notes } from './parsers/ledger.ts';
import { nvmeIdentify, nvmeLogs } from './parsers/nvme.ts';
import { inquiryPages, readCapacity, sense, structures } from './parsers/scsi.ts';
import { tcg } from './parsers/tcg.ts';
import { stamps } from './parsers/stamp.ts';
import { bulkOnly, hidReports, serialLines, sgIo, tables } from './parsers/wires.ts';

/** Every parser that reads what others wrote. */
export const parsers: readonly Fuzzed[] = [
  ataIdentify,
  ataReturn,
  sense,
  inquiryPages,
  readCapacity,
  structures,
  stamps,
  nvmeIdentify,
  nvmeLogs,
  ...conversations,
  tables,
  bulkOnly,
  sgIo,
  tcg,
  hidReports,
  serialLines,
  label,
  wedge,
  notes,
  logProofs,
  canonicalJson,
  encodings,
  certificate,
  bundle,
  trustPolicy,
  frames,
  spentList,
  kernelTables,
  shelfFiles,
  imports,
  reports,
];

/** Throws when there is none of this name. */
export function parserNamed(name: string): Fuzzed {
  const found = parsers.find((parser) => parser.name === name);
  if (found === undefined) throw new RangeError(`there is no parser ${name}; there are: ${parsers.map((one) => one.name).join(', ')}`);
  return found;
}
