import { type Authority, startAuthority } from '../../domain/authority/authority.ts';
import type { Entry } from '../../domain/ledger/entry.ts';
import { controlGenesis } from '../../domain/ledger/chain.ts';
import { readHash } from '../../domain/ledger/hash.ts';
import { type SignatureVerifier, keyId } from '../../domain/ledger/signing.ts';
import { parseTrustPolicy, type TrustPolicy } from '../../domain/ledger/trust-policy.ts';
import type { BundleFiles } from '../bundle.ts';
import { isBundleName } from '../bundle.ts';
import type { StationKey } from '../certificate.ts';
import { attachmentFinding, entriesOf, keysOf, namesUnder, openedOf, Stopped, textOf } from './bundle-read.ts';
import { chainFinding } from './chains.ts';
import { checkCertificate, openedFinding } from './check.ts';
import { contestsOf } from './contests.ts';
import { indexFindings, type Whole } from './index-claims.ts';
import { policyFinding } from './policy-set.ts';
import { checkReceipts } from './receipts.ts';
import type { CheckReport, CheckVerdict, Finding, Pinned } from './report.ts';
import { altered, incomplete, verdictOf } from './report.ts';
import { type LogSays, Signers } from './signers.ts';
import { standingFindings } from './standing.ts';

export interface BundleReport {
  readonly verdict: CheckVerdict;
  readonly findings: readonly Finding[];
  readonly pinned: Pinned;
  /** Entries that were checked, control events included. */
  readonly events: number;
  /** Conflicts that are open by the events of the bundle: shown; of a certificate's drive they are findings too. */
  readonly conflicts: readonly { readonly subject: string; readonly id: string; readonly class: string }[];
  readonly certificates: readonly { readonly id: string; readonly report: CheckReport }[];
  /** Drives of which nothing was left out, up to a size of the log, by the registry's own index. */
  readonly whole: readonly Whole[];
}

export interface BundleInput {
  readonly files: BundleFiles;
  readonly verifier: SignatureVerifier;
  readonly trust?: TrustPolicy;
}

/** What a bundle comes to that could not be read. */
export function unreadableBundle(finding: Finding): BundleReport {
  return { ...verdictOf([finding]), pinned: { by: 'none', witnesses: [] }, events: 0, conflicts: [], certificates: [], whole: [] };
}

/**
 * Checks an audit bundle in the order of the registry protocol: log signature and quorum, inclusion of every entry,
 * control events, signatures with the keys of the moment, chains without gaps, sealed values, conflicts, and at last
 * each certificate.
 */
export function checkBundle(input: BundleInput): BundleReport {
  try {
    return checkFiles(input);
  } catch (cause) {
    if (!(cause instanceof Stopped)) throw cause;
    return unreadableBundle(cause.finding);
  }
}

interface Chain {
  readonly name: string;
  readonly entries: readonly Entry[];
}

function checkFiles({ files, verifier, trust }: BundleInput): BundleReport {
  for (const name of Object.keys(files))
    if (!isBundleName(name)) throw new Stopped(altered('stray_file', name, 'There is a file that no bundle has.'));
  const log = logLine(files);
  const control = entriesOf(files, 'control.ndjson');
  const chains: readonly Chain[] = namesUnder(files, 'chains/')
    .map((name) => ({ name, entries: entriesOf(files, name) }))
    .toSorted((left, right) => (left.entries[0]?.event.epoch ?? 0) - (right.entries[0]?.event.epoch ?? 0));
  const ofStations = chains.flatMap((chain) => chain.entries);
  const entries = [...control, ...ofStations];
  const proofs = Object.fromEntries(
    namesUnder(files, 'proofs/').map((name) => [name.slice('proofs/'.length, -'.tlog-proof'.length), textOf(files, name)]),
  );
  const receipts = checkReceipts({ receipts: { log, checkpoint: textOf(files, 'checkpoint'), proofs }, entries, trust, verifier });
  const { indexes } = receipts;
  const says: LogSays = { authority: authorityOf(entries, indexes), indexOf: (hash) => indexes[hash] };
  const keys = keysOf(files);
  const inner = [
    chainFinding(control, true) ?? controlStartFinding(control),
    enrolmentFinding(keys, says.authority),
    signatureFinding(entries, indexes, new Signers({ verifier, keys, log: says })),
    chains.map((chain) => wholeChainFinding(chain, says.authority)).find((finding) => finding !== undefined),
    openedFinding(openedOf(files), entries),
    attachmentFinding(files, entries),
  ].filter((finding) => finding !== undefined);
  const indexed = indexFindings(files, entries, indexes);
  // Who may have altered events could make up any dispute.
  const isSound = [...receipts.findings, ...inner].every(({ verdict }) => verdict !== 'altered');
  const contests = isSound
    ? contestsOf({ chains: chains.map((chain) => chain.entries), control, authority: says.authority, indexes, times: receipts.times })
    : undefined;
  const certificates = namesUnder(files, 'certificates/').map((name) => {
    const id = name.slice('certificates/'.length, -'.json'.length);
    const report = checkCertificate({
      bytes: files[name] ?? new Uint8Array(),
      verifier,
      log: says,
      ...(trust === undefined ? {} : { trust }),
    });
    const policy = report.file === undefined ? undefined : policyFinding(name, report.file, says);
    const ofAll = [...standingFindings(name, report, ofStations, contests), ...(policy === undefined ? [] : [policy])];
    const findings = [...report.findings.map((finding) => ({ ...finding, where: `${name} ${finding.where}` })), ...ofAll];
    if (report.file !== undefined && report.file.body.certificate !== id)
      findings.push(altered('wrong_name', name, 'The certificate has another name inside.'));
    return { id, findings, report: { ...report, ...verdictOf([...report.findings, ...ofAll]) } };
  });
  return {
    ...verdictOf([...receipts.findings, ...inner, ...indexed.findings, ...certificates.flatMap(({ findings }) => findings)]),
    pinned: receipts.pinned,
    events: entries.length,
    conflicts: (contests?.subjects ?? []).flatMap((subject) =>
      (contests?.of(subject).open ?? []).map(({ id, class: kind }) => ({ subject, id, class: kind })),
    ),
    certificates: certificates.map(({ id, report }) => ({ id, report })),
    whole: indexed.whole,
  };
}

/** The log key that the maker of the bundle used. */
function logLine(files: BundleFiles): string {
  const text = textOf(files, 'policy.txt');
  const own = parseTrustPolicy(text);
  const line = text
    .split('\n')
    .find((each) => each.startsWith('log '))
    ?.slice(4)
    .trim();
  if (own.kind === 'refused' || own.policy.logs.length === 0 || line === undefined)
    throw new Stopped(altered('bad_policy', 'policy.txt', 'The bundle’s policy names no log.'));
  return line;
}

/** Who might do what at each place, by the fold that the registry itself asks. Entries without a proven place are left out. */
function authorityOf(entries: readonly Entry[], indexes: Readonly<Record<string, number>>): Authority {
  const fold = startAuthority();
  for (const placed of inLogOrder(entries, indexes)) fold.apply(placed);
  return fold.authority;
}

function inLogOrder(
  entries: readonly Entry[],
  indexes: Readonly<Record<string, number>>,
): readonly { readonly at: number; readonly entry: Entry }[] {
  const placed = entries.flatMap((entry) => {
    const at = indexes[entry.hash];
    return at === undefined ? [] : [{ at, entry }];
  });
  const seen = new Set<number>();
  return placed.toSorted((left, right) => left.at - right.at).filter(({ at }) => !seen.has(at) && seen.add(at));
}

function wholeChainFinding({ name, entries }: Chain, authority: Authority): Finding | undefined {
  const stray = entries.find(({ event }) => name !== `chains/${event.station}-${event.epoch}.ndjson`);
  if (stray !== undefined) return altered('wrong_chain', `${name} ${stray.hash}`, 'An event stands in the file of another chain.');
  const gap = chainFinding(entries, true);
  const [first] = entries;
  if (gap !== undefined || first === undefined) return gap;
  const { station, epoch, seq, prev } = first.event;
  const epochs = authority.stations.get(station)?.epochs ?? [];
  const opened = epochs.find((each) => each.epoch === epoch);
  if (opened !== undefined && seq === 1 && prev !== opened.genesis)
    return altered('wrong_start', `${name} ${first.hash}`, 'The chain does not begin with the event that opened it.');
  const closed = epochs.find(({ after }) => after?.epoch === epoch)?.after;
  const head = entries.find(({ event }) => event.seq === closed?.seq);
  const beyond = entries.find(({ event }) => closed !== undefined && event.seq > closed.seq);
  if (beyond !== undefined || (head !== undefined && head.hash !== closed?.hash))
    return altered('other_end', `${name} ${(beyond ?? head)?.hash ?? ''}`, 'The chain does not end where the registry closed it.');
  return undefined;
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

/** A key that lies beside the events must be one that the log tells of. */
function enrolmentFinding(keys: readonly StationKey[], authority: Authority): Finding | undefined {
  const stray = keys.find(({ station, key }) => {
    const publicKey = readHash(key);
    return publicKey === undefined || !(authority.keys.get(keyId(publicKey)) ?? []).some((record) => record.station === station);
  });
  return stray === undefined
    ? undefined
    : incomplete(
        'station_not_enrolled',
        `keys.ndjson ${stray.station}`,
        `The registry’s events do not show that it enrolled ${stray.station} with this key.`,
      );
}

/** Replays all entries in the log's order: keys of people count from the events that bring them. */
function signatureFinding(entries: readonly Entry[], indexes: Readonly<Record<string, number>>, signers: Signers): Finding | undefined {
  const at = (entry: Entry): number => indexes[entry.hash] ?? Number.MAX_SAFE_INTEGER;
  for (const entry of entries.toSorted((left, right) => at(left) - at(right))) {
    const finding = signers.next(entry);
    if (finding !== undefined) return finding;
  }
  return undefined;
}
