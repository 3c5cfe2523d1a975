import { describe, expect, it } from 'vitest';
import { evolve } from '../../domain/custody/life.ts';
import { canonicalText } from '../../domain/ledger/canonical.ts';
import { defaultPolicy } from '../../domain/policy/policies.ts';
import { type Policy, policyHash } from '../../domain/policy/policy.ts';
import { emptyTally, joinedTally, type ReplayTally } from '../../domain/policy/replay-tally.ts';
import { replayQueries } from '../../registry/console/policy-replay.ts';
import type { OpenRegistry } from '../../registry/open.ts';
import { insertRows } from '../../registry/sql/port.ts';
import { lived, type Step, untilCertified } from '../domain/custody/story.ts';
import { type Browser, claim, firstAdmin, followed, personWith, startConsole, stationAt, subjectOf } from './console-kit.ts';
import { push, taken, type TestStation } from './kit.ts';
import { plansIn } from './plans.ts';

const everyByte: Policy = {
  ...defaultPolicy,
  id: 'every-byte',
  version: 1,
  read_back: [{ media: ['ata_hdd'], read_back: { kind: 'full' }, origin: 'own' }],
};

async function tell(registry: OpenRegistry, station: TestStation, serial: string, steps: readonly Step[]): Promise<void> {
  const entries = steps.map(({ type, body, actor, witness }) =>
    station.seal({
      type,
      body: body as never,
      subject: subjectOf(serial),
      ...(actor === undefined ? {} : { actor }),
      ...(witness === undefined ? {} : { witness }),
    }),
  );
  taken(await push(registry, station, entries));
  await followed(registry);
}

/** Every part of a replay, one after the other. */
async function whole(browser: Browser, body: object) {
  let [tally, walked, parts, after]: [ReplayTally, number, number, string | undefined] = [emptyTally, 0, 0, undefined];
  const rows: string[] = [];
  let drives: number | undefined;
  do {
    const part: Awaited<ReturnType<typeof browser.ask<'policies.replay'>>> = await browser.ask('policies.replay', {
      body: { ...body, ...(after === undefined ? {} : { after }) },
    });
    tally = joinedTally(tally, part.tally);
    walked += part.walked;
    parts += 1;
    drives ??= part.drives;
    rows.push(...part.rows.map(({ subject }) => subject));
    after = part.next;
  } while (after !== undefined);
  return { tally, walked, parts, rows, drives };
}

/** Drafts and their replay, whatever the database. */
export function policyDraftsSuite(): void {
  describe('drafts of policies', () => {
    it('begin from what is in force, one version above it, and are saved by who saw the newest revision', async () => {
      const registry = await startConsole();
      const admin = await firstAdmin(registry);
      const { browser: other } = await personWith(admin, [{ role: 'supervisor' }]);
      const { draft, revision } = await admin.ask('drafts.begin', { body: { name: 'Stricter' } });
      const { policy, row } = await other.ask('drafts.look', { params: { draft } });
      expect(policy).toEqual({ ...defaultPolicy, version: defaultPolicy.version + 1 });
      expect(row).toMatchObject({ name: 'Stricter', revision, from: policyHash(defaultPolicy), made_by: { name: 'First Admin' } });

      const save = (browser: Browser, seen: number, name: string) =>
        [browser, { params: { draft }, body: { revision: seen, name, policy: { ...policy, name } } }] as const;
      const [first, ask] = save(other, 1, 'Of the other');
      expect(await first.ask('drafts.save', ask)).toEqual({ revision: 2 });
      // Whoever opened it before is told, and what the other one wrote stands.
      expect(await admin.refused('drafts.save', save(admin, 1, 'Too late')[1])).toMatchObject({ code: 'refused', why: 'saved_by_another' });
      expect(await admin.refused('drafts.discard', { params: { draft }, body: { revision: 1 } })).toMatchObject({
        why: 'saved_by_another',
      });
      expect((await admin.ask('drafts.list')).rows).toMatchObject([{ name: 'Of the other', revision: 2 }]);
      await admin.ask('drafts.discard', { params: { draft }, body: { revision: 2 } });
      expect((await admin.refused('drafts.look', { params: { draft } })).code).toBe('not_found');
      expect((await admin.refused('drafts.save', save(admin, 2, 'Gone')[1])).code).toBe('not_found');
    });

    it('begin from any version that is kept, or from a text, and may be unfinished', async () => {
      const registry = await startConsole();
      const admin = await firstAdmin(registry);
      const hash = policyHash(everyByte);
      await registry.ledger.store.sql.apply([
        { text: 'INSERT INTO policy_texts (hash, policy) VALUES ($1, $2)', params: [hash, canonicalText(everyByte)] },
      ]);
      const begun = await admin.ask('drafts.begin', { body: { name: 'From a version', from: hash } });
      expect((await admin.ask('drafts.look', { params: { draft: begun.draft } })).policy).toEqual({ ...everyByte, version: 2 });

      const unfinished = { ...everyByte, id: '', rules: [{ ...everyByte.rules[0]!, media: [] }] };
      const { draft } = await admin.ask('drafts.begin', { body: { name: 'From a text', policy: unfinished } });
      expect((await admin.ask('drafts.look', { params: { draft } })).policy).toEqual(unfinished);
      expect((await admin.refused('drafts.begin', { body: { name: 'No policy', policy: { rules: 'none' } } })).code).toBe('malformed');
      expect((await admin.refused('drafts.begin', { body: { name: 'Unknown', from: 'A'.repeat(43) } })).code).toBe('not_found');
      // What is unfinished is asked of no drive.
      expect((await admin.refused('policies.replay', { body: { policy: unfinished } })).code).toBe('malformed');
    });
  });

  describe('the replay of a draft', () => {
    it('says what would change for drives within the sites of who asks, and names them to who may see them', async () => {
      const registry = await startConsole();
      const admin = await firstAdmin(registry);
      const [north, south] = [await stationAt(registry, 'North'), await stationAt(registry, 'South')];
      await tell(registry, north, 'R1', untilCertified);
      await tell(registry, south, 'R2', untilCertified);
      await claim(registry, south, [{ serial: 'R3', owner: 'Tenant A' }]);
      const { browser: auditor } = await personWith(admin, [{ role: 'auditor' }]);
      const { browser: northern } = await personWith(admin, [{ role: 'supervisor', sites: ['North'] }]);
      const { browser: ofTenant } = await personWith(admin, [
        { role: 'auditor', tenants: (await admin.ask('tenants.list')).rows.map(({ tenant }) => tenant) },
      ]);

      const same = await auditor.ask('policies.replay', { body: { policy: defaultPolicy } });
      expect(same).toMatchObject({ drives: 3, walked: 3, rows: [], tally: { judged: 2, untouched: 1, changes: [], rework: [] } });
      const all = await auditor.ask('policies.replay', { body: { policy: everyByte } });
      expect(all.tally.rework).toEqual([{ media: 'ata_hdd', technique: 'ata_sanitize_overwrite', short: 'read_back', drives: 2 }]);
      expect(all.tally.times).toEqual([{ media: 'ata_hdd', technique: 'ata_sanitize_overwrite', ms: [40_000_000, 40_000_000] }]);
      expect(all.rows.map(({ subject }) => subject)).toEqual([subjectOf('R1'), subjectOf('R2')].sort());
      expect((await northern.ask('policies.replay', { body: { policy: everyByte } })).rows.map(({ site }) => site)).toEqual(['North']);
      expect(await northern.ask('policies.replay', { body: { policy: everyByte, site: 'South' } })).toMatchObject({ drives: 0, walked: 0 });
      expect(await ofTenant.ask('policies.replay', { body: { policy: everyByte } })).toMatchObject({ drives: 1, tally: { untouched: 1 } });
      // A draft for some sites is asked of the drives there.
      const atSouth = await auditor.ask('policies.replay', { body: { policy: { ...everyByte, scope: { sites: ['South', 'East'] } } } });
      expect(atSouth).toMatchObject({ drives: 2, rows: [{ site: 'South' }] });
      // Whoever may only rule sees the counts, and which drives they are is not said.
      expect(await admin.ask('policies.replay', { body: { policy: everyByte } })).toMatchObject({
        rows: [],
        tally: { rework: [{ drives: 2 }] },
      });
      expect((await auditor.ask('reads.list')).rows[0]).toMatchObject({ what: 'policies.replay', about: 'every-byte 1' });
    });

    it('goes over many drives part by part, each once, and adds up', { timeout: 60_000 }, async () => {
      const registry = await startConsole();
      const admin = await firstAdmin(registry);
      const { browser: auditor } = await personWith(admin, [{ role: 'auditor' }]);
      const told = lived(evolve, untilCertified);
      const life = { ...told, jobs: told.jobs.map((job) => ({ ...job, cleared: { ...job.cleared, wall: '2001-01-01T00:00:00.000Z' } })) };
      const subjects = Array.from({ length: 2300 }, (_, n) => subjectOf(`P${n}`));
      const columns = ['subject', 'site', 'serial', 'state', 'since_ms', 'breaches', 'changed', 'life'];
      const rows = subjects.map((subject, n) => [
        subject,
        n % 2 === 0 ? 'North' : 'South',
        `P${n}`,
        'validated',
        1,
        0,
        n,
        JSON.stringify({ ...life, subject }),
      ]);
      await registry.ledger.store.sql.apply(insertRows('console_drives', columns, rows));
      const found = await whole(auditor, { policy: everyByte });
      expect([found.parts, found.walked, found.drives]).toEqual([3, 2300, 2300]);
      expect(found.rows).toEqual([...subjects].sort());
      expect(found.tally).toMatchObject({ judged: 2300, rework: [{ drives: 2300 }] });
      expect((await whole(auditor, { policy: everyByte, site: 'South' })).walked).toBe(1150);
      expect((await whole(auditor, { policy: everyByte, since_days: 365 })).tally).toMatchObject({ judged: 0, older: 2300 });
      const { sql } = registry.ledger.store;
      const plans = await plansIn(sql);
      for (const scope of [[{ sites: ['*'], tenants: ['*'] }], [{ sites: ['North'], tenants: [`tn_${'a'.repeat(32)}`] }]]) {
        const [query, params] = replayQueries.part(scope, subjects[7] ?? '', 5);
        const plan = await plans.of(query, params);
        if (plans.isSqlite) expect(plan).not.toMatch(/SCAN (d|dt)\b/);
        else expect(plan).not.toMatch(/Seq Scan on console_drives/);
      }
    });
  });
}
