/** A fact as a log feed tells it. Nothing sealed is in it; people are pseudonyms. */
export interface FeedEvent {
  readonly hash: string;
  readonly station: string;
  readonly epoch: number;
  readonly seq: number;
  readonly type: string;
  readonly body: unknown;
  readonly subject?: string | undefined;
  readonly actor?: string | undefined;
  readonly witness?: string | undefined;
  /** RFC 3339 UTC. */
  readonly wall: string;
  readonly serial?: string | undefined;
}

/** How much somebody has to care: a word of its own, made into the numbers of each feed. */
export type Gravity = 'alarm' | 'warning' | 'notice' | 'routine';

const alarms: ReadonlySet<string> = new Set(['chain.forked', 'conflict.opened', 'find.unknown', 'expected.missing', 'custody.override']);
const warnings: ReadonlySet<string> = new Set([
  'custody.quarantined',
  'erase.failed',
  'erase.interrupted',
  'erase.cancelled',
  'certificate.revoked',
  'key.revoked',
  'event.recovered',
]);

/** How grave a fact is by its type and, for verdicts, by what it says. A type that is not known here is a notice. */
export function gravityOf({ type, body }: Pick<FeedEvent, 'type' | 'body'>): Gravity {
  if (alarms.has(type)) return 'alarm';
  if (warnings.has(type) || saysNo(body)) return 'warning';
  if (type === 'station.heartbeat' || /^(session|erase)\./.test(type)) return 'routine';
  return 'notice';
}

function saysNo(body: unknown): boolean {
  if (typeof body !== 'object' || body === null) return false;
  if ('accepted' in body && body.accepted === false) return true;
  if ('outcome' in body && body.outcome === 'not_sanitized') return true;
  const verdict = 'verdict' in body ? body.verdict : 'lock' in body ? body.lock : undefined;
  if (typeof verdict !== 'object' || verdict === null) return false;
  if ('kind' in verdict) return verdict.kind !== 'verified';
  return 'verdict' in verdict && verdict.verdict === 'shut';
}
