import type { Clock, KeyStore, StationStore } from '../../contract/ports.ts';
import type { PulledEntry } from '../../contract/pull-store.ts';
import type { FeedEnd, SubjectEnd } from '../../contract/registry-feed.ts';
import { feedEnd, feedLimits, feedLine, subjectEnd } from '../../contract/registry-feed.ts';
import { fromUtf8 } from '../../domain/bytes.ts';
import { readEntry } from '../../domain/ledger/entry.ts';
import type { Caller, Said } from '../sync/call.ts';
import { signedCall } from '../sync/call.ts';
import { adopt } from '../sync/checkpoint.ts';
import { toldWith } from './told.ts';
import { bearsAuthority, type EntryJudge } from './judge.ts';
import { takenElsewhere, type WatchNeeds, watchWhileOpen } from './watch.ts';

export interface PullNeeds extends WatchNeeds {
  readonly store: Pick<StationStore, 'sync' | 'secrets' | 'pull' | 'facts' | 'drives' | 'shelf'>;
  readonly keys: Pick<KeyStore, 'verifier'>;
  readonly clock: Pick<Clock, 'wallMs'>;
}

/**
 * `moved`: ask again at once. `idle`: nothing new. `away`: nobody answered, or asked us to come later. `restarted`: the
 * registry lost what was read before; everything is read again. `stopped`: what it tells cannot be believed; the kept
 * problem says why, and nothing of it was taken.
 */
export type PullOutcome = 'moved' | 'idle' | 'away' | 'restarted' | 'stopped';

/** Reads one page of the feed, checks every line, and keeps entries, cursor and lives in one transaction. */
export async function pullOnce(needs: PullNeeds, caller: Caller, judge: EntryJudge, waitSeconds: number): Promise<PullOutcome> {
  const { store } = needs;
  const cursor = store.pull.cursor();
  // What was said while the answer was on its way may not be in it.
  const askedMs = needs.clock.wallMs();
  const said = await ask(needs, caller, '/v1/feed', `?after=${cursor}&limit=${feedLimits.entries}&wait=${waitSeconds}`);
  if (said.kind === 'problem' && said.problem.code === 'cursor_ahead') return startOver(needs, cursor);
  const page = said.kind === 'ok' ? readPage(said.body, (last) => feedEnd.safeParse(last).data) : undefined;
  if (page === undefined) return said.kind === 'ok' ? stop(needs, 'unclear_answer') : 'away';
  const { lines, end } = page;
  const standing = await standingOf(needs, caller, end);
  if (standing !== 'good') return standing;
  const entries = check(lines, judge, { above: cursor, upTo: end.next });
  if (entries === undefined || end.next < cursor) return stop(needs, 'feed_not_believed');
  const taken = takenElsewhere(
    needs,
    judge.authority,
    entries.map(({ entry }) => entry),
  );
  store.pull.take({ entries, next: end.next, due: [...end.subjects, ...taken], ...(end.more ? {} : { readMs: askedMs }) });
  return end.more || lines.length > 0 ? 'moved' : 'idle';
}

/**
 * Fetches what the log says of one subject, as far as the feed was read: beyond that, keys may be missing. The whole
 * history is kept in one transaction or none of it.
 */
export async function pullHistory(needs: PullNeeds, caller: Caller, judge: EntryJudge, subject: string): Promise<PullOutcome> {
  const { store } = needs;
  // First watched, then read: nothing is told between the two that is in neither.
  const watched = await watchWhileOpen(needs, caller, subject);
  if (watched?.kind === 'no_answer') return 'away';
  const cursor = store.pull.cursor();
  const entries: PulledEntry[] = [];
  for (let after = -1, more = true; more;) {
    const said = await ask(needs, caller, `/v1/subjects/${subject}/events`, `?after=${after}&limit=${feedLimits.subjectEvents}`);
    const page = said.kind === 'ok' ? readPage(said.body, (last) => subjectEnd.safeParse(last).data) : undefined;
    if (page === undefined) return said.kind === 'ok' ? stop(needs, 'unclear_answer') : 'away';
    const standing = await standingOf(needs, caller, page.end);
    if (standing !== 'good') return standing;
    const known = page.lines.filter(({ index }) => index <= cursor);
    const checked = check(known, judge, { above: after, upTo: cursor });
    const isAbout = known.every(({ entry }) => entry.event.subject === subject);
    if (checked === undefined || !isAbout || (page.end.more && page.end.next <= after)) return stop(needs, 'feed_not_believed');
    entries.push(...checked);
    more = page.end.more && page.end.next < cursor;
    after = page.end.next;
  }
  store.pull.take({ entries, fetched: subject });
  return 'moved';
}

type Line = Pick<PulledEntry, 'index' | 'entry' | 'told'>;

/** The lines as checked entries; undefined when one cannot be believed or does not stand in order. */
function check(
  lines: readonly Line[],
  judge: EntryJudge,
  { above, upTo }: { readonly above: number; readonly upTo: number },
): readonly PulledEntry[] | undefined {
  const entries: PulledEntry[] = [];
  let last = above;
  for (const { index, entry, told = [] } of lines) {
    if (index <= last || index > upTo || judge.fault(index, entry) !== undefined) return undefined;
    judge.learn(index, entry);
    entries.push({ index, entry, authority: bearsAuthority(entry), ...(told.length === 0 ? {} : { told }) });
    last = index;
  }
  return entries;
}

/** Is the checkpoint of an answer one that continues what was seen before? */
async function standingOf(needs: PullNeeds, caller: Caller, { checkpoint }: FeedEnd | SubjectEnd): Promise<'good' | PullOutcome> {
  if (checkpoint === undefined) return 'good';
  const outcome = await adopt(needs, caller, checkpoint);
  switch (outcome) {
    case 'adopted':
    case 'same':
      return 'good';
    case 'log_went_back':
    case 'split_view':
      return stop(needs, outcome);
    case 'no_answer':
    case 'unread':
      return 'away';
  }
}

/** The registry has fewer entries than were read here: it lost data. What is here is the evidence, and stays. */
function startOver({ store, clock }: PullNeeds, cursor: number): PullOutcome {
  store.secrets.keep('evidence:cursor_ahead', JSON.stringify({ cursor, at_ms: clock.wallMs(), checkpoint: store.sync.checkpoint()?.note }));
  store.pull.restart('cursor_ahead');
  return 'restarted';
}

function stop({ store }: PullNeeds, problem: string): PullOutcome {
  store.pull.stop(problem);
  return 'stopped';
}

function ask({ store }: PullNeeds, caller: Caller, path: string, query: string): Promise<Said> {
  return signedCall(store.sync, caller, { path, query });
}

/** An answer in lines; undefined when it is none. */
function readPage<End>(
  body: Uint8Array,
  endOf: (last: unknown) => End | undefined,
): { readonly lines: readonly Line[]; readonly end: End } | undefined {
  const texts = (fromUtf8(body) ?? '').split('\n');
  if (texts.pop() !== '') return undefined;
  const end = endOf(jsonOf(texts.pop() ?? ''));
  if (end === undefined) return undefined;
  const lines: Line[] = [];
  for (const text of texts) {
    const line = feedLine.safeParse(jsonOf(text));
    const opened = line.success ? readEntry(line.data.entry) : undefined;
    if (!line.success || opened?.kind !== 'entry') return undefined;
    lines.push({ index: line.data.i, entry: opened.entry, told: toldWith(opened.entry, line.data.private) });
  }
  return { lines, end };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
