import { z } from 'zod';
import type { Bytes } from '../../domain/bytes.ts';
import { fromUtf8, toBase64url, utf8 } from '../../domain/bytes.ts';
import type { Entry } from '../../domain/ledger/entry.ts';
import { openEntry } from '../../domain/ledger/entry.ts';
import { hashPattern, sha256 } from '../../domain/ledger/hash.ts';
import type { BundleFiles } from '../bundle.ts';
import type { OpenedValues, StationKey } from '../certificate.ts';
import { stationKey } from '../certificate.ts';
import type { Finding } from './report.ts';
import { altered, incomplete } from './report.ts';

/** A finding thrown out of the reading of one file; caught where the check begins and nowhere else. */
export class Stopped extends Error {
  readonly finding: Finding;
  constructor(finding: Finding) {
    super(finding.code);
    this.finding = finding;
  }
}

export function entriesOf(files: BundleFiles, name: string): readonly Entry[] {
  return linesOf(files, name).map((line, index) => {
    const opened = openEntry(utf8(line));
    if (opened.kind === 'refused')
      throw new Stopped(altered('bad_entry', `${name}:${index + 1}`, 'An event is malformed or spelled otherwise than it was written.'));
    return opened.entry;
  });
}

export function keysOf(files: BundleFiles): readonly StationKey[] {
  return linesOf(files, 'keys.ndjson').map((line, index) => parseLine(line, stationKey, `keys.ndjson:${index + 1}`));
}

/** A line of `private.ndjson`. */
export const privateLine = z.strictObject({
  event: z.string().regex(hashPattern),
  field: z.string().regex(/^[a-z][a-z0-9_]{0,39}$/),
  salt: z.string(),
  value: z.json(),
});

export function openedOf(files: BundleFiles): OpenedValues {
  const opened: Record<string, OpenedValues[string]> = {};
  for (const [index, line] of linesOf(files, 'private.ndjson').entries()) {
    const { event, field, salt, value } = parseLine(line, privateLine, `private.ndjson:${index + 1}`);
    opened[event] = { ...opened[event], [field]: { salt, value } };
  }
  return opened;
}

function parseLine<Value>(line: string, schema: z.ZodType<Value>, where: string): Value {
  try {
    return schema.parse(JSON.parse(line));
  } catch {
    throw new Stopped(altered('bad_line', where, 'A line cannot be read.'));
  }
}

function linesOf(files: BundleFiles, name: string): readonly string[] {
  const text = textOf(files, name);
  if (text === '') return [];
  if (!text.endsWith('\n')) throw new Stopped(altered('cut_off', name, 'The file was cut off.'));
  return text.slice(0, -1).split('\n');
}

export function textOf(files: BundleFiles, name: string): string {
  const bytes: Bytes | undefined = files[name];
  if (bytes === undefined) throw new Stopped(incomplete('file_missing', name, `The file ${name} is not in the bundle.`));
  const text = fromUtf8(bytes);
  if (text === undefined) throw new Stopped(altered('not_text', name, 'The file is not text.'));
  return text;
}

export function namesUnder(files: BundleFiles, folder: string): readonly string[] {
  return Object.keys(files)
    .filter((name) => name.startsWith(folder))
    .sort();
}

/** Attachments are named by their hash, and an entry binds each. One that is not here is no finding: they go by right. */
export function attachmentFinding(files: BundleFiles, entries: readonly Entry[]): Finding | undefined {
  const names = namesUnder(files, 'attachments/');
  const bound = new Map(entries.flatMap(({ event }) => (event.att ?? []).map(({ sha256: hash, size }) => [hash, size] as const)));
  for (const name of names) {
    const bytes = files[name] ?? new Uint8Array();
    const hash = name.slice('attachments/'.length);
    if (toBase64url(sha256(bytes)) !== hash) return altered('other_attachment', name, 'The attachment is not the one that was bound.');
    if (bound.get(hash) !== bytes.length) return altered('stray_attachment', name, 'No event in the bundle binds this attachment.');
  }
  return undefined;
}
