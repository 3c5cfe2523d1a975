import { describe, expect, it } from 'vitest';
import { evolve } from '../../../domain/custody/life.ts';
import { releaseGate, gateOf } from '../../../domain/custody/release-gate.ts';
import { stockOf } from '../../../domain/custody/stock.ts';
import { lived, step, type Step } from './story.ts';

const nowMs = 1_800_000_000_000;

/** A drive bound for a way out, proven, whose count of power cycles was told (or not) at its verification and at sights after it. */
function proven(way: 'reuse' | 'maker', atVerification: number | undefined, ...sights: readonly (number | undefined)[]) {
  const verified = step.verify();
  const power = (cycles: number | undefined) => (cycles === undefined ? {} : { power: { cycles } });
  const steps: readonly Step[] = [
    step.claim(way),
    step.seen(),
    step.clear(),
    step.start(),
    step.mark(),
    step.finish(),
    { ...verified, body: { ...verified.body, ...power(atVerification) } },
    step.validate(),
    step.certify(),
    ...sights.map((cycles): Step => ({ ...step.seen(), body: { ...step.seen().body, ...power(cycles) } })),
  ];
  const life = lived(evolve, steps);
  expect(life.breach_count).toBe(0);
  return { life, gate: releaseGate(gateOf(life, way, nowMs, false)) };
}

describe('a drive for reuse', () => {
  it.each([
    ['was not seen again', 40, []],
    ['was seen again with the same count: it had power all along', 40, [40]],
    ['was put into a bay once', 40, [41]],
    ['was put into bays three times', 40, [41, 42, 43]],
    ['was put into a bay that told nothing, and then into one that did', 40, [undefined, 42]],
  ] as const)('stays clean when it %s', (_what, count, sights) => {
    const { life, gate } = proven('reuse', count, ...sights);
    expect(stockOf(life)).toBe('unmoved');
    expect(gate.kind).toBe('proof');
  });

  it.each([
    ['was on once more than it was seen', 40, [42]],
    ['was on more often, and seen with a right count later', 40, [45, 46]],
    ['counts backwards: it is another drive, or was tampered with', 40, [39]],
    ['was on twice more than bays that told nothing explain', 40, [undefined, 43]],
  ] as const)('is clean no more when it %s', (_what, count, sights) => {
    const { life, gate } = proven('reuse', count, ...sights);
    expect(stockOf(life)).toBe('moved');
    expect(gate).toEqual({ kind: 'refused', why: 'proof_rejected', detail: 'powered_elsewhere' });
  });

  it('is let go with the word unknown when nothing was told at its verification', () => {
    const { life, gate } = proven('reuse', undefined, 90);
    expect(stockOf(life)).toBe('unknown');
    expect(gate.kind).toBe('proof');
  });

  it('is clean again after another erase that was verified', () => {
    const { life } = proven('reuse', 40, 45);
    const again = lived(
      evolve,
      [
        step.clear(2),
        step.start(2),
        step.mark(2),
        step.finish(2),
        { ...step.verify(2), body: { ...step.verify(2).body, power: { cycles: 45 } } },
        step.validate(2),
        step.certify(2, 2),
      ],
      life,
    );
    expect(stockOf(again)).toBe('unmoved');
    expect(releaseGate(gateOf(again, 'reuse', nowMs, false)).kind).toBe('proof');
  });
});

it('the count bars no other way: what goes to its maker was proven all the same', () => {
  const { life, gate } = proven('maker', 40, 60);
  expect(stockOf(life)).toBe('moved');
  expect(gate.kind).toBe('proof');
});
