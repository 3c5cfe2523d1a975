import type { Receipt } from '../../contract/bridge.ts';
import type { RevocationGround } from '../../domain/facts/facts.ts';
import { judgeMove } from '../../domain/custody/moves.ts';
import { attempt, type Hands, sealedTexts } from '../custody/attempt.ts';
import type { CertificateOffice } from '../erase/jobs.ts';
import type { StationParts } from '../parts.ts';
import { refused } from '../receipt.ts';

export interface AskedRevocation {
  readonly subject: string;
  readonly certificate: string;
  readonly reason: RevocationGround;
  /** Issue another one from what the ledger says now, and let the old one point to it. */
  readonly replace: boolean;
  readonly note?: string | undefined;
}

/**
 * Takes a certificate back. With `replace` another one is issued first, so that the old one can point to it; when that
 * is refused, nothing was written.
 */
export function revokeCertificate(parts: StationParts, office: CertificateOffice, hands: Hands, asked: AskedRevocation): Receipt {
  const { subject, certificate, reason } = asked;
  const body = { certificate, reason };
  const life = parts.store.drives.life(subject);
  const issued = life?.certificates.find(({ id }) => id === certificate);
  // Asked before anything is issued: a new certificate beside one that stands would be worse than none.
  const verdict = judgeMove(life, { type: 'certificate.revoked', body, actor: hands.actor.id, actorRoles: hands.actor.roles });
  if (verdict.kind === 'refused') return refused(verdict.why, verdict.detail);
  if (life === undefined || issued === undefined) return refused('certificate_unknown');
  if (asked.replace) office.issue(life, issued.outcome, issued.job);
  const next = asked.replace ? parts.store.drives.life(subject)?.certificates.at(-1)?.id : undefined;
  return attempt(parts, hands, {
    type: 'certificate.revoked',
    subject,
    body: next === undefined ? body : { ...body, superseded_by: next },
    sealed: sealedTexts({ note: asked.note }),
  });
}
