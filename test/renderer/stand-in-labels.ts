import { implement } from '@orpc/server';
import { bridge, type Receipt } from '../../contract/bridge.ts';
import type { LabelsPage } from '../../contract/labels.ts';

const nowMs = Date.UTC(2026, 10, 22, 8, 30);
const drive = (tail: string): string => `d1_${tail.padStart(32, '0')}`;

/** A printer that is off, with labels that wait and labels that nobody scanned. */
export const labelsScene: LabelsPage = {
  printer: { way: { is: 'network', host: '192.0.2.40', port: 9100 }, as: 'zpl', size: '76x38', symbology: 'code128', dots_per_mm: 8 },
  jobs: [
    {
      id: 'AAAAAAAAAAAAAAAAAAAAAA',
      subject: drive('3'),
      title: 'ZL2A9K7M',
      number: 1,
      red: true,
      copy: false,
      state: 'doubt',
      why: 'the printer does not answer',
      asked_ms: nowMs - 240_000,
    },
    {
      id: 'BBBBBBBBBBBBBBBBBBBBBB',
      subject: drive('4'),
      title: 'S4EWNX0R123456',
      number: 2,
      red: false,
      copy: true,
      state: 'waiting',
      why: 'connect ECONNREFUSED 192.0.2.40:9100',
      asked_ms: nowMs - 60_000,
    },
  ],
  unscanned: [
    { subject: drive('2'), of: 'drive', title: 'WD-WCC7K3KCRH5F', number: 1, at_ms: nowMs - 1_500_000, overdue: true },
    { subject: drive('5'), of: 'drive', title: '51V0A00LFVJG', number: 1, at_ms: nowMs - 120_000, overdue: false },
  ],
  test: { at_ms: nowMs - 7_200_000, read: true },
};

/** Labels of the stand-in: canned ones, and no printer. */
export function standInLabels(say: (name: string, receipt?: Receipt) => Receipt) {
  const os = implement(bridge).labels;
  return {
    page: os.page.handler(() => labelsScene),
    of: os.of.handler(({ input }) => ({
      printed:
        input.subject === drive('2')
          ? [{ number: 1, copy: false, red: false, at_ms: nowMs - 1_500_000, overdue: true }]
          : [{ number: 1, copy: false, red: false, at_ms: nowMs - 7_000_000, applied_ms: nowMs - 6_900_000, overdue: false }],
      waiting: [],
      red: false,
    })),
    print: os.print.handler(() => say('labels.print')),
    test: os.test.handler(() => say('labels.test')),
    cancel: os.cancel.handler(() => say('labels.cancel')),
    again: os.again.handler(() => say('labels.again')),
    cameOut: os.cameOut.handler(() => say('labels.cameOut')),
    setPrinter: os.setPrinter.handler(() => say('labels.setPrinter')),
    applied: os.applied.handler(() => say('labels.applied')),
  };
}
