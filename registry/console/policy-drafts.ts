import type { PolicyDraftRow } from '../../contract/console/policies.ts';
import { toHex } from '../../domain/bytes.ts';
import { defaultPolicy, policies } from '../../domain/policy/policies.ts';
import { type Policy, policyHash } from '../../domain/policy/policy.ts';
import { sketch } from '../../domain/policy/sketch.ts';
import type { RandomBytes } from '../../keys/random.ts';
import { ConsoleRefusal } from '../people/refusal.ts';
import { RowsDiffer, type SqlDatabase, type SqlRow, type Statement } from '../sql/port.ts';
import { number, optionalText, text } from '../sql/rows.ts';
import type { Handlers } from './call.ts';
import { type NamesOf, namesOf } from './names.ts';
import { standing } from './policies.ts';

type Drafts = 'drafts.list' | 'drafts.look' | 'drafts.begin' | 'drafts.save' | 'drafts.discard';

/** A registry is no archive: who writes the next one throws an old one away. */
const mostDrafts = 100;

const columns = 'draft, name, policy, base, revision, made_by, made_ms, saved_by, saved_ms';

/** Policies that are being written, each save held against the revision that its writer had in sight. */
export function policyDraftHandlers({
  sql,
  randomBytes,
}: {
  readonly sql: SqlDatabase;
  readonly randomBytes: RandomBytes;
}): Handlers<Drafts> {
  return {
    'drafts.list': async () => {
      const rows = await sql.query(`SELECT ${columns} FROM policy_drafts ORDER BY saved_ms DESC, draft LIMIT ${mostDrafts}`);
      const names = await namesIn(sql, rows);
      return { rows: rows.map((row) => draftRow(row, names)) };
    },
    'drafts.look': async ({ params }) => {
      const row = await draftOf(sql, params.draft);
      return { row: draftRow(row, await namesIn(sql, [row])), policy: sketch.parse(JSON.parse(text(row, 'policy'))) };
    },
    'drafts.begin': async ({ body, asker, nowMs }) => {
      const [counted] = await sql.query('SELECT count(*) AS drafts FROM policy_drafts');
      if (counted !== undefined && number(counted, 'drafts') >= mostDrafts)
        throw new ConsoleRefusal('refused', `there are ${mostDrafts} drafts already; throw one away first`, { why: 'too_many_drafts' });
      const { policy, base } = body.policy === undefined ? await begunFrom(sql, body.from) : { policy: read(body.policy), base: null };
      const draft = `dr_${toHex(randomBytes(16))}`;
      await sql.apply([
        {
          text: `INSERT INTO policy_drafts (${columns}) VALUES ($1, $2, $3, $4, 1, $5, $6, $5, $6)`,
          params: [draft, body.name, JSON.stringify(policy), base, asker.person, nowMs],
        },
      ]);
      return { draft, revision: 1 };
    },
    'drafts.save': async ({ params, body, asker, nowMs }) => {
      await held(sql, params.draft, {
        text: `UPDATE policy_drafts SET name = $1, policy = $2, saved_by = $3, saved_ms = $4, revision = revision + 1
                WHERE draft = $5 AND revision = $6`,
        params: [body.name, JSON.stringify(body.policy), asker.person, nowMs, params.draft, body.revision],
      });
      return { revision: body.revision + 1 };
    },
    'drafts.discard': async ({ params, body }) => {
      await held(sql, params.draft, {
        text: 'DELETE FROM policy_drafts WHERE draft = $1 AND revision = $2',
        params: [params.draft, body.revision],
      });
      return { ok: true };
    },
  };
}

/** Changes one draft as somebody saw it. @throws ConsoleRefusal when it was saved since, or is gone */
async function held(sql: SqlDatabase, draft: string, statement: Statement): Promise<void> {
  try {
    await sql.apply([{ ...statement, changes: 1 }]);
  } catch (cause) {
    if (!(cause instanceof RowsDiffer)) throw cause;
    await draftOf(sql, draft);
    throw new ConsoleRefusal('refused', 'somebody saved this draft after you opened it; nothing was changed', { why: 'saved_by_another' });
  }
}

/** @throws ConsoleRefusal when there is none */
async function draftOf(sql: SqlDatabase, draft: string): Promise<SqlRow> {
  const [row] = await sql.query(`SELECT ${columns} FROM policy_drafts WHERE draft = $1`, [draft]);
  if (row === undefined) throw new ConsoleRefusal('not_found', 'this draft is not there; somebody may have thrown it away');
  return row;
}

/** The text to begin from: a version by its hash, or the policy in force, or the one that stations bring. */
async function begunFrom(sql: SqlDatabase, from: string | undefined): Promise<{ readonly policy: Policy; readonly base: string }> {
  const base = from ?? (await inForce(sql));
  const [kept] = base === undefined ? [] : await sql.query('SELECT hash, policy FROM policy_texts WHERE hash = $1', [base]);
  if (kept !== undefined) return { policy: next(read(JSON.parse(text(kept, 'policy'))) as Policy), base: text(kept, 'hash') }; // checked when it was set
  const brought = from === undefined ? defaultPolicy : policies.find((policy) => policyHash(policy) === from);
  if (brought === undefined) throw new ConsoleRefusal('not_found', 'the text of this policy is not kept here');
  return { policy: next(brought), base: policyHash(brought) };
}

/** Of the policies that stand the one for the most drives: that without a scope where there is one, else the newest. */
async function inForce(sql: SqlDatabase): Promise<string | undefined> {
  const policies = await standing(sql);
  const widest = policies.find(({ scope }) => scope === undefined) ?? policies[0];
  return widest === undefined ? undefined : policyHash(widest);
}

/** Versions only go up, so a draft begins one above what it comes from. */
function next(policy: Policy): Policy {
  return { ...policy, version: policy.version + 1 };
}

/** @throws ConsoleRefusal when it has not the members of a policy */
function read(value: unknown): ReturnType<typeof sketch.parse> {
  const result = sketch.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new ConsoleRefusal('malformed', `not a policy: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trim());
}

function namesIn(sql: SqlDatabase, rows: readonly SqlRow[]): Promise<NamesOf> {
  return namesOf(
    sql,
    rows.flatMap((row) => [text(row, 'made_by'), text(row, 'saved_by')]),
    true,
  );
}

function draftRow(row: SqlRow, names: NamesOf): PolicyDraftRow {
  const { id, version } = sketch.parse(JSON.parse(text(row, 'policy')));
  const from = optionalText(row, 'base');
  const [maker, saver] = [text(row, 'made_by'), text(row, 'saved_by')];
  return {
    draft: text(row, 'draft'),
    name: text(row, 'name'),
    revision: number(row, 'revision'),
    id,
    version,
    ...(from === undefined ? {} : { from }),
    made_by: { person: maker, name: names(maker) },
    made_ms: number(row, 'made_ms'),
    saved_by: { person: saver, name: names(saver) },
    saved_ms: number(row, 'saved_ms'),
  };
}
