import type { AskedView, RoleByLog } from '../../contract/views.ts';
import { roleWord } from './custody.ts';
import { day } from './numbers.ts';
import type { Mark } from './states.ts';

/** What the registry's answer about the drive in hand means for whoever holds it. */
export function askedWords(state: AskedView['state']): { readonly mark: Mark; readonly word: string; readonly more: string } {
  switch (state) {
    case 'asking':
      return { mark: 'running', word: 'Asking the registry about this drive', more: 'What other sites know of it comes in a moment.' };
    case 'fetching':
      return {
        mark: 'running',
        word: 'The registry knows this drive',
        more: 'Its story is being fetched and checked. Until it is here, the drive counts as somebody’s.',
      };
    case 'here':
      return { mark: 'proven', word: 'Its whole story is here', more: 'The log’s newest custody of this drive was checked and is shown.' };
    case 'none':
      return { mark: 'unknown', word: 'The registry has no custody of it', more: 'No site has taken a drive in under this label.' };
    case 'away':
      return {
        mark: 'unknown',
        word: 'The registry does not answer',
        more: 'What other sites know of it is unknown, and unknown means protected.',
      };
    case 'refused':
      return {
        mark: 'stopped',
        word: 'The registry’s answer cannot be believed',
        more: 'Nothing of it was taken. Do not take the drive over on its word; tell a supervisor.',
      };
  }
}

/** Roles that somebody no longer has because the registry's list says so. Undefined when there is none. */
export function rolesGone(byLog: readonly RoleByLog[]): { readonly what: string; readonly next: string } | undefined {
  const gone = byLog.filter(({ counts }) => counts !== 'now');
  if (gone.length === 0) return undefined;
  const each = gone.map(
    ({ role, until_ms: untilMs, counts }) => `${roleWord(role)} ${counts === 'over' ? `(until ${day(untilMs)})` : '(taken back)'}`,
  );
  return {
    what: `By the registry’s list you no longer have: ${each.join(', ')}.`,
    next: 'You can do what your other roles cover. An officer gives a role anew at the registry; it counts here once this station has heard of it.',
  };
}

/** One role of the list, with its end. */
export function roleByLogWords({ role, until_ms: untilMs, counts }: RoleByLog): string {
  // A role that ends only when it is taken has no day.
  const end = untilMs >= 8_640_000_000_000_000 ? '' : `, until ${day(untilMs)}`;
  if (counts === 'now') return `${roleWord(role)} by the registry${end}`;
  return counts === 'over' ? `${roleWord(role)}: over since ${day(untilMs)}` : `${roleWord(role)}: taken back at the registry`;
}

export const endedByLog = 'Ended at the registry';
