import type { PolicyRow } from '../../contract/console/people.ts';
import { fromUtf8 } from '../../domain/bytes.ts';
import { canonicalText, profileFault } from '../../domain/ledger/canonical.ts';
import { policy, policyRefOf } from '../../domain/policy/policy.ts';
import { setPolicy } from '../ledger/grants.ts';
import { ConsoleRefusal } from '../people/refusal.ts';
import { coversAll } from '../people/rights.ts';
import type { SqlDatabase, SqlReader, SqlRow } from '../sql/port.ts';
import { bytes, number, optionalText, text } from '../sql/rows.ts';
import type { Acts } from './acts.ts';
import type { Handlers } from './call.ts';
import { namesOf } from './names.ts';

/** Policies with their versions. The log holds a policy's hash; its text is kept beside. */
export function policyHandlers({
  sql,
  acts,
}: {
  readonly sql: SqlDatabase;
  readonly acts: Acts;
}): Handlers<'policies.list' | 'policies.look' | 'policies.set'> {
  return {
    'policies.list': async () => ({ rows: await policyRows(sql) }),
    'policies.look': async ({ params }) => {
      const row = (await policyRows(sql)).find(({ hash }) => hash === params.hash);
      const [kept] = await sql.query('SELECT policy FROM policy_texts WHERE hash = $1', [params.hash]);
      if (row === undefined || kept === undefined) throw new ConsoleRefusal('not_found', 'the text of this policy is not kept here');
      return { row, policy: JSON.parse(text(kept, 'policy')) as never }; // canonical JSON that was checked when it was set
    },
    'policies.set': async ({ body, asker, scope }) => {
      if (!coversAll(scope))
        throw new ConsoleRefusal('role', 'a policy counts everywhere: only who sees every site and tenant may set one');
      const read = policy.safeParse(body.policy);
      if (!read.success) throw new ConsoleRefusal('malformed', `not a policy: ${read.error.issues[0]?.path.join('.') ?? ''}`);
      const fault = profileFault(read.data);
      if (fault !== undefined) throw new ConsoleRefusal('malformed', 'the policy cannot be written in the ledger’s JSON');
      const ref = policyRefOf(read.data);
      const [newer] = await sql.query('SELECT version FROM policies WHERE id = $1 AND version >= $2 LIMIT 1', [ref.id, ref.version]);
      if (newer !== undefined)
        throw new ConsoleRefusal('refused', 'this or a later version of the policy was set before; raise its version', { why: 'version' });
      // The text first: a hash in the log whose text nobody has would judge nothing.
      await sql.apply([
        {
          text: 'INSERT INTO policy_texts (hash, policy) VALUES ($1, $2) ON CONFLICT DO NOTHING',
          params: [ref.hash, canonicalText(read.data)],
        },
      ]);
      const event = await acts.seen(await setPolicy(acts.control, ref, asker.person));
      return { event, hash: ref.hash };
    },
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
    rows.map((row) => actorOf(row)),
    true,
  );
  return rows.map((row, i) => {
    const actor = actorOf(row);
    const kept = optionalText(row, 'text');
    const parsed = kept === undefined ? undefined : policy.safeParse(JSON.parse(kept));
    return {
      id: text(row, 'id'),
      version: number(row, 'version'),
      hash: text(row, 'hash'),
      name: parsed?.success === true ? parsed.data.name : text(row, 'id'),
      ...(actor === undefined ? {} : { set_by: { person: actor, name: names(actor) } }),
      set_ms: number(row, 'recv_ms'),
      log_index: number(row, 'log_index'),
      in_force: i === 0,
    };
  });
}

function actorOf(row: SqlRow): string | undefined {
  const { event } = JSON.parse(fromUtf8(bytes(row, 'entry')) ?? '') as { readonly event: { readonly actor?: string } }; // canonical JSON of our own chain
  return event.actor;
}
