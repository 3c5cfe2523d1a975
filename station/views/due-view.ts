import type { DriveRow } from '../../contract/ports.ts';
import { type DueList, mostDue } from '../../contract/retention.ts';
import { type DriveState, lampStates } from '../../domain/custody/words.ts';
import { isProvenEmpty } from '../../domain/custody/proof.ts';
import { isAbout } from '../../domain/retention/tenant-mark.ts';
import { byUrgency, dueOf, type DueStanding } from '../../domain/retention/terms.ts';
import { isHoldListOld } from '../custody/hold-list.ts';
import { termNowMs, termQuestion, toldContracts } from '../custody/tenants.ts';
import type { StationParts } from '../parts.ts';
import { lineOfDrive } from './drive-line.ts';

const inCustody: ReadonlySet<DriveState> = new Set(lampStates.in_custody);

/** What has to be deleted by when, out of the log as far as it was pulled: the list is here while no registry answers. */
export function dueListView(parts: Pick<StationParts, 'store' | 'clock' | 'authority'>): DueList {
  const { store, clock } = parts;
  const wallMs = clock.wallMs();
  const now = termNowMs(store, wallMs);
  const authority = parts.authority?.();
  const told = authority === undefined ? undefined : toldContracts(parts, authority);
  const holdsOld = isHoldListOld(store, wallMs);
  if (told === undefined || told.contracts.length === 0) return { rows: [], more: false, contracts: 0, unknown: 0, holds_old: holdsOld };
  const words = told.contracts.map(({ word }) => word);
  const isUnread = words.some((word) => word === undefined || isAbout(word, '') === undefined);
  // A name is held against the marks once, however many drives have it.
  const matched = new Map<string, boolean>();
  const isOfOne = (owner: string): boolean => {
    const known = matched.get(owner) ?? words.some((word) => word !== undefined && isAbout(word, owner) === true);
    matched.set(owner, known);
    return known;
  };
  const found: { readonly row: DriveRow; readonly owner: string; readonly due: DueStanding }[] = [];
  let known = 0;
  for (const [subject, owners] of ownersOfAll(store)) {
    const row = store.drives.row(subject);
    if (row === undefined || !inCustody.has(row.state)) continue;
    const isMatched = owners.some(isOfOne);
    if (isMatched || !isUnread) known += 1;
    const life = isMatched ? store.drives.life(subject) : undefined;
    if (life === undefined || isProvenEmpty(life)) continue;
    const due = dueOf(termQuestion(parts, told, { life, owners, now }));
    if (due !== undefined) found.push({ row, owner: owners.at(-1) ?? '', due });
  }
  const all = [...store.drives.counts()].reduce((sum, [state, count]) => (inCustody.has(state) ? sum + count : sum), 0);
  found.sort((a, b) => byUrgency(a.due, b.due) || (a.row.serial < b.row.serial ? -1 : 1));
  return {
    rows: found.slice(0, mostDue).map(({ row, owner, due }) => ({ drive: lineOfDrive(parts, row), owner, due })),
    more: found.length > mostDue,
    contracts: told.contracts.length,
    unknown: Math.max(0, all - known),
    holds_old: holdsOld,
  };
}

/** Every owner that was ever said of each drive, the newest last. */
function ownersOfAll({ shelf }: StationParts['store']): ReadonlyMap<string, readonly string[]> {
  const owners = new Map<string, string[]>();
  for (const { subject, owner } of shelf.owners()) {
    if (owner.trim() === '') continue;
    const before = owners.get(subject);
    if (before === undefined) owners.set(subject, [owner]);
    else before.push(owner);
  }
  return owners;
}
