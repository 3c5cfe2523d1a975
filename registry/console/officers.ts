import { requestWords } from '../../domain/ledger/request-words.ts';
import type { EnrolDesk } from '../ledger/enrol.ts';
import { codeLifeMs } from '../ledger/enrol.ts';
import type { EpochDesk } from '../ledger/epochs.ts';
import { requestNamed } from '../ledger/requests.ts';
import { ConsoleRefusal } from '../people/refusal.ts';
import { coversSite, type Scope } from '../people/rights.ts';
import type { SqlDatabase, SqlReader } from '../sql/port.ts';
import { text } from '../sql/rows.ts';
import { type Acts, decidedOr } from './acts.ts';
import type { Handlers } from './call.ts';

export interface OfficersParts {
  readonly sql: SqlDatabase;
  readonly desk: EnrolDesk;
  readonly epochs: EpochDesk;
  readonly acts: Acts;
}

type Officers =
  'enrolments.code' | 'enrolments.list' | 'enrolments.approve' | 'enrolments.refuse' | 'epochs.list' | 'epochs.approve' | 'epochs.refuse';

/** Stations that ask to be let in or to begin anew, and wait for an officer. Each approval is an act in the log. */
export function officerHandlers({ sql, desk, epochs, acts }: OfficersParts): Handlers<Officers> {
  return {
    'enrolments.code': async ({ body, asker, scope, nowMs }) => {
      if (!coversSite(scope, body.site)) throw new ConsoleRefusal('role', 'this site is not yours');
      const code = await desk.makeCode({ site: body.site, role: body.role, madeBy: asker.person });
      return { code, expires_ms: nowMs + codeLifeMs };
    },
    'enrolments.list': async ({ scope }) => ({
      rows: (await desk.waiting())
        .filter(({ site }) => coversSite(scope, site))
        .map(({ request, name, site, platform, askedMs, untilMs }) => ({
          request,
          words: [...requestWords(request)],
          name,
          site,
          platform,
          asked_ms: askedMs,
          expires_ms: untilMs,
        })),
    }),
    'enrolments.approve': async ({ params, body, asker, scope }) => {
      await ownRequest(sql, params.request, scope);
      // What the officer saw on the station's screen must be the words of this very request.
      if (requestWords(params.request).join(' ') !== body.words.join(' '))
        throw new ConsoleRefusal('refused', 'these are not the words of this request; somebody else may have asked under this name', {
          why: 'words',
        });
      const { station, genesis } = decidedOr(await desk.approve(params.request, asker.person));
      await acts.seen(genesis);
      return { station };
    },
    'enrolments.refuse': async ({ params, asker, scope }) => {
      await ownRequest(sql, params.request, scope);
      decidedOr(await desk.refuse(params.request, asker.person));
      return { ok: true };
    },
    'epochs.list': async ({ scope }) => {
      const rows = (await epochs.waiting()).filter(({ site }) => coversSite(scope, site));
      return {
        rows: await Promise.all(
          rows.map(async ({ request, station, site, epoch, reason, head, askedMs }) => {
            const [named] = await sql.query('SELECT name FROM stations WHERE station = $1', [station]);
            return {
              request,
              station,
              name: named === undefined ? station : text(named, 'name'),
              site,
              epoch,
              reason,
              words: [...requestWords(request)],
              after: { seq: head.seq, hash: head.hash },
              asked_ms: askedMs,
            };
          }),
        ),
      };
    },
    'epochs.approve': async ({ params, asker, scope }) => {
      await ownRequest(sql, params.request, scope);
      const { genesis } = decidedOr(await epochs.approve(params.request, asker.person));
      return { event: await acts.seen(genesis) };
    },
    'epochs.refuse': async ({ params, asker, scope }) => {
      await ownRequest(sql, params.request, scope);
      decidedOr(await epochs.refuse(params.request, asker.person));
      return { ok: true };
    },
  };
}

/** A request whose site is within the scope. @throws ConsoleRefusal */
async function ownRequest(sql: SqlReader, request: string, scope: Scope): Promise<void> {
  const row = await requestNamed(sql, request);
  if (row === undefined || !coversSite(scope, row.site))
    throw new ConsoleRefusal('not_found', 'no such request waits among those that you may see');
}
