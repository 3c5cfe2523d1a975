import { z } from 'zod';
import type { Clock, KeyStore, Random, StationStore, StoredFact } from '../../contract/ports.ts';
import { certificateBody, type OpenedValues } from '../../certificate/certificate.ts';
import { compose, policyForPaper } from '../../certificate/compose.ts';
import { bodyHash, certificateText } from '../../certificate/file.ts';
import { neededEntries } from '../../certificate/needed.ts';
import type { Authority } from '../../domain/authority/authority.ts';
import { toBase64, toBase64url } from '../../domain/bytes.ts';
import { currentJob, type DriveLife } from '../../domain/custody/life.ts';
import type { Outcome } from '../../domain/facts/facts.ts';
import { canonicalText } from '../../domain/ledger/canonical.ts';
import type { Entry } from '../../domain/ledger/entry.ts';
import { defaultPolicy, policyOf } from '../../domain/policy/policies.ts';
import type { Policy } from '../../domain/policy/policy.ts';
import { letters } from '../erase/commands.ts';
import type { CertificateOffice } from '../erase/jobs.ts';
import type { Recorder } from '../record/recorder.ts';
import { refused } from '../receipt.ts';
import type { CertificateDesk } from './desk.ts';
import { candidatesOf, entryOf, type KeyNeeds, receiptsFor, stationKeysOf, stationOf, storedFact } from './holdings.ts';
import { lotPaper } from './lot-papers.ts';
import { summaryPaper } from './summary-paper.ts';

export interface OfficeNeeds {
  readonly store: StationStore;
  readonly recorder: Recorder;
  readonly keys: Pick<KeyStore, 'event' | 'verifier'>;
  /** Whose keys are whose by the log, as far as it was pulled. */
  readonly authority?: (() => Authority | undefined) | undefined;
  readonly clock: Pick<Clock, 'wallMs'>;
  readonly random: Random;
  /** Makes the paper from the certificate's own text. */
  render(certificate: string): Promise<Uint8Array>;
  /** Makes the paper of a lot from its load list's own text. */
  renderLoadList(list: string): Promise<Uint8Array>;
  /** Makes the paper of many drives from their summary's own text. */
  renderSummary(summary: string): Promise<Uint8Array>;
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
    lot: (lot, as) => lotPaper(needs, lot, as, (id) => certificateFileOf(needs, id)),
    summary: (of, as) => summaryPaper(needs, of, as),
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
export function certificateFileOf(needs: KeyNeeds, id: string): string | undefined {
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
  return candidatesOf(
    store,
    [life.subject, ...life.links.map(({ other }) => other)].flatMap((subject) => store.shelf.storyOf(subject)),
  );
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

/** The policy that the newest job was cleared under; a drive that was never cleared has the default one beside it. */
function policyFor(life: DriveLife): Policy | undefined {
  const ref = currentJob(life)?.policy;
  return ref === undefined ? defaultPolicy : policyOf(ref);
}
