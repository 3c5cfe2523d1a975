import { describe, expect, it } from 'vitest';
import { readControlFact } from '../../domain/facts/control.ts';
import { readDraft } from '../../domain/policy/draft.ts';
import { defaultPolicy, policyOf } from '../../domain/policy/policies.ts';
import { type Policy, policyRefOf } from '../../domain/policy/policy.ts';
import { placed } from './authority-kit.ts';
import { type Browser, firstAdmin, personWith, startConsole } from './console-kit.ts';

/** A policy of this run alone: what one test sets is not known to another. */
const house = (id: string, version = 1): Policy => ({
  ...defaultPolicy,
  id,
  version,
  name: `House rules – ${id}`,
  rules: defaultPolicy.rules.map((rule) => ({ ...rule, witness: true })),
});

const propose = (browser: Browser, policy: Policy) => {
  const draft = readDraft(JSON.stringify(policy));
  return browser.ask('policies.propose', {
    body: { policy: JSON.parse(JSON.stringify(policy)) as never, warnings: draft.kind === 'policy' ? draft.warnings.length : 0 },
  });
};

/** Putting policies in force, whatever the database. */
export function policyAdoptionSuite(): void {
  describe('a policy of one’s own', () => {
    it('is in force once a second officer has adopted it, and stands in the log with its whole text', async () => {
      const registry = await startConsole();
      const admin = await firstAdmin(registry);
      const { browser: other, person: second } = await personWith(admin, [{ role: 'supervisor' }]);
      const policy = house('whole-text');
      const { hash } = await propose(admin, policy);
      expect(policyOf(policyRefOf(policy)), 'a proposal judges nothing').toBeUndefined();
      expect((await other.ask('policies.list', {})).rows).toEqual([]);
      const [waiting] = (await other.ask('policies.proposals', {})).rows;
      expect(waiting).toMatchObject({ hash, id: policy.id, version: 1, name: policy.name, proposed_by: { name: 'First Admin' } });
      expect((await other.ask('policies.proposal', { params: { hash } })).policy).toEqual(policy);

      await expect(admin.ask('policies.adopt', { params: { hash }, body: {} })).rejects.toThrow('"why":"same_person"');
      await other.ask('policies.adopt', { params: { hash }, body: {} });
      expect((await other.ask('policies.proposals', {})).rows).toEqual([]);
      const [row] = (await admin.ask('policies.list', {})).rows;
      expect(row).toMatchObject({ hash, in_force: true, proposed_by: { name: 'First Admin' }, set_by: { person: second } });
      expect((await admin.ask('policies.look', { params: { hash } })).policy).toEqual(policy);
      expect(policyOf(policyRefOf(policy))).toEqual(policy);

      const last = (await placed(registry)).at(-1)?.entry.event;
      const fact = readControlFact(last?.type ?? '', last?.body);
      if (fact?.type !== 'policy.set') throw new Error('the policy is not the last word of the log');
      expect(JSON.parse(fact.body.text?.join('') ?? '')).toEqual(policy);
      expect([last?.actor, fact.body.hash]).toEqual([second, hash]);
    });

    it('stands beside those of other sites, and never beside one for the same drives', async () => {
      const admin = await firstAdmin(await startConsole());
      const { browser: other } = await personWith(admin, [{ role: 'supervisor' }]);
      const at = (id: string, ...sites: string[]): Policy => ({ ...house(id), ...(sites.length === 0 ? {} : { scope: { sites } }) });
      for (const policy of [at('all'), at('halls', 'Hall A', 'Hall B')]) {
        const { hash } = await propose(admin, policy);
        await other.ask('policies.adopt', { params: { hash }, body: {} });
      }
      await expect(propose(admin, at('annex', 'Hall B', 'Annex'))).rejects.toThrow('"why":"same_drives"');
      const annex = await propose(admin, at('annex', 'Annex'));
      const yard = await propose(admin, at('yard', 'Annex', 'Yard'));
      // At once, so that neither finds the other standing already.
      const adopted = await Promise.allSettled(
        [annex, yard].map(({ hash }) => other.ask('policies.adopt', { params: { hash }, body: {} })),
      );
      const refused = adopted.flatMap((each) => (each.status === 'rejected' ? [String(each.reason)] : []));
      expect(refused).toEqual([expect.stringContaining('"why":"same_drives"')]);
      const standing = (await admin.ask('policies.list', {})).rows.map(({ id, in_force: inForce }) => [id, inForce]);
      expect(standing).toEqual([
        [adopted[0]?.status === 'fulfilled' ? 'annex' : 'yard', true],
        ['halls', true],
        ['all', true],
      ]);
      // Not the newest of them: the one for whatever no other is for.
      const { draft } = await admin.ask('drafts.begin', { body: { name: 'Next year' } });
      expect((await admin.ask('drafts.look', { params: { draft } })).policy).toMatchObject({ id: 'all', version: 2 });
      const next = await propose(admin, { ...at('all-over'), version: 2 });
      await other.ask('policies.adopt', { params: { hash: next.hash }, body: {} });
      expect((await admin.ask('policies.list', {})).rows.map(({ id, in_force: inForce }) => [id, inForce])).toContainEqual(['all', false]);
    });

    it('goes up in version only, and is set once', async () => {
      const admin = await firstAdmin(await startConsole());
      const { browser: other } = await personWith(admin, [{ role: 'supervisor' }]);
      const [one, two] = [await propose(admin, house('upwards', 1)), await propose(admin, house('upwards', 2))];
      await other.ask('policies.adopt', { params: { hash: two.hash }, body: {} });
      // The older one was proposed while nothing was in force: its time is over.
      await expect(other.ask('policies.adopt', { params: { hash: one.hash }, body: {} })).rejects.toThrow('"why":"version"');
      await expect(propose(admin, house('upwards', 2))).rejects.toThrow('"why":"version"');
      await expect(other.ask('policies.adopt', { params: { hash: two.hash }, body: {} })).rejects.toThrow('"code":"not_found"');
      expect(await other.ask('policies.withdraw', { params: { hash: one.hash }, body: {} })).toEqual({ ok: true });
      expect((await admin.ask('policies.proposals', {})).rows).toEqual([]);
    });

    it('is proposed by who has looked at each warning and sees everything, and by nobody else', async () => {
      const admin = await firstAdmin(await startConsole());
      const policy = house('warned');
      const silent: Policy = { ...policy, rules: policy.rules.slice(0, 2) };
      const body = { policy: JSON.parse(JSON.stringify(silent)) as never, warnings: 0 };
      await expect(admin.ask('policies.propose', { body })).rejects.toThrow('"why":"warnings"');
      await propose(admin, silent);
      const { browser: local } = await personWith(admin, [{ role: 'supervisor', sites: ['Hall A'] }]);
      await expect(propose(local, policy)).rejects.toThrow('"code":"role"');
      const { browser: auditor } = await personWith(admin, [{ role: 'auditor' }]);
      await expect(propose(auditor, policy)).rejects.toThrow('"code":"role"');
      expect((await auditor.ask('policies.proposals', {})).rows).toHaveLength(1);
      const twice = { ...policy, rules: [...policy.rules, ...policy.rules] };
      await expect(propose(admin, twice)).rejects.toThrow('"code":"malformed"');
      const note = { text: '–'.repeat(300), origin: 'own' as const };
      await expect(propose(admin, { ...policy, notes: Array.from({ length: 30 }, () => note) })).rejects.toThrow('"code":"malformed"');
    });
  });
}
