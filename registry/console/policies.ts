import type { PolicyProposal, PolicyRow } from '../../contract/console/people.ts';
import { fromUtf8 } from '../../domain/bytes.ts';
import { canonicalText, profileFault } from '../../domain/ledger/canonical.ts';
import { readDraft } from '../../domain/policy/draft.ts';
import { learnPolicy, policyPieces } from '../../domain/policy/policies.ts';
import { type Policy, policy, policyHash, type PolicyRef, policyRefOf } from '../../domain/policy/policy.ts';
import { clashesWith, standingPolicies } from '../../domain/policy/scope.ts';
import { setPolicy } from '../ledger/grants.ts';
import { ConsoleRefusal } from '../people/refusal.ts';
import { coversAll } from '../people/rights.ts';
import type { Scope } from '../people/rights.ts';
import { RowsDiffer, type SqlDatabase, type SqlReader, type SqlRow } from '../sql/port.ts';
import { bytes, number, optionalText, text } from '../sql/rows.ts';
import { turns } from '../turns.ts';
import type { Acts } from './acts.ts';
import type { Handlers } from './call.ts';
import { type NamesOf, namesOf } from './names.ts';

type Policies =
  | 'policies.list'
  | 'policies.look'
  | 'policies.propose'
  | 'policies.proposals'
  | 'policies.proposal'
  | 'policies.adopt'
  | 'policies.withdraw';

/** More would be no choice. */
const mostProposals = 20;

/**
 * Policies with their versions, and those that wait for a second officer. One proposes, another one adopts: then the
 * log holds the whole text, and every station goes by it once it has read so far.
 */
export function policyHandlers({ sql, acts }: { readonly sql: SqlDatabase; readonly acts: Acts }): Handlers<Policies> {
  // Two at once would each find that nothing stands against the other.
  const inTurn = turns();
  return {
    'policies.list': async () => ({ rows: await policyRows(sql) }),
    'policies.look': async ({ params }) => {
      const row = (await policyRows(sql)).find(({ hash }) => hash === params.hash);
      const [kept] = await sql.query('SELECT policy FROM policy_texts WHERE hash = $1', [params.hash]);
      if (row === undefined || kept === undefined) throw new ConsoleRefusal('not_found', 'the text of this policy is not kept here');
      return { row, policy: JSON.parse(text(kept, 'policy')) as never }; // canonical JSON that was checked when it was set
    },
    'policies.propose': async ({ body, asker, scope, nowMs }) => {
      everywhere(scope);
      const { read, ref } = await proposable(sql, body.policy, body.warnings);
      const [counted] = await sql.query('SELECT count(*) AS n FROM policy_proposals');
      if (counted !== undefined && number(counted, 'n') >= mostProposals)
        throw new ConsoleRefusal('refused', `${mostProposals} policies wait already; withdraw one first`, { why: 'too_many_proposals' });
      await sql.apply([
        {
          text: 'INSERT INTO policy_proposals (hash, policy, proposed_by, proposed_ms) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING',
          params: [ref.hash, canonicalText(read), asker.person, nowMs],
        },
      ]);
      return { hash: ref.hash };
    },
    'policies.proposals': async () => {
      const rows = await sql.query('SELECT hash, policy, proposed_by, proposed_ms FROM policy_proposals ORDER BY proposed_ms, hash');
      const names = await namesOf(
        sql,
        rows.map((row) => text(row, 'proposed_by')),
        true,
      );
      return { rows: rows.map((row) => proposalRow(row, names)) };
    },
    'policies.proposal': async ({ params }) => {
      const row = await proposalOf(sql, params.hash);
      const names = await namesOf(sql, [text(row, 'proposed_by')], true);
      return { row: proposalRow(row, names), policy: JSON.parse(text(row, 'policy')) as never }; // canonical JSON that was checked when it was proposed
    },
    'policies.adopt': ({ params, asker, scope }) =>
      inTurn(async () => {
        everywhere(scope);
        const row = await proposalOf(sql, params.hash);
        const proposer = text(row, 'proposed_by');
        if (proposer === asker.person)
          throw new ConsoleRefusal('refused', 'whoever proposed a policy cannot adopt it: a second officer decides', {
            why: 'same_person',
          });
        const read = policy.parse(JSON.parse(text(row, 'policy')));
        const ref = policyRefOf(read);
        await mayFollow(sql, read);
        const pieces = policyPieces(read) ?? [];
        // Whoever follows the log from here on judges by it, this process among them.
        learnPolicy(ref, pieces);
        const gone = { text: 'DELETE FROM policy_proposals WHERE hash = $1', params: [ref.hash], changes: 1 };
        // The log holds the text; the one beside it is for pages, which would else have to look for it there.
        const kept = {
          text: 'INSERT INTO policy_texts (hash, policy) VALUES ($1, $2) ON CONFLICT DO NOTHING',
          params: [ref.hash, canonicalText(read)],
        };
        try {
          const body = { ...ref, text: [...pieces], proposed_by: proposer };
          const event = await acts.seen(await setPolicy(acts.control, body, asker.person, [gone, kept]));
          return { event, hash: ref.hash };
        } catch (cause) {
          if (!(cause instanceof RowsDiffer)) throw cause;
          throw new ConsoleRefusal('refused', 'somebody else decided on this proposal; nothing was changed', { why: 'decided' });
        }
      }),
    'policies.withdraw': async ({ params, scope }) => {
      everywhere(scope);
      const row = await proposalOf(sql, params.hash);
      await sql.apply([{ text: 'DELETE FROM policy_proposals WHERE hash = $1', params: [text(row, 'hash')] }]);
      return { ok: true };
    },
  };
}

function everywhere(scope: Scope): void {
  if (!coversAll(scope))
    throw new ConsoleRefusal('role', 'a policy counts everywhere: only who sees every site and tenant has a say in it');
}

/** @throws ConsoleRefusal when it cannot become a policy, or has warnings that its writer has not seen */
async function proposable(sql: SqlReader, value: unknown, seen: number): Promise<{ readonly read: Policy; readonly ref: PolicyRef }> {
  const draft = readDraft(JSON.stringify(value));
  if (draft.kind === 'bad')
    throw new ConsoleRefusal('malformed', `not a policy: ${draft.faults[0]?.where ?? ''} ${draft.faults[0]?.text ?? ''}`);
  if (profileFault(draft.policy) !== undefined) throw new ConsoleRefusal('malformed', 'the policy cannot be written in the ledger’s JSON');
  if (policyPieces(draft.policy) === undefined)
    throw new ConsoleRefusal('malformed', 'the policy is too long for one event of the log: shorten its notes or join rules');
  if (draft.warnings.length !== seen)
    throw new ConsoleRefusal('refused', `the draft has ${draft.warnings.length} warnings; look at each of them first`, { why: 'warnings' });
  await mayFollow(sql, draft.policy);
  return { read: draft.policy, ref: policyRefOf(draft.policy) };
}

/** Versions only go up: there is no way back to a policy that was replaced. And no drive may come to have two. */
async function mayFollow(sql: SqlReader, read: Policy): Promise<void> {
  const { id, version } = read;
  const [newer] = await sql.query('SELECT version FROM policies WHERE id = $1 AND version >= $2 LIMIT 1', [id, version]);
  if (newer !== undefined)
    throw new ConsoleRefusal('refused', 'this or a later version of the policy was set before; raise its version', { why: 'version' });
  const [other] = clashesWith(read, await standing(sql));
  if (other !== undefined)
    throw new ConsoleRefusal(
      'refused',
      `${other.id} ${other.version} is for some of the same drives: name sites that it does not, or make a new version of it`,
      { why: 'same_drives' },
    );
}

/** The policies that stand: one for each scope. */
export async function standing(sql: SqlReader): Promise<readonly Policy[]> {
  const rows = await sql.query('SELECT t.policy FROM policies p JOIN policy_texts t ON t.hash = p.hash ORDER BY p.log_id, p.log_index');
  return standingPolicies(rows.flatMap((row) => policy.safeParse(JSON.parse(text(row, 'policy'))).data ?? []));
}

async function proposalOf(sql: SqlReader, hash: string): Promise<SqlRow> {
  const [row] = await sql.query('SELECT hash, policy, proposed_by, proposed_ms FROM policy_proposals WHERE hash = $1', [hash]);
  if (row === undefined) throw new ConsoleRefusal('not_found', 'this proposal is not there; it may have been decided on');
  return row;
}

function proposalRow(row: SqlRow, names: NamesOf): PolicyProposal {
  const { id, version, name } = policy.parse(JSON.parse(text(row, 'policy')));
  const by = text(row, 'proposed_by');
  return {
    hash: text(row, 'hash'),
    id,
    version,
    name,
    proposed_by: { person: by, name: names(by) },
    proposed_ms: number(row, 'proposed_ms'),
  };
}

/** Every version that was set, newest first. */
async function policyRows(sql: SqlReader): Promise<PolicyRow[]> {
  const rows = await sql.query(
    `SELECT p.id, p.version, p.hash, p.log_index, t.policy AS text, e.recv_ms, e.entry FROM policies p
       JOIN events e ON e.log_id = p.log_id AND e.log_index = p.log_index LEFT JOIN policy_texts t ON t.hash = p.hash
      ORDER BY p.log_id DESC, p.log_index DESC LIMIT 1000`,
  );
  const names = await namesOf(
    sql,
    rows.flatMap((row) => Object.values(officersOf(row)).filter((each) => each !== undefined)),
    true,
  );
  const inForce = new Set((await standing(sql)).map(policyHash));
  return rows.map((row) => {
    const { actor, proposer } = officersOf(row);
    const kept = optionalText(row, 'text');
    const parsed = kept === undefined ? undefined : policy.safeParse(JSON.parse(kept));
    return {
      id: text(row, 'id'),
      version: number(row, 'version'),
      hash: text(row, 'hash'),
      name: parsed?.success === true ? parsed.data.name : text(row, 'id'),
      ...(actor === undefined ? {} : { set_by: { person: actor, name: names(actor) } }),
      ...(proposer === undefined ? {} : { proposed_by: { person: proposer, name: names(proposer) } }),
      set_ms: number(row, 'recv_ms'),
      log_index: number(row, 'log_index'),
      in_force: inForce.has(text(row, 'hash')),
    };
  });
}

function officersOf(row: SqlRow): { readonly actor?: string | undefined; readonly proposer?: string | undefined } {
  const { event } = JSON.parse(fromUtf8(bytes(row, 'entry')) ?? '') as {
    readonly event: { readonly actor?: string; readonly body: { readonly proposed_by?: string } };
  }; // canonical JSON of our own chain
  return { actor: event.actor, proposer: event.body.proposed_by };
}
