import type { Answer } from '../../../renderer/console/ask.ts';
import { nowMs } from '../scenes.ts';

const from = '2025-12';
const row = (name: string, done: number, failed: number, refuted: number, stopped: number, unverified: number) => ({
  name,
  done,
  failed,
  stopped,
  verified: done - refuted - unverified,
  unverified,
  refuted,
});

/** Figures of a year at a few sites. */
export const figures: { readonly [Id in 'failures.look' | 'scans.look' | 'returns.look']: Answer<Id> } = {
  'failures.look': {
    at_ms: nowMs,
    from,
    by: 'model',
    rows: [
      row('ST8000NM0055', 3120, 96, 4, 31, 12),
      row('HUH721212AL5200', 1408, 22, 0, 8, 3),
      row('SSDSC2KB960G8', 866, 9, 2, 1, 0),
      row('MZQLB1T9HAJR', 411, 1, 0, 0, 5),
      row('MG08ACA16TE', 233, 0, 0, 0, 0),
    ],
  },
  'scans.look': {
    at_ms: nowMs,
    from,
    rows: [
      { step: 'dock', how: 'scanned', acts: 6021 },
      { step: 'dock', how: 'serial_differs', acts: 44 },
      { step: 'dock', how: 'no_label', acts: 12 },
      { step: 'exception', how: 'maker_requires', acts: 7 },
      { step: 'intake', how: 'scanned', acts: 5710 },
      { step: 'intake', how: 'typed_damaged', acts: 61 },
      { step: 'intake', how: 'typed_covered', acts: 18 },
      { step: 'missing', how: 'left_in_host', acts: 9 },
      { step: 'override', how: 'erase', acts: 2 },
    ],
  },
  'returns.look': {
    at_ms: nowMs,
    from,
    waiting: [
      { from_days: 0, until_days: 30, drives: 88 },
      { from_days: 30, until_days: 60, drives: 21 },
      { from_days: 60, until_days: 90, drives: 6 },
      { from_days: 90, drives: 3 },
    ],
    months: Array.from({ length: 6 }, (_, at) => ({
      month: `2026-${String(at + 6).padStart(2, '0')}`,
      bound: 120 + at * 7,
      sent: 104 + at * 5,
      destroyed: at,
      elsewhere: 2,
    })),
    credits: {
      late: [
        { maker: 'maker-a', currency: 'EUR', drives: 6, over: 2, minor: 108_000, first_ms: nowMs - 2 * 86_400_000 },
        { maker: 'symantec', currency: '', drives: 1, over: 0, minor: 0, first_ms: nowMs + 3 * 86_400_000 },
      ],
      rows: [
        {
          month: '2026-11',
          maker: 'maker-a',
          currency: 'EUR',
          drives: 41,
          expected_minor: 738_000,
          received_minor: 0,
          refused_minor: 18_000,
          open_minor: 720_000,
        },
        {
          month: '2026-10',
          maker: 'maker-a',
          currency: 'EUR',
          drives: 88,
          expected_minor: 1_584_000,
          received_minor: 1_530_000,
          refused_minor: 54_000,
          open_minor: 0,
        },
        {
          month: '2026-10',
          maker: 'seagate',
          currency: 'USD',
          drives: 12,
          expected_minor: 144_050,
          received_minor: 144_050,
          refused_minor: 0,
          open_minor: 0,
        },
      ],
      refusals: [
        { maker: 'maker-a', currency: 'EUR', drives: 3, why: 'no_fault_found', minor: 54_000 },
        { maker: 'maker-a', currency: 'EUR', drives: 1, why: 'too_late', minor: 18_000 },
      ],
    },
    models: [
      { model: 'ST8000NM0055', bound: 402, sent: 380, destroyed: 9, elsewhere: 4 },
      { model: 'HUH721212AL5200', bound: 211, sent: 199, destroyed: 6, elsewhere: 8 },
    ],
  },
};
