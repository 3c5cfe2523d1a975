import { toBase64url } from '../../domain/bytes.ts';
import { hashText, sha256 } from '../../domain/ledger/hash.ts';
import { driveId } from '../../domain/ledger/ids.ts';
import { nist80088r2 } from '../../domain/policy/policies/nist-800-88r2.ts';
import { policyRefOf } from '../../domain/policy/policy.ts';
import { startMs } from './paper-control.ts';
import { PaperStation } from './paper-station.ts';

export const seed = toBase64url(new Uint8Array(32).fill(9));
export const seedHash = hashText(sha256(new Uint8Array(32).fill(9)));
export const policy = nist80088r2;

export const boss = `tc_${'b'.repeat(32)}`;
export const tech = `tc_${'1'.repeat(32)}`;
export const keeper = `tc_${'2'.repeat(32)}`;
export const judge = `tc_${'3'.repeat(32)}`;
export const wwn = '5000c500a1b2c3d4';
export const subject = driveId({ kind: 'wwn', value: wwn });
export const serial = 'ZA17S7HH';
export const job = `j1_${'7'.repeat(20)}`;
export const certificateName = `cert_${'5'.repeat(20)}`;

export const identity = {
  interface: 'ata',
  media: 'ata_hdd',
  model: 'ST8000NM0055-1RM112',
  serial,
  firmware: 'SN05',
  wwn,
  serial_source: 'identify_device',
  capacity_bytes: 8_001_563_222_016,
  native_bytes: 8_001_563_222_016,
  block_bytes: 512,
} as const;

export const order = {
  technique: 'ata_sanitize_overwrite',
  method: 'purge',
  passes: 1,
  pattern: 'zero',
  read_back: { kind: 'sample', sections: 1000, per_section: 2, share_permille: 1 },
} as const;

export const record = {
  technique: 'ata_sanitize_overwrite',
  completion: {
    claim: 'completed',
    source: 'sanitize_status_ext',
    raw: '500080ffff',
    reading: 'SANITIZE STATUS EXT: operation completed without error',
  },
  started_ms: startMs + 60_000,
  duration_ms: 41_520_000,
  written_bytes: 0,
  bad: [],
  bad_count: 0,
  command: '850f0600141000ff4f0057000040b400',
} as const;

export const evidence = {
  seed,
  kind: 'sample',
  places: 2002,
  read_bytes: 8_003_149_824,
  unexpected: 0,
  unreadable: 0,
  markers: { written: 16, confirmed: 16, surviving: 0, unreadable: 0 },
  structures: [],
  duration_ms: 912_000,
} as const;

export const coverage = {
  user_area: 'addressed',
  hidden_areas: 'not_present',
  reallocated: 'addressed',
  other_namespaces: 'not_present',
} as const;
const good = ['completion_recorded', 'markers_gone', 'read_back_as_expected', 'duration_plausible'] as const;

/** A station with its people enrolled and signed in. */
export function staffedStation(mode: 'real' | 'practice' = 'real', name?: string): PaperStation {
  const station = new PaperStation(name);
  station.write({ type: 'station.named', body: { site: 'Lisbon 2', station: 'Bench 3', mode } });
  station.enrol(boss, 'Rui Álvares', ['supervisor', 'admin']);
  station.write({ type: 'station.heartbeat', body: { version: '0.1.0' } });
  station.signIn(boss);
  station.write({ type: 'policy.adopted', body: { ...policyRefOf(policy) }, actor: boss });
  station.enrol(tech, 'Ana Müller', ['technician'], boss);
  station.enrol(keeper, 'Jo Lindqvist', ['custodian', 'witness'], boss);
  station.enrol(judge, 'Validator 1', ['validator'], boss);
  for (const person of [tech, keeper, judge]) station.signIn(person);
  return station;
}

export type Ending = 'sanitized' | 'not_verified' | 'drive_failed' | 'silent_destroyed' | 'failed_destroyed';

/** Claim, dock, clearance: what each life begins with. */
export function beginLife(station: PaperStation, virtual = false): void {
  station.write({
    type: 'custody.claimed',
    subject,
    actor: keeper,
    body: {
      holder: keeper,
      place: 'Row 14, rack 7',
      reason: 'failed',
      data_class: 'confidential',
      destination: 'maker',
      serial,
      model: 'ST8000NM0055',
      label: { serial, wwn, model: 'ST8000NM0055', part: '1RM112-004', firmware: 'SN05' },
    },
    sealed: {
      host: 'store-0417.lis2.example',
      slot: 'bay 11',
      ticket: 'INC-48213',
      owner: 'Object storage',
      note: 'Reallocated sectors rising.',
    },
  });
  station.write({ type: 'custody.offered', subject, actor: keeper, body: { from: keeper, to: tech, place: 'Bench 3' } });
  station.write({ type: 'custody.received', subject, actor: tech, body: { from: keeper, holder: tech, place: 'Bench 3' } });
  station.write({
    type: 'drive.seen',
    subject,
    body: {
      port: virtual ? 'virtual/2' : 'usb-3-1.4',
      dock: virtual ? 'Virtual dock' : 'SATA dock, ASM1153E, port 2',
      virtual,
      identity,
      lock: { verdict: 'open', findings: ['serial_equal', 'wwn_equal', 'model_equal'] },
    },
  });
}

export function clearAndStart(station: PaperStation, actor = tech): void {
  station.write({
    type: 'erase.cleared',
    subject,
    actor,
    body: {
      job,
      clearance: 'c'.repeat(22),
      port: 'usb-3-1.4',
      serial,
      order,
      policy: policyRefOf(policy),
      deadline_ms: startMs + 86_400_000,
      seed_hash: seedHash,
      ruled_out: [
        'ata_sanitize_crypto_scramble:drive_lacks_it',
        'ata_sanitize_block_erase:drive_lacks_it',
        'ata_security_erase_enhanced:security_frozen',
      ],
    },
  });
  station.write({ type: 'erase.started', subject, body: { job, technique: order.technique, attempt: 1 } });
  station.write({ type: 'erase.marked', subject, body: { job, written: 16, confirmed: 16 } });
}

/** A whole life up to the moment before its certificate. */
export function liveTo(ending: Ending, station = staffedStation(), virtual = false): PaperStation {
  if (ending === 'silent_destroyed') {
    station.write({
      type: 'custody.claimed',
      subject,
      actor: keeper,
      body: {
        holder: keeper,
        place: 'Row 14, rack 7',
        reason: 'failed',
        data_class: 'restricted',
        destination: 'destruction',
        serial,
        model: 'ST8000NM0055',
        label: { serial },
      },
    });
    destroy(station);
    return station;
  }
  beginLife(station, virtual);
  clearAndStart(station);
  if (ending === 'drive_failed' || ending === 'failed_destroyed') {
    const failed = {
      ...record,
      completion: {
        ...record.completion,
        claim: 'failed',
        raw: '512040ffff',
        reading: 'SANITIZE STATUS EXT: operation ended with an error',
      },
      bad: [{ offset: 4_194_304, length: 4096, sense: '03/11/00' }],
      bad_count: 3,
      duration_ms: 1_802_000,
    };
    station.write({
      type: 'erase.failed',
      subject,
      body: {
        job,
        why: 'drive_said_failed',
        data: 'unknown',
        detail: 'The drive reported that its sanitize ended with an error.',
        record: failed,
      },
    });
    station.write({
      type: 'custody.quarantined',
      subject,
      body: { cause: 'sanitization_failed', bound_for: 'destruction', place: 'Cage B' },
    });
    if (ending === 'failed_destroyed') destroy(station);
    return station;
  }
  station.wait(record.duration_ms + 60_000);
  station.write({ type: 'erase.finished', subject, body: { job, record } });
  if (ending === 'not_verified') {
    const poor = {
      ...evidence,
      unexpected: 4,
      first_unexpected: 1_048_576,
      markers: { written: 16, confirmed: 16, surviving: 2, unreadable: 0 },
      structures: ['gpt_header'],
    };
    station.write({
      type: 'verify.finished',
      subject,
      body: {
        job,
        evidence: poor,
        verdict: { kind: 'failed', reasons: ['completion_recorded', 'markers_survive', 'read_back_unexpected', 'structures_found'] },
        coverage,
        floor_ms: 28_000_000,
      },
    });
    station.write({ type: 'custody.quarantined', subject, body: { cause: 'sanitization_failed', bound_for: 'destruction' } });
    return station;
  }
  station.write({
    type: 'verify.finished',
    subject,
    body: { job, evidence, verdict: { kind: 'verified', reasons: good }, coverage, method: 'purge', floor_ms: 28_000_000 },
  });
  station.write({
    type: 'validation.decided',
    subject,
    actor: judge,
    body: { job, accepted: true, statement: 'residual_risk_accepted_v1' },
    sealed: { note: 'Batch 2026-47.' },
  });
  return station;
}

function destroy(station: PaperStation): void {
  station.write({
    type: 'drive.destroyed',
    subject,
    actor: tech,
    witness: keeper,
    body: { technique: 'incinerate', place: 'Furnace 1', fragment_mm: 0 },
    sealed: { machine: 'F-1', lot: 'L-2026-47', note: 'Seal 99120 broken in front of both.' },
  });
}
