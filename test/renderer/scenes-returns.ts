import type { LotReturnView } from '../../contract/returns.ts';
import { nowMs } from './scenes.ts';

const dayMs = 86_400_000;

/** A return lot whose maker counts business days from the swap: on time, soon over, over, and late by somebody's word. */
export function returnScene(items: readonly string[]): LotReturnView {
  const left = [4, 1, -2, -3];
  return {
    rule: {
      maker: 'maker-a',
      title: 'Maker A',
      rma_number: { asked: true, form: 'A-#####' },
      window: { days: 10, count: 'business', from: 'swap' },
      pack: { per_box: 20, esd_bag: true, words: 'Connectors up, foam between the rows.' },
      label: { number_outside: true },
      marks: { allowed: 'none', words: 'No sticker of ours on the drive.' },
      late_fee: { minor: 18_000, currency: 'EUR' },
      source: 'contract of 2026',
    },
    from: 'policy',
    number: 'A-20117',
    steps: ['esd_bag', 'as_told', 'number_outside', 'marks'],
    lacks: ['not_packed'],
    windows: items.map((item, n) => ({
      item,
      left: { left: left[n] ?? 9, of: 10, count: 'business', over: (left[n] ?? 9) < 0, until_ms: nowMs + (left[n] ?? 9) * dayMs },
      allowed: n === 3,
    })),
  };
}
