import { z } from 'zod';
import type { Clock, KeyStore, Random, StationStore, StoredFact } from '../../contract/ports.ts';
import { factOfEntry } from '../../contract/ports.ts';
import { certificateBody, type OpenedValues, type Receipts } from '../../certificate/certificate.ts';
import { compose, policyForPaper } from '../../certificate/compose.ts';
import { bodyHash, certificateText } from '../../certificate/file.ts';
import { neededEntries } from '../../certificate/needed.ts';
import type { Authority } from '../../domain/authority/authority.ts';
import { toBase64, toBase64url } from '../../domain/bytes.ts';
import { currentJob, type DriveLife } from '../../domain/custody/life.ts';
import type { Outcome } from '../../domain/facts/facts.ts';
import { canonicalText } from '../../domain/ledger/canonical.ts';
import { type Entry, openEntry } from '../../domain/ledger/entry.ts';
import { introducedKeys } from '../../domain/ledger/introduced-keys.ts';
import { defaultPolicy, policyOf } from '../../domain/policy/policies.ts';
import type { Policy } from '../../domain/policy/policy.ts';
import { letters } from '../erase/commands.ts';
import type { CertificateOffice } from '../erase/jobs.ts';
import { maxSessionMs } from '../../domain/ledger/session-grant.ts';
import type { Recorder } from '../record/recorder.ts';
import { refused } from '../receipt.ts';
import type { CertificateDesk } from './desk.ts';

export interface OfficeNeeds {
  readonly store: StationStore;
  readonly recorder: Recorder;
  readonly keys: Pick<KeyStore, 'event'>;
  /** Whose keys are whose by the log, as far as it was pulled. */
  readonly authority?: (() => Authority | undefined) | undefined;
  readonly clock: Pick<Clock, 'wallMs'>;
  readonly random: Random;
  /** Makes the paper from the certificate's own text. */
  render(certificate: string): Promise<Uint8Array>;
}

/** Sealed fields that stay behind their commitment even in the site's own copy: raw scans and badges prove nothing to a reader. */
const keptSealed: ReadonlySet<string> = new Set(['badge', 'scans']);

const jsonValue = z.json();

/**
 * Writes certificates and hands them out. Only the body is kept, in the same transaction as the event that signs its
 * hash; the file around it is put together from the ledger's entries each time somebody asks, with the receipts that
 * are there by then.
 */
export function createOffice(needs: OfficeNeeds): CertificateOffice & CertificateDesk {
  return {
    issue(life, outcome, job) {
      const made = issue(needs, life, job);
      if (made !== outcome) throw new Error(`the entries of ${life.subject} make a ${made} certificate where ${outcome} was due`);
    },
    json(id) {
      const text = certificateFileOf(needs, id);
      return text === undefined ? refused('certificate_unknown') : { kind: 'file', name: `${id}.json`, text };
    },
    async pdf(id) {
      const text = certificateFileOf(needs, id);
      if (text === undefined) return refused('certificate_unknown');
      return { kind: 'file', name: `${id}.pdf`, base64: toBase64(await needs.render(text)) };
    },
  };
}

function issue(needs: OfficeNeeds, life: DriveLife, job: string | undefined): Outcome {
  const { store, recorder } = needs;
  const station = stationOf(store);
  const candidates = candidatesFor(store, life);
  const policy = policyFor(life);
  const id = `cert_${letters(needs.random, 20)}`;
  const body = compose({
    entries: neededEntries({ candidates, subject: life.subject, station }),
    subject: life.subject,
    certificateId: id,
    issuedAt: new Date(needs.clock.wallMs()).toISOString(),
    station,
    ...(policy === undefined ? {} : { policy: policyForPaper(policy) }),
  });
  recorder.record(
    [
      {
        type: 'certificate.issued',
        subject: life.subject,
        body: { certificate: id, outcome: body.outcome, sha256: bodyHash(body), ...(job === undefined ? {} : { job }) },
      },
    ],
    [{ kind: 'certificate', certificate: { id, subject: life.subject, text: canonicalText(body) } }],
  );
  return body.outcome;
}

/** The whole file as it can be handed out now, or undefined when there is no such certificate. */
export function certificateFileOf(needs: Pick<OfficeNeeds, 'store' | 'keys' | 'authority'>, id: string): string | undefined {
  const { store } = needs;
  const kept = store.certificates.byId(id);
  const life = kept === undefined ? undefined : store.drives.life(kept.subject);
  const issuedHash = life?.certificates.find((certificate) => certificate.id === id)?.mark.hash;
  if (kept === undefined || life === undefined || issuedHash === undefined) return undefined;
  const body = certificateBody.parse(JSON.parse(kept.text));
  const facts = body.events.map(({ event }) => storedFact(store, event));
  const policy = body.policy === undefined ? undefined : policyOf(body.policy);
  const receipts = receiptsFor(store, [...facts.map(({ fact }) => fact.hash), issuedHash]);
  return certificateText({
    body,
    entries: facts.map(entryOf),
    issued: entryOf(storedFact(store, issuedHash)),
    opened: openedValues(facts),
    keys: stationKeysOf(needs, [...facts, storedFact(store, issuedHash)].map(entryOf)),
    ...(policy === undefined ? {} : { policy }),
    ...(receipts === undefined ? {} : { receipts }),
  });
}

/** Everything that a certificate for this drive may rest on, in chain order. */
function candidatesFor(store: StationStore, life: DriveLife): readonly Entry[] {
  const always = Number.MAX_SAFE_INTEGER;
  const drive = [life.subject, ...life.links.map(({ other }) => other)].flatMap((subject) => store.shelf.storyOf(subject));
  const enrolments = [...store.shelf.ofType('person.enrolled', 0, always), ...store.shelf.ofType('person.ended', 0, always)];
  const [first] = drive;
  const sinceMs = first === undefined ? 0 : Date.parse(first.fact.wall) - maxSessionMs;
  const candidates = new Map<string, StoredFact>();
  const add = (facts: readonly StoredFact[]): void => {
    for (const stored of facts) candidates.set(stored.fact.hash, stored);
  };
  add(drive);
  add(enrolments);
  add(store.shelf.ofType('session.opened', sinceMs, always));
  // Whoever enrolled somebody did so in a session of that day, which may lie long before this drive came.
  for (const { fact } of enrolments) add(store.shelf.ofType('session.opened', Date.parse(fact.wall) - maxSessionMs, Date.parse(fact.wall)));
  for (const type of ['station.named', 'station.heartbeat', 'policy.adopted'] as const) {
    const newest = store.shelf.newestOf(type);
    if (newest !== undefined) add([newest]);
  }
  const station = stationOf(store);
  // Others signed with keys that their own stations brought into the log.
  if (drive.some(({ fact }) => fact.station !== station)) add(broughtElsewhere(store));
  return inLogOrder([...candidates.values()]).map(entryOf);
}

/** Entries of other stations that enrolled people and opened sessions. */
function broughtElsewhere(store: StationStore): readonly StoredFact[] {
  return [...store.pull.authority()].flatMap(({ index, entry }) => {
    const opened = openEntry(entry);
    if (opened.kind === 'refused' || introducedKeys(opened.entry.event).length === 0) return [];
    return [{ fact: factOfEntry(opened.entry), entry, opened: [], safety: 'logged', logIndex: index } as const];
  });
}

/** In the order of the log. What has no place there yet, and what its own chain tells to lie between, keeps the chain's order. */
function inLogOrder(facts: readonly StoredFact[]): readonly StoredFact[] {
  const inChain = facts.toSorted((a, b) => a.fact.epoch - b.fact.epoch || a.fact.seq - b.fact.seq);
  const newest = new Map<string, number>();
  const placed = inChain.map((stored) => {
    const { station } = stored.fact;
    const at = Math.max(newest.get(station) ?? -1, stored.logIndex ?? (stored.safety === 'here' ? Number.MAX_SAFE_INTEGER : -1));
    newest.set(station, at);
    return { stored, at };
  });
  return placed.toSorted((a, b) => a.at - b.at).map(({ stored }) => stored);
}

/** The event key behind each first signature: of this station, of others, and those that were changed since. */
function stationKeysOf({ store, keys, authority }: Pick<OfficeNeeds, 'store' | 'keys' | 'authority'>, entries: readonly Entry[]) {
  const found = new Map<string, { readonly station: string; readonly key: string }>();
  for (const { event, sigs } of entries) {
    const id = sigs[0]?.keyid ?? '';
    const known = authority?.()
      ?.keys.get(id)
      ?.find(({ use, station }) => use === 'event' && station === event.station)?.publicKey;
    const key = id === keys.event.keyId ? keys.event.publicKey : known;
    if (key !== undefined) found.set(id, { station: event.station, key: toBase64url(key) });
  }
  return found.size === 0 ? [{ station: stationOf(store), key: toBase64url(keys.event.publicKey) }] : [...found.values()];
}

function storedFact(store: StationStore, hash: string): StoredFact {
  const stored = store.shelf.byHash(hash);
  if (stored === undefined) throw new Error(`a certificate of this station rests on ${hash}, which is not on this disk any more`);
  return stored;
}

/** A stored fact's entry. Throws when it is not as this station wrote it. */
export function entryOf(stored: StoredFact): Entry {
  const opened = openEntry(stored.entry);
  // What this station wrote itself and cannot read back was altered on its disk.
  if (opened.kind === 'refused') throw new Error(`an entry on this disk is not as it was written: ${opened.detail}`);
  return opened.entry;
}

/** The sealed values of these facts that a copy for the site may show, each with the salt that opens it. */
export function openedValues(facts: readonly StoredFact[]): OpenedValues {
  const opened: Record<string, Record<string, { salt: string; value: z.core.util.JSONType }>> = {};
  for (const { fact, opened: values } of facts) {
    const shown = values.filter(({ field }) => !keptSealed.has(field));
    if (shown.length > 0)
      opened[fact.hash] = Object.fromEntries(
        shown.map(({ field, salt, value }) => [field, { salt: toBase64url(salt), value: jsonValue.parse(value) }]),
      );
  }
  return opened;
}

function receiptsFor(store: StationStore, hashes: readonly string[]): Receipts | undefined {
  const pins = store.sync.state().pins;
  const checkpoint = store.sync.checkpoint();
  if (pins === undefined || checkpoint === undefined) return undefined;
  const proofs: Record<string, string> = {};
  for (const hash of hashes) {
    const proof = store.sync.proof(hash);
    if (proof !== undefined) proofs[hash] = proof;
  }
  return { log: pins.logKey, checkpoint: checkpoint.note, proofs };
}

/** The policy that the newest job was cleared under; a drive that was never cleared has the default one beside it. */
function policyFor(life: DriveLife): Policy | undefined {
  const ref = currentJob(life)?.policy;
  return ref === undefined ? defaultPolicy : policyOf(ref);
}

function stationOf(store: StationStore): string {
  const chain = store.facts.chain();
  if (chain === undefined) throw new Error('a station without a chain issues no certificates');
  return chain.identity.station;
}
