import { certificateText, bodyHash } from '../../certificate/file.ts';
import type { CertificateBody, OpenedValues } from '../../certificate/certificate.ts';
import { compose, policyForPaper } from '../../certificate/compose.ts';
import { neededEntries } from '../../certificate/needed.ts';
import { toBase64url } from '../../domain/bytes.ts';
import type { Entry } from '../../domain/ledger/entry.ts';
import { certificateName, policy, subject } from './lives.ts';
import type { PaperStation } from './paper-station.ts';

export * from './lives.ts';
export * from './paper-log.ts';
export * from './paper-control.ts';
export * from './paper-station.ts';

export interface Issued {
  readonly body: CertificateBody;
  readonly entries: readonly Entry[];
  readonly issued: Entry;
  /** Without receipts. */
  readonly text: string;
  readonly station: PaperStation;
}

/** Composes, signs and writes the certificate that the station's entries call for. */
export function issue(station: PaperStation, change: (body: CertificateBody) => CertificateBody = (body) => body): Issued {
  const entries = neededEntries({ candidates: station.entries, subject, station: station.id });
  const body = change(
    compose({
      entries,
      subject,
      certificateId: certificateName,
      issuedAt: new Date(station.nowMs).toISOString(),
      station: station.id,
      policy: policyForPaper(policy),
    }),
  );
  const jobPart = body.outcome === 'destroyed' || body.sanitization === undefined ? {} : { job: body.sanitization.job };
  const issued = station.write({
    type: 'certificate.issued',
    subject,
    body: { certificate: certificateName, outcome: body.outcome, sha256: bodyHash(body), ...jobPart },
  });
  const hashes = new Set(entries.map(({ hash }) => hash));
  const opened: OpenedValues = Object.fromEntries(
    Object.entries(station.opened)
      .filter(([hash]) => hashes.has(hash))
      .map(([hash, fields]) => [hash, Object.fromEntries(Object.entries(fields).filter(([field]) => field !== 'badge'))]),
  ) as OpenedValues; // the values are JSON as the kit wrote them
  const text = certificateText({
    body,
    entries,
    issued,
    opened,
    keys: station.keys.map((each) => ({ station: station.id, key: toBase64url(each) })),
    policy,
  });
  return { body, entries, issued, text, station };
}
