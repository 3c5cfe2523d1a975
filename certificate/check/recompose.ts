import { canonicalText } from '../../domain/ledger/canonical.ts';
import type { Entry } from '../../domain/ledger/entry.ts';
import { hashText, namedHash } from '../../domain/ledger/hash.ts';
import { canonicalBytes } from '../../domain/ledger/canonical.ts';
import type { CertificateFile } from '../certificate.ts';
import { compose } from '../compose.ts';
import type { Finding } from './report.ts';
import { altered } from './report.ts';

/** Makes the body again from the entries alone and names the first member that differs. */
export function recomposeFinding(file: CertificateFile, entries: readonly Entry[]): Finding | undefined {
  const { body, policy } = file;
  const policyFinding = policyFits(file);
  if (policyFinding !== undefined) return policyFinding;
  const name = policy?.['name'];
  const standard = policy?.['standard'];
  let again;
  try {
    again = compose({
      entries,
      subject: body.subject,
      certificateId: body.certificate,
      issuedAt: body.issued_at,
      station: body.station.id,
      ...(body.policy !== undefined && typeof name === 'string' && typeof standard === 'string'
        ? { policy: { name, standard, ref: body.policy } }
        : {}),
    });
  } catch {
    return altered('no_such_drive', 'body.subject', 'None of the events is about this drive.');
  }
  const where = firstDifference(body, again, 'body');
  return where === undefined
    ? undefined
    : altered('not_as_composed', where, `The certificate says something at ${where} that its events do not say.`);
}

/** The policy in the file is the one whose hash the clearance signed. */
function policyFits({ body, policy }: CertificateFile): Finding | undefined {
  if (policy === undefined) return undefined;
  const isIt = body.policy !== undefined && hashText(namedHash('custos-policy/v1', canonicalBytes(policy))) === body.policy.hash;
  return isIt ? undefined : altered('other_policy', 'policy', 'The policy in the file is not the one that the drive was judged by.');
}

function firstDifference(left: unknown, right: unknown, path: string): string | undefined {
  if (isPlain(left) && isPlain(right)) {
    for (const name of [...new Set([...Object.keys(left), ...Object.keys(right)])].sort()) {
      const inner = firstDifference(left[name], right[name], `${path}.${name}`);
      if (inner !== undefined) return inner;
    }
    return undefined;
  }
  if (left === undefined || right === undefined) return left === right ? undefined : path;
  return canonicalText(left) === canonicalText(right) ? undefined : path;
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
