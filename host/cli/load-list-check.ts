import type { CheckVerdict } from '../../certificate/check/report.ts';
import { checkLoadList, shippingOf } from '../../certificate/lot/file.ts';
import { moment } from '../../certificate/numbers.ts';
import type { TrustPolicy } from '../../domain/ledger/trust-policy.ts';
import { createVerifier } from '../../keys/ed25519.ts';

/** What the check of a load list says: its verdict, and the lines below it. */
export function loadListAnswer(bytes: Uint8Array, trust: TrustPolicy | undefined): readonly [CheckVerdict, readonly string[]] {
  const { verdict, findings, list, pinned } = checkLoadList({ bytes, verifier: createVerifier(), trust });
  const because =
    findings[0] === undefined ? [] : [`Because   ${findings[0].says}`, `At        ${findings[0].where} (${findings[0].code})`];
  if (list === undefined) return [verdict, because];
  const { body } = list;
  const { consignee, reference } = shippingOf(list);
  const gone = body.drives.filter(({ left }) => left?.ground !== undefined).length;
  return [
    verdict,
    [
      'A load list: the drives of one lot.',
      ...because,
      `${verdict === 'valid' ? 'Lot      ' : 'It claims'} ${body.name}, ${body.state.replaceAll('_', ' ')}${body.closed === undefined ? '' : ` ${moment(body.closed.at)}`}${body.practice ? '  PRACTICE, no real drive' : ''}`,
      `Drives    ${body.drives.length}, of which ${gone} left in it on a ground of their own`,
      `Goes to   ${consignee ?? 'not told'}, reference ${reference ?? 'not told'}`,
      pinned.by === 'reader'
        ? `Log       ${pinned.log ?? ''}, pinned by your policy`
        : 'Log       NOT PINNED: the log key is the file’s own. Give --policy',
    ],
  ];
}
