import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dataClass, destination } from '../../../domain/custody/words.ts';
import type { Capabilities, Offered } from '../../../domain/drive/capabilities.ts';
import { type DriveIdentity, media } from '../../../domain/drive/identity.ts';
import { coverageOf } from '../../../domain/erase/coverage.ts';
import { methodCovers, technique, type Technique } from '../../../domain/erase/technique.ts';
import { destroyTechniquesFor, isKeyChange, ruleFor, rungFor } from '../../../domain/policy/demand.ts';
import { makePlan, type PlanQuestion, ruledOut } from '../../../domain/policy/plan.ts';
import { defaultPolicy, policies, policyOf } from '../../../domain/policy/policies.ts';
import { nist80088r1 } from '../../../domain/policy/policies/nist-800-88r1.ts';
import { nist80088r2 } from '../../../domain/policy/policies/nist-800-88r2.ts';
import { policy as policySchema, policyHash, policyRefOf } from '../../../domain/policy/policy.ts';

const disk: DriveIdentity = {
  interface: 'ata',
  media: 'ata_hdd',
  model: 'ST8000NM0055',
  serial: 'ZA17S7HH',
  firmware: 'SN05',
  serial_source: 'identify_device',
  capacity_bytes: 8_001_563_222_016,
  native_bytes: 8_001_563_222_016,
  block_bytes: 512,
};
const ssd: DriveIdentity = { ...disk, media: 'ata_ssd', model: 'SAMSUNG MZ7LH960HAJR' };
const nvme: DriveIdentity = { ...disk, interface: 'nvme', media: 'nvme_ssd', serial_source: 'identify_controller' };
const image: DriveIdentity = { ...disk, interface: 'image', media: 'image', serial_source: 'assigned' };

function able(...offers: readonly (Technique | Offered)[]): Capabilities {
  return {
    techniques: offers.map((offer) => (typeof offer === 'string' ? { kind: 'offered', technique: offer } : offer)),
    hidden: { hpa: 'none', dco: 'none', ama: 'none' },
    security: 'disabled',
    namespaces: 1,
    unallocated_bytes: 0,
    read_only: false,
    reads_after_erase: 'zeros',
    sanitize: 'idle',
  };
}
const ask = (change: Partial<PlanQuestion> = {}) =>
  makePlan({
    policy: nist80088r2,
    identity: disk,
    capabilities: able('ata_sanitize_overwrite', 'ata_sanitize_crypto_scramble', 'host_overwrite'),
    dataClass: 'confidential',
    destination: 'maker',
    lock: { verdict: 'open', findings: ['serial_equal'] },
    ...change,
  });

describe('the policies', () => {
  test('fit their schema, name each rule once, and are found by their hash alone', () => {
    for (const policy of policies) {
      expect(policySchema.parse(policy)).toEqual(policy);
      expect(new Set(policy.rules.map((rule) => rule.id)).size).toBe(policy.rules.length);
      expect(policyOf(policyRefOf(policy))).toBe(policy);
      expect(policyOf({ ...policyRefOf(policy), version: 9 })).toBeUndefined();
    }
    expect(defaultPolicy).toBe(nist80088r2);
    expect(policyHash({ ...nist80088r2, version: 2 })).not.toBe(policyHash(nist80088r2));
  });

  test('have a rule for every medium, class and destination', () => {
    for (const policy of policies)
      for (const m of media.options)
        for (const c of dataClass.options)
          for (const d of destination.options) expect(ruleFor(policy, m, c, d), `${policy.id} ${m} ${c} ${d}`).toBeDefined();
  });

  test('never ask less of unknown data than of restricted, nor of undecided than of the maker', () => {
    for (const policy of policies)
      for (const m of media.options) {
        for (const d of destination.options) expect(ruleFor(policy, m, 'unknown', d)).toBe(ruleFor(policy, m, 'restricted', d));
        for (const c of dataClass.options) expect(ruleFor(policy, m, c, 'undecided')).toBe(ruleFor(policy, m, c, 'maker'));
      }
  });

  test('allow shred and pulverize for the lowest class at most under Rev. 2', () => {
    expect(dataClass.options.filter((c) => destroyTechniquesFor(nist80088r2, c).includes('shred'))).toEqual(['public']);
    for (const policy of policies) for (const c of dataClass.options) expect(destroyTechniquesFor(policy, c)).toContain('incinerate');
  });

  test('sample as Rev. 1 describes it under Rev. 1, and by our own lighter choice under Rev. 2', () => {
    expect(ask({ policy: nist80088r1 })).toMatchObject({
      order: { read_back: { kind: 'sample', sections: 1000, per_section: 2, share_permille: 50 } },
    });
    expect(ask()).toMatchObject({ order: { read_back: { kind: 'sample', sections: 1000, per_section: 2, share_permille: 1 } } });
    expect(nist80088r2.read_back.every((row) => row.origin === 'own')).toBe(true);
  });
});

describe('a drive with reallocated or pending sectors', () => {
  const worn = (...offers: readonly Technique[]): Capabilities => ({ ...able(...offers), reallocated: 37 });

  test('is purged by what reaches them, or not at all: an overwrite and the normal security erase do not', () => {
    expect(ask({ capabilities: worn('host_overwrite', 'ata_security_erase_normal') })).toMatchObject({
      kind: 'refused',
      why: 'least_method_out_of_reach',
      boundFor: 'destruction',
    });
    for (const reaching of ['ata_sanitize_overwrite', 'ata_sanitize_crypto_scramble'] as const)
      expect(ask({ capabilities: worn('host_overwrite', 'ata_security_erase_normal', reaching) })).toMatchObject({
        kind: 'plan',
        order: { technique: reaching, method: 'purge' },
        coverage: { reallocated: 'addressed' },
      });
  });

  test('may be cleared by an overwrite, and the plan says that they are not reached', () => {
    const plan = ask({ capabilities: worn('host_overwrite'), dataClass: 'internal', destination: 'reuse' });
    expect(plan).toMatchObject({ kind: 'plan', order: { method: 'clear' }, coverage: { reallocated: 'not_addressed' } });
  });

  test('finds no rung on any ATA or SCSI medium that calls itself Purge and leaves them', () => {
    for (const policy of policies)
      for (const m of ['ata_hdd', 'ata_ssd', 'scsi_hdd', 'scsi_ssd'] as const)
        for (const name of technique.options) {
          if (rungFor(policy, m, name)?.method !== 'purge') continue;
          const identity = { ...disk, media: m };
          expect(coverageOf(name, identity, worn(name), 0).reallocated, `${policy.id} ${m} ${name}`).toBe('addressed');
        }
  });
});

describe('a plan', () => {
  test('takes the first technique that does, and says of every other why not', () => {
    const plan = ask();
    expect(plan).toMatchObject({
      kind: 'plan',
      least: 'purge',
      order: { technique: 'ata_sanitize_overwrite', method: 'purge', passes: 1 },
    });
    expect(plan.rungs).toHaveLength(technique.options.length - 1);
    expect(ruledOut(plan)).toContain('host_overwrite:below_least_method');
    expect(ruledOut(plan)).toContain('ata_sanitize_crypto_scramble:lower_in_order');
    expect(ruledOut(plan)).toContain('ata_security_erase_enhanced:not_offered');
    expect(ruledOut(plan)).toContain('nvme_sanitize_block_erase:not_in_policy');
  });

  test('passes on why the drive or the dock rules a technique out', () => {
    const plan = ask({
      capabilities: able({ kind: 'out', technique: 'ata_sanitize_overwrite', why: 'bridge_blocks_it' }, 'ata_sanitize_crypto_scramble'),
    });
    expect(plan).toMatchObject({ kind: 'plan', order: { technique: 'ata_sanitize_crypto_scramble' } });
    expect(ruledOut(plan)).toContain('ata_sanitize_overwrite:bridge_blocks_it');
  });

  test('never goes below the least method: destruction, or a decision where the hindrance can be taken away', () => {
    expect(ask({ capabilities: able('host_overwrite') })).toMatchObject({
      kind: 'refused',
      why: 'least_method_out_of_reach',
      boundFor: 'destruction',
    });
    expect(
      ask({ capabilities: able('host_overwrite', { kind: 'out', technique: 'ata_sanitize_overwrite', why: 'sanitize_frozen' }) }),
    ).toMatchObject({ boundFor: 'decision' });
  });

  test('lets Clear do for low data that stays in the house, and prefers Purge there too', () => {
    expect(ask({ capabilities: able('host_overwrite'), dataClass: 'internal', destination: 'reuse' })).toMatchObject({
      kind: 'plan',
      order: { technique: 'host_overwrite', method: 'clear' },
    });
    expect(ask({ dataClass: 'internal', destination: 'reuse' })).toMatchObject({ order: { method: 'purge' } });
  });

  const lockedOut = (t: Technique): Offered => ({ kind: 'out', technique: t, why: 'locked' });
  test.each(['confidential', 'restricted'] as const)(
    'opens a drive that is locked first, with %s data, and leaves the sanitize to the next plan',
    (dataClass) => {
      const plan = ask({
        identity: nvme,
        dataClass,
        capabilities: able(lockedOut('nvme_sanitize_block_erase'), lockedOut('host_overwrite'), 'tcg_psid_revert'),
      });
      expect(plan).toMatchObject({ kind: 'plan', order: { technique: 'tcg_psid_revert' } });
      expect(ruledOut(plan)).toContain('nvme_sanitize_block_erase:locked');
    },
  );

  test('opens no drive that could not be sanitized afterwards, and never takes a revert for an erase', () => {
    const closed = ask({ identity: nvme, capabilities: able(lockedOut('host_overwrite'), 'tcg_psid_revert') });
    expect(closed).toMatchObject({ kind: 'refused', why: 'least_method_out_of_reach' });
    expect(ruledOut(closed)).toContain('tcg_psid_revert:opens_only');
    const keysOnly = able(lockedOut('nvme_sanitize_crypto_erase'), 'tcg_psid_revert');
    const strict = { identity: nvme, dataClass: 'restricted', capabilities: keysOnly } as const;
    expect(ask({ ...strict, policy: nist80088r1 })).toMatchObject({ kind: 'refused' });
    expect(ask({ identity: nvme, capabilities: able('nvme_sanitize_block_erase', 'tcg_psid_revert') })).toMatchObject({
      order: { technique: 'nvme_sanitize_block_erase' },
    });
    expect(ask({ identity: nvme, capabilities: able('tcg_psid_revert') })).toMatchObject({ kind: 'refused' });
  });

  test('calls the overwrite of an image Clear, for any data', () => {
    expect(ask({ identity: image, capabilities: able('host_overwrite'), dataClass: 'restricted' })).toMatchObject({
      order: { technique: 'host_overwrite', method: 'clear', read_back: { kind: 'full' } },
    });
  });

  test('does not take a changed key alone for restricted or unknown data', () => {
    for (const c of ['restricted', 'unknown'] as const) {
      const plan = ask({ identity: ssd, capabilities: able('ata_sanitize_crypto_scramble', 'host_overwrite'), dataClass: c });
      expect(plan).toMatchObject({ kind: 'refused', boundFor: 'destruction' });
      expect(ruledOut(plan)).toContain('ata_sanitize_crypto_scramble:key_change_not_enough');
      expect(ask({ identity: ssd, capabilities: able('ata_sanitize_block_erase'), dataClass: c })).toMatchObject({
        kind: 'plan',
        witness: true,
      });
    }
  });

  test('takes Format NVM for Purge under Rev. 1 only', () => {
    const question = { identity: nvme, capabilities: able('nvme_format_user_data_erase') };
    expect(ask({ ...question, policy: nist80088r1 })).toMatchObject({ kind: 'plan', order: { method: 'purge' } });
    expect(ruledOut(ask(question))).toContain('nvme_format_user_data_erase:below_least_method');
  });

  test('rules out what leaves or may leave an area, before the drive is touched', () => {
    const low = { capabilities: able('host_overwrite'), dataClass: 'public', destination: 'reuse' } as const;
    const hidden = (hpa: 'present' | 'unknown') =>
      ask({ ...low, capabilities: { ...low.capabilities, hidden: { hpa, dco: 'none', ama: 'none' } } });
    expect(ruledOut(hidden('present'))).toContain('host_overwrite:leaves_hidden_areas');
    expect(ruledOut(hidden('unknown'))).toContain('host_overwrite:hidden_areas_unknown');
    const more = ask({ ...low, identity: nvme, capabilities: { ...low.capabilities, namespaces: 2 } });
    expect(ruledOut(more)).toContain('host_overwrite:would_leave_areas');
  });

  test('is refused while the lock is shut, while a sanitize runs, and where only destruction will do', () => {
    expect(ask({ lock: { verdict: 'shut', findings: ['no_label'] } })).toMatchObject({ why: 'identity_lock_shut', boundFor: 'decision' });
    expect(ask({ capabilities: { ...able('ata_sanitize_overwrite'), sanitize: 'running' } })).toMatchObject({ why: 'sanitize_running' });
    expect(ask({ destination: 'destruction' })).toMatchObject({ why: 'destruction_demanded', boundFor: 'destruction' });
    expect(ask({ identity: { ...disk, media: 'unknown' } })).toMatchObject({ kind: 'refused', boundFor: 'destruction' });
    expect(ask({ policy: nist80088r1, dataClass: 'restricted' })).toMatchObject({ why: 'destruction_demanded' });
  });

  test('always reaches the least method of its rule, with a technique that was offered, whatever is asked', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...policies),
        fc.constantFrom(...media.options),
        fc.constantFrom(...dataClass.options),
        fc.constantFrom(...destination.options),
        fc.subarray([...technique.options]),
        fc.constantFrom('none', 'present', 'unknown'),
        (policy, m, c, d, offered, hpa) => {
          const plan = ask({
            policy,
            identity: { ...disk, media: m },
            capabilities: { ...able(...offered), hidden: { hpa, dco: 'none', ama: 'none' } },
            dataClass: c,
            destination: d,
          });
          if (plan.kind === 'refused') return;
          const rule = ruleFor(policy, m, c, d);
          expect(rule !== undefined && methodCovers(plan.order.method, rule.least)).toBe(true);
          expect(offered).toContain(plan.order.technique);
          expect(rungFor(policy, m, plan.order.technique)?.method).toBe(plan.order.method);
          expect(isKeyChange(plan.order.technique) && rule?.key_change_alone === false).toBe(false);
          expect(plan.order.technique).not.toBe('tcg_psid_revert');
          expect(['addressed', 'not_present']).toContain(plan.coverage.hidden_areas);
          expect(plan.rungs.filter((rung) => rung.chosen)).toHaveLength(1);
        },
      ),
    );
  });
});
