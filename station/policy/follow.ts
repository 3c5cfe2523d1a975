import type { StationParts } from '../parts.ts';
import type { People } from '../people/people.ts';
import type { Changes } from '../feed/changes.ts';
import { policyNews } from './adopted.ts';

/** Adopts what the registry puts in force, now and whenever a page of its log was read. @returns ends it */
export function followPolicies({
  store,
  recorder,
  people,
  authority,
  changes,
  timer,
}: Pick<StationParts, 'store' | 'recorder' | 'authority' | 'timer'> & { readonly people: People; readonly changes: Changes }): () => void {
  const adopt = (): void => {
    if (!people.isSetUp() || !recorder.working) return;
    const news = policyNews(store, authority?.());
    if (news.length > 0) recorder.record(news);
  };
  adopt();
  // Each page is a change here; most of them set no policy.
  return changes.subscribe(() => {
    if (policyNews(store, authority?.()).length > 0) timer.after(0, adopt);
  });
}
