import { z } from 'zod';
import type { Bytes } from '../../domain/bytes.ts';
import { fromUtf8, utf8 } from '../../domain/bytes.ts';
import { canonicalText } from '../../domain/ledger/canonical.ts';
import type { Entry } from '../../domain/ledger/entry.ts';
import { openEntry } from '../../domain/ledger/entry.ts';
import { hashPattern } from '../../domain/ledger/hash.ts';
import { controlGenesis } from '../../domain/ledger/chain.ts';
import type { SignatureVerifier } from '../../domain/ledger/signing.ts';
import type { BundleFiles } from '../bundle.ts';
import { isBundleName } from '../bundle.ts';
import type { OpenedValues, StationKey } from '../certificate.ts';
import { stationKey } from '../certificate.ts';
import { chainFinding } from './chains.ts';
import { checkCertificate, openedFinding } from './check.ts';
import { checkReceipts } from './receipts.ts';
import type { CheckReport, CheckVerdict, Finding, Pinned } from './report.ts';
import { altered, incomplete, revoked, verdictOf } from './report.ts';
import type { RevokedKey } from './signers.ts';
import { Signers, revokedKeys } from './signers.ts';
import type { TrustPolicy } from './trust.ts';
import { readTrustPolicy } from './trust.ts';

export interface BundleReport {
  readonly verdict: CheckVerdict;
  readonly findings: readonly Finding[];
  readonly pinned: Pinned;
  /** Entries that were checked, control events included. */
  readonly events: number;
  readonly certificates: readonly { readonly id: string; readonly report: CheckReport }[];
}

export interface BundleInput {
  readonly files: BundleFiles;
  readonly verifier: SignatureVerifier;
  readonly trust?: TrustPolicy;
}

/** A finding thrown out of the reading of one file; caught in this module and nowhere else. */
class Stopped extends Error {
  readonly finding: Finding;
  constructor(finding: Finding) {
    super(finding.code);
    this.finding = finding;
  }
}

/**
 * Checks an audit bundle in the order of the registry protocol, section 12: log signature and quorum, inclusion of
 * every entry, control events, signatures with the keys of the moment, chains without gaps, sealed values, and at
 * last each certificate. Conflicts are not computed again here.
 */
export function checkBundle(input: BundleInput): BundleReport {
  try {
    return checkFiles(input);
  } catch (cause) {
    if (!(cause instanceof Stopped)) throw cause;
    return { ...verdictOf([cause.finding]), pinned: { by: 'none', witnesses: [] }, events: 0, certificates: [] };
  }
}

function checkFiles({ files, verifier, trust }: BundleInput): BundleReport {
  for (const name of Object.keys(files))
    if (!isBundleName(name)) throw new Stopped(altered('stray_file', name, 'There is a file that no bundle has.'));
  const own = readTrustPolicy(textOf(files, 'policy.txt'));
  const log = own.kind === 'policy' ? own.policy.logs[0] : undefined;
  const logLine = textOf(files, 'policy.txt')
    .split('\n')
    .find((line) => line.startsWith('log '))
    ?.slice(4)
    .trim();
  if (log === undefined || logLine === undefined)
    throw new Stopped(altered('bad_policy', 'policy.txt', 'The bundle’s policy names no log.'));
  const control = entriesOf(files, 'control.ndjson');
  const chains = namesUnder(files, 'chains/')
    .map((name) => ({ name, entries: entriesOf(files, name) }))
    .toSorted((left, right) => (left.entries[0]?.event.epoch ?? 0) - (right.entries[0]?.event.epoch ?? 0));
  const entries = [...control, ...chains.flatMap((chain) => chain.entries)];
  const proofs = Object.fromEntries(
    namesUnder(files, 'proofs/').map((name) => [name.slice('proofs/'.length, -'.tlog-proof'.length), textOf(files, name)]),
  );
  const receipts = checkReceipts({ receipts: { log: logLine, checkpoint: textOf(files, 'checkpoint'), proofs }, entries, trust, verifier });
  const revokedBy = revokedKeys(control);
  const chainsFinding = chains.map((chain) => wholeChainFinding(chain)).find((finding) => finding !== undefined);
  const opened = openedOf(files);
  const inner = [
    chainFinding(control, true) ?? controlStartFinding(control),
    chainsFinding,
    keysFinding({
      control,
      chains: chains.map((chain) => chain.entries),
      keys: keysOf(files),
      verifier,
      revoked: revokedBy,
      indexes: receipts.indexes,
    }),
    openedFinding(opened, entries),
  ].filter((finding) => finding !== undefined);
  const certificates = namesUnder(files, 'certificates/').map((name) => {
    const bytes = files[name] ?? new Uint8Array();
    return {
      id: name.slice('certificates/'.length, -'.json'.length),
      name,
      report: checkCertificate({ bytes, verifier, revoked: revokedBy, ...(trust === undefined ? {} : { trust }) }),
    };
  });
  const fromCertificates = certificates.flatMap(({ id, name, report }) => [
    ...report.findings.map((finding) => ({ ...finding, where: `${name} ${finding.where}` })),
    ...(report.file !== undefined && report.file.body.certificate !== id
      ? [altered('wrong_name', name, 'The certificate has another name inside.')]
      : []),
    ...leftOutFindings(
      name,
      report,
      chains.flatMap((chain) => chain.entries),
    ),
  ]);
  return {
    ...verdictOf([...receipts.findings, ...inner, ...fromCertificates]),
    pinned: receipts.pinned,
    events: entries.length,
    certificates: certificates.map(({ id, report }) => ({ id, report })),
  };
}

function wholeChainFinding({ name, entries }: { readonly name: string; readonly entries: readonly Entry[] }): Finding | undefined {
  const stray = entries.find(({ event }) => name !== `chains/${event.station}-${event.epoch}.ndjson`);
  if (stray !== undefined) return altered('wrong_chain', `${name} ${stray.hash}`, 'An event stands in the file of another chain.');
  return chainFinding(entries, true);
}

/** The control chain is there from its first event, or there is none of it. */
function controlStartFinding(control: readonly Entry[]): Finding | undefined {
  const first = control[0];
  if (first === undefined) return undefined;
  const { station, seq, prev } = first.event;
  if (station !== 'registry')
    return altered('wrong_chain', `control.ndjson ${first.hash}`, 'A station’s event stands among the registry’s own.');
  return seq === 1 && prev === controlGenesis.hash
    ? undefined
    : incomplete('control_cut', 'control.ndjson', 'The registry’s first events are missing.');
}

interface KeysQuestion {
  readonly control: readonly Entry[];
  readonly chains: readonly (readonly Entry[])[];
  readonly keys: readonly StationKey[];
  readonly verifier: SignatureVerifier;
  readonly revoked: readonly RevokedKey[];
  readonly indexes: Readonly<Record<string, number>>;
}

/** Replays all entries in the log's order, and asks of each station key whether the registry knew it. */
function keysFinding({ control, chains, keys, verifier, revoked: revokedBy, indexes }: KeysQuestion): Finding | undefined {
  const known = new Map<string, string>();
  for (const { event, hash } of control) if (event.type === 'station.enrolled') known.set(hash, canonicalText(event.body));
  for (const { station, key } of keys) {
    if (station === 'registry') continue;
    const text = [...known.values()].find((body) => body.includes(`"${station}"`) && body.includes(`"${key}"`));
    if (text === undefined)
      return incomplete(
        'station_not_enrolled',
        `keys.ndjson ${station}`,
        `The registry’s events do not show that it enrolled ${station} with this key.`,
      );
  }
  const at = (entry: Entry): number => indexes[entry.hash] ?? Number.MAX_SAFE_INTEGER;
  const signers = new Signers({ verifier, keys, revoked: revokedBy });
  for (const entry of [...control, ...chains.flat()].toSorted((left, right) => at(left) - at(right))) {
    const finding = signers.next(entry);
    if (finding !== undefined) return finding;
  }
  return undefined;
}

/** What the chains tell of the drive and the certificate does not, and later certificates that take this one back. */
function leftOutFindings(name: string, report: CheckReport, entries: readonly Entry[]): readonly Finding[] {
  const body = report.file?.body;
  const issued = entries.find(({ event }) => event.type === 'certificate.issued' && event.body['certificate'] === body?.certificate);
  if (body === undefined) return [];
  if (issued === undefined)
    return [incomplete('chain_missing', name, 'The chain that this certificate was issued in is not in the bundle.')];
  const subjects = new Set([body.subject, ...body.other_subjects]);
  const listed = new Set(body.events.map(({ event }) => event));
  const ofDrive = entries.filter(
    ({ event }) =>
      event.subject !== undefined &&
      subjects.has(event.subject) &&
      event.station === issued.event.station &&
      event.epoch === issued.event.epoch,
  );
  const leftOut = ofDrive.find(({ event, hash }) => event.seq < issued.event.seq && !listed.has(hash));
  if (leftOut !== undefined)
    return [altered('left_out', `${name} ${leftOut.hash}`, `The certificate leaves out an event of this drive: ${leftOut.event.type}.`)];
  const later = ofDrive.find(
    ({ event }) =>
      event.type === 'certificate.issued' &&
      event.seq > issued.event.seq &&
      event.body['outcome'] === 'not_sanitized' &&
      body.outcome === 'sanitized',
  );
  return later === undefined
    ? []
    : [revoked('superseded', `${name} ${later.hash}`, 'A later certificate says that this drive is not sanitized.')];
}

function entriesOf(files: BundleFiles, name: string): readonly Entry[] {
  return linesOf(files, name).map((line, index) => {
    const opened = openEntry(utf8(line));
    if (opened.kind === 'refused')
      throw new Stopped(altered('bad_entry', `${name}:${index + 1}`, 'An event is malformed or spelled otherwise than it was written.'));
    return opened.entry;
  });
}

function keysOf(files: BundleFiles): readonly StationKey[] {
  return linesOf(files, 'keys.ndjson').map((line, index) => parseLine(line, stationKey, `keys.ndjson:${index + 1}`));
}

const privateLine = z.strictObject({
  event: z.string().regex(hashPattern),
  field: z.string().regex(/^[a-z][a-z0-9_]{0,39}$/),
  salt: z.string(),
  value: z.json(),
});

function openedOf(files: BundleFiles): OpenedValues {
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

function textOf(files: BundleFiles, name: string): string {
  const bytes: Bytes | undefined = files[name];
  if (bytes === undefined) throw new Stopped(incomplete('file_missing', name, `The file ${name} is not in the bundle.`));
  const text = fromUtf8(bytes);
  if (text === undefined) throw new Stopped(altered('not_text', name, 'The file is not text.'));
  return text;
}

function namesUnder(files: BundleFiles, folder: string): readonly string[] {
  return Object.keys(files)
    .filter((name) => name.startsWith(folder))
    .sort();
}
