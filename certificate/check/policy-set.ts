import { policies } from '../../domain/policy/policies.ts';
import { policyHash } from '../../domain/policy/policy.ts';
import type { CertificateFile } from '../certificate.ts';
import { type Finding, incomplete } from './report.ts';
import type { LogSays } from './signers.ts';

const brought: ReadonlySet<string> = new Set(policies.map(policyHash));

/**
 * Who put the policy in force that a drive was judged by: this program brings it, or the log had set it before the erase
 * was cleared. Which of them a station went by is its own signed word; that somebody made one up for a drive shows here.
 */
export function policyFinding(name: string, { body }: Pick<CertificateFile, 'body'>, { authority, indexOf }: LogSays): Finding | undefined {
  const cleared = body.sanitization?.cleared.event;
  const ref = body.policy;
  if (cleared === undefined || ref === undefined || brought.has(ref.hash)) return undefined;
  const at = indexOf(cleared);
  if (at !== undefined && authority.policies.some(({ hash, from }) => hash === ref.hash && from < at)) return undefined;
  return incomplete(
    'policy_not_set',
    `${name} body.policy`,
    `The log had not put the policy ${ref.id} ${ref.version} in force when this drive was judged by it.`,
  );
}
