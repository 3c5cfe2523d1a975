import { describe, expect, test } from 'vitest';
import type { NextStep } from '../../../contract/views.ts';
import { type DriveLife, stateOf } from '../../../domain/custody/life.ts';
import { type Around, firstOf, needOf } from '../../../station/views/needs.ts';

/* Lives as far as `stateOf` and `needOf` read them; each case first shows that its life is in the state it names. */
const mark = { hash: 'h', wall: '2026-11-22T00:00:00.000Z', station: 's' };
const seen = (verdict: 'open' | 'shut'): object => ({
  seen: { port: 'virtual/1', identity: { serial: 'Z1' }, lock: { verdict, findings: [] }, mark },
});
const jobOf = (phase: string, more: object = {}): object => ({
  jobs: [{ job: 'j1_a', phase, port: 'virtual/1', order: { technique: 'host_overwrite' }, started: mark, ...more }],
  ...seen('open'),
});
const verdict = (kind: string): object => ({ verification: { verdict: { kind, reasons: [] }, mark } });
const validation = { validation: { accepted: true, mark } };

function life(more: object): DriveLife {
  return {
    subject: 'd1_a',
    record: { serial: 'Z1', destination: 'maker', data_class: 'confidential', label: {} },
    holder: 'p',
    jobs: [],
    certificates: [],
    links: [],
    breaches: [],
    disputed: false,
    must_be_destroyed: false,
    ...more,
  } as unknown as DriveLife;
}

const here: Around = { port: 'virtual/1', running: false, mayStart: true, psid: 'not_needed', needsPowerCycle: false, dockBars: false };
const away: Around = { port: undefined, running: false, mayStart: false, psid: 'not_needed', needsPowerCycle: false, dockBars: false };
const dock = { kind: 'dock_drive', subject: 'd1_a', serial: 'Z1' };

const cases: readonly (readonly [state: string, more: object, around: Around, need: object | undefined])[] = [
  ['in_custody', {}, away, dock],
  ['in_custody', {}, here, undefined],
  ['offered', { offer: { from: 'p', to: 'q', mark } }, away, { kind: 'receive' }],
  ['mismatch', seen('shut'), here, { kind: 'quarantine' }],
  ['identified', seen('open'), away, dock],
  ['identified', seen('open'), here, { kind: 'start_erase', port: 'virtual/1' }],
  ['identified', seen('open'), { ...here, mayStart: false }, { kind: 'quarantine' }],
  ['identified', seen('open'), { ...here, mayStart: false, dockBars: true }, { kind: 'change_dock', port: 'virtual/1' }],
  ['identified', seen('open'), { ...away, dockBars: true }, dock],
  ['identified', seen('open'), { ...here, kept: { untilMs: 5 } }, { kind: 'keep_data', until_ms: 5 }],
  ['identified', seen('open'), { ...away, kept: {} }, { kind: 'keep_data' }],
  ['in_custody', {}, { ...away, kept: {} }, dock],
  ['interrupted', jobOf('interrupted'), { ...here, kept: {} }, { kind: 'keep_data' }],
  ['validated', jobOf('judged', { ...verdict('verified'), ...validation }), { ...away, kept: {} }, { kind: 'keep_data' }],
  ['verified', jobOf('judged', verdict('verified')), { ...away, kept: {} }, { kind: 'validate' }],
  ['identified', seen('open'), { ...here, running: true }, undefined],
  ['identified', seen('open'), { ...here, psid: 'missing' }, { kind: 'scan_psid', port: 'virtual/1' }],
  ['identified', seen('open'), { ...here, psid: 'missing', needsPowerCycle: true }, { kind: 'power_cycle' }],
  ['identified', seen('open'), { ...here, psid: 'scanned' }, { kind: 'start_erase', opens: true }],
  ['identified', seen('open'), { ...here, needsPowerCycle: true }, { kind: 'power_cycle', port: 'virtual/1' }],
  ['identified', seen('open'), { ...here, mayStart: false, needsPowerCycle: true }, { kind: 'power_cycle', port: 'virtual/1' }],
  ['identified', seen('open'), { ...away, needsPowerCycle: true }, dock],
  ['sanitizing', jobOf('sanitizing'), here, undefined],
  ['interrupted', jobOf('interrupted'), away, { kind: 'reconnect', port: 'virtual/1' }],
  ['interrupted', jobOf('interrupted'), here, { kind: 'start_again', port: 'virtual/1' }],
  ['interrupted', jobOf('interrupted'), { ...here, running: true }, undefined],
  ['sanitized_unverified', jobOf('finished'), away, { kind: 'reconnect', port: 'virtual/1' }],
  ['sanitized_unverified', jobOf('finished'), here, undefined],
  ['sanitized_unverified', jobOf('judged', verdict('not_verified')), here, { kind: 'start_erase', port: 'virtual/1' }],
  ['sanitized_unverified', jobOf('judged', verdict('not_verified')), away, dock],
  [
    'sanitized_unverified',
    jobOf('judged', { ...verdict('verified'), validation: { accepted: false, mark } }),
    here,
    { kind: 'start_erase' },
  ],
  ['verified', jobOf('judged', verdict('verified')), away, { kind: 'validate' }],
  ['validated', jobOf('judged', { ...verdict('verified'), ...validation }), away, { kind: 'release' }],
  [
    'quarantined',
    { quarantine: { cause: 'sanitization_failed', bound_for: 'destruction' }, must_be_destroyed: true },
    away,
    { kind: 'destroy' },
  ],
  ['quarantined', { quarantine: { cause: 'not_verified', bound_for: 'decision' } }, away, undefined],
  ['released', { released: { way: 'maker', mark } }, away, undefined],
  ['destroyed', { destroyed: { mark } }, away, undefined],
];

describe('what a drive needs from a person', () => {
  test.for(cases)('%s, case %$', ([state, more, around, need]) => {
    const drive = life(more);
    expect(stateOf(drive)).toBe(state);
    if (need === undefined) expect(needOf(drive, around)).toBeUndefined();
    else expect(needOf(drive, around)).toMatchObject(need);
  });
});

test('of several steps the one that endangers comes first, then the drive in hand', () => {
  const start = (subject: string): NextStep => ({ kind: 'start_erase', subject, port: 'virtual/1' });
  expect(firstOf([], undefined)).toBeUndefined();
  expect(firstOf([start('d1_a'), { kind: 'quarantine', subject: 'd1_b' }], 'd1_a')).toEqual({ kind: 'quarantine', subject: 'd1_b' });
  expect(firstOf([start('d1_a'), start('d1_b')], 'd1_b')).toEqual(start('d1_b'));
  expect(
    firstOf(
      [
        { kind: 'release', subject: 'd1_a' },
        { kind: 'reconnect', subject: 'd1_b', port: 'virtual/2' },
      ],
      undefined,
    )?.kind,
  ).toBe('reconnect');
});
