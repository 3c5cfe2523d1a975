import { dayMs, type EndedContract, type Hold, runMs, standingOf } from './clock.ts';

/** A drive with data of a tenant. `tenant` is absent where nobody knows whose it is. */
export interface HeldDrive {
  readonly subject: string;
  readonly tenant?: string;
  /** When the drive was proven sanitized or destroyed, Unix ms. Absent: it was not. */
  readonly deleted_ms?: number;
}

/** `met`: deleted after it was kept and in time. `early`, `late`: deleted, at the wrong time. The rest still hold data. */
export type RetentionOutcome = 'met' | 'early' | 'late' | 'kept' | 'due' | 'overdue' | 'held';

export interface RetentionLine {
  readonly subject: string;
  readonly outcome: RetentionOutcome;
  readonly deleted_ms?: number;
  /** The hold that stops the clock now. */
  readonly hold?: string;
}

export interface RetentionReport {
  readonly tenant: string;
  readonly ended_ms: number;
  readonly at_ms: number;
  /** Every drive of the tenant, in order of its id. */
  readonly lines: readonly RetentionLine[];
  /** Drives of which nobody knows whose data they hold: each may be this tenant's, and none is left out in silence. */
  readonly tenant_unknown: readonly string[];
  /** True when every drive of the tenant was deleted in time and none is left that could be the tenant's. */
  readonly met: boolean;
}

/** The report of day 180, at any time: each drive of the tenant with what became of it. */
export function retentionReport(
  contract: EndedContract,
  drives: readonly HeldDrive[],
  holds: readonly Hold[],
  now: number,
): RetentionReport {
  const sorted = drives.toSorted((a, b) => (a.subject < b.subject ? -1 : 1));
  const lines = sorted.filter(({ tenant }) => tenant === contract.tenant).map((drive) => lineOf(contract, drive, holds, now));
  const unknown = sorted
    .filter(({ tenant, deleted_ms: deleted }) => tenant === undefined && (deleted === undefined || deleted > now))
    .map(({ subject }) => subject);
  return {
    tenant: contract.tenant,
    ended_ms: contract.ended_ms,
    at_ms: now,
    lines,
    tenant_unknown: unknown,
    met: unknown.length === 0 && lines.every(({ outcome }) => outcome === 'met'),
  };
}

function lineOf(contract: EndedContract, drive: HeldDrive, holds: readonly Hold[], now: number): RetentionLine {
  const { subject, deleted_ms: deleted } = drive;
  if (deleted !== undefined && deleted <= now) {
    const run = runMs(contract, holds, subject, deleted);
    const late = run > contract.rule.delete_by_days * dayMs;
    return { subject, outcome: late ? 'late' : isEarly(contract, holds, subject, deleted) ? 'early' : 'met', deleted_ms: deleted };
  }
  const standing = standingOf(contract, holds, subject, now);
  switch (standing.kind) {
    case 'held':
      return { subject, outcome: 'held', hold: standing.hold };
    case 'keep':
      return { subject, outcome: 'kept' };
    case 'delete':
      return { subject, outcome: 'due' };
    case 'late':
      return { subject, outcome: 'overdue' };
  }
}

/** Deleted while it was to be kept, or while a hold stood. */
function isEarly(contract: EndedContract, holds: readonly Hold[], subject: string, at: number): boolean {
  return at < contract.ended_ms || ['keep', 'held'].includes(standingOf(contract, holds, subject, at).kind);
}
