import { expect, test } from 'vitest';
import type { Capabilities } from '../../../domain/drive/capabilities.ts';
import type { DriveIdentity } from '../../../domain/drive/identity.ts';
import type { Technique } from '../../../domain/erase/technique.ts';
import { applyFirmware, type BlockedFirmware } from '../../../domain/policy/firmware-list.ts';
import { makePlan, ruledOut } from '../../../domain/policy/plan.ts';
import { nist80088r2 } from '../../../domain/policy/policies/nist-800-88r2.ts';

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
const capabilities: Capabilities = {
  techniques: (['ata_sanitize_overwrite', 'ata_sanitize_crypto_scramble'] as const).map((technique) => ({ kind: 'offered', technique })),
  hidden: { hpa: 'none', dco: 'none', ama: 'none' },
  security: 'disabled',
  namespaces: 1,
  unallocated_bytes: 0,
  read_only: false,
  reads_after_erase: 'zeros',
  sanitize: 'idle',
};
function planWith(blocked: readonly Technique[], firmware = 'SN05') {
  const list = new Map<string, BlockedFirmware>();
  for (const [at, technique] of blocked.entries()) {
    const body = { model: disk.model, firmware, technique, by: 'A'.repeat(43) };
    applyFirmware(list, { type: 'firmware.blocked', body }, at);
  }
  return makePlan({
    policy: nist80088r2,
    identity: disk,
    capabilities,
    dataClass: 'confidential',
    destination: 'maker',
    lock: { verdict: 'open', findings: ['serial_equal'] },
    firmware: list,
  });
}

test('a technique after which this firmware left data behind is passed over, and the ladder says so', () => {
  expect(planWith([])).toMatchObject({ kind: 'plan', order: { technique: 'ata_sanitize_overwrite' } });
  const plan = planWith(['ata_sanitize_overwrite']);
  expect(plan).toMatchObject({ kind: 'plan', order: { technique: 'ata_sanitize_crypto_scramble' } });
  expect(ruledOut(plan)).toContain('ata_sanitize_overwrite:firmware_left_data');
});

test('another firmware of the model is offered it', () => {
  expect(planWith(['ata_sanitize_overwrite'], 'SN04')).toMatchObject({ kind: 'plan', order: { technique: 'ata_sanitize_overwrite' } });
});

test('when nothing else would do, the drive is bound for destruction', () => {
  expect(planWith(['ata_sanitize_overwrite', 'ata_sanitize_crypto_scramble'])).toMatchObject({
    kind: 'refused',
    why: 'least_method_out_of_reach',
    boundFor: 'destruction',
  });
});
