import type { MakerRule } from './maker-rule.ts';

/** What is known of no rule: the shape stands here so that the maker can be chosen, and the lot says what to ask. */
function unknown(maker: string, title: string): MakerRule {
  return { maker, title, source: '' };
}

/**
 * What makers ask of a return, as data. Only what their own public pages say is filled in, each with its page; pages were read
 * as stored copies, so whoever returns much holds them against today's and puts the contract's own terms into a policy.
 */
export const shippedRules: readonly MakerRule[] = [
  {
    maker: 'seagate',
    title: 'Seagate',
    rma_number: { asked: true },
    pack: {
      per_box: 1,
      esd_bag: true,
      words: 'Two inches of foam on every side in a corrugated box; no loose fill, bubble wrap or newspaper. Nothing but the drive.',
    },
    label: { number_outside: true, words: 'The order number stands on the outside of each box.' },
    source: 'seagate.com/support/warranty-and-replacements/packing-and-shipping-instructions',
  },
  {
    maker: 'wd',
    title: 'Western Digital',
    rma_number: { asked: true },
    window: { days: 30, count: 'calendar', from: 'rma' },
    pack: { words: 'Packaging that the maker approves; models, serials and number of drives are just those of the RMA.' },
    label: { number_outside: true, words: 'The RMA number in bold on the outside of the box.' },
    marks: { allowed: 'none', words: 'A label of the maker that is torn, taken off or altered ends the warranty.' },
    source: 'support.wdc.com/warranty/packinginstructions.aspx',
  },
  {
    maker: 'hgst',
    title: 'HGST',
    pack: { esd_bag: true, words: 'Foam rubber with a cut-out for each drive; no envelopes, bubble wrap, loose fill or paper.' },
    source: 'westerndigital.com/support/packaging-instructions/unacceptable-packaging',
  },
  {
    maker: 'g-technology',
    title: 'G-Technology',
    rma_number: { asked: true },
    window: { days: 30, count: 'calendar', from: 'rma' },
    pack: { words: 'Two inches of foam on every side; drives do not touch each other.' },
    marks: { allowed: 'none', words: 'Adhesive, oil or dirt on the drive ends the warranty.' },
    source: 'support.g-technology.com/warranty/packaging_instructions',
  },
  {
    maker: 'symantec',
    title: 'Symantec appliances (Broadcom)',
    window: { days: 10, count: 'business', from: 'swap' },
    source: 'knowledge.broadcom.com/external/article/170093',
  },
  unknown('dell', 'Dell'),
  unknown('hpe', 'HPE'),
  unknown('lenovo', 'Lenovo'),
  unknown('netapp', 'NetApp'),
  unknown('toshiba', 'Toshiba'),
  unknown('kioxia', 'Kioxia'),
  unknown('samsung', 'Samsung'),
  unknown('micron', 'Micron'),
  unknown('solidigm', 'Solidigm (Intel)'),
  unknown('sk_hynix', 'SK hynix'),
];

/** The rules that count: those of the policy, then the shipped ones of makers that it says nothing of. By title. */
export function makerRules({ returns = [] }: { readonly returns?: readonly MakerRule[] | undefined }): readonly MakerRule[] {
  const own = new Set(returns.map(({ maker }) => maker));
  return [...returns, ...shippedRules.filter(({ maker }) => !own.has(maker))].sort((one, other) => (one.title < other.title ? -1 : 1));
}
