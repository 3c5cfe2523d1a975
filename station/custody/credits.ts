import type { Receipt } from '../../contract/bridge.ts';
import type { CreditLine } from '../../contract/returns.ts';
import type { DriveLife } from '../../domain/custody/life.ts';
import { driveLeft } from '../../domain/containers/returning.ts';
import type { CreditRefusal } from '../../domain/facts/returns.ts';
import { isSettled } from '../../domain/returns/credit.ts';
import { readAmount } from '../../domain/returns/money.ts';
import type { StationParts } from '../parts.ts';
import { refused } from '../receipt.ts';
import { attempt, type Hands, sealedTexts } from './attempt.ts';
import { makerChoices } from './lot-return.ts';

interface Sum {
  readonly amount: string;
  readonly currency: string;
}

/** Expects a credit of a maker. The end of the window and the late fee are those of the maker's rule. */
export function expectCredit(
  parts: StationParts,
  hands: Hands,
  asked: Sum & { readonly subject: string; readonly maker: string; readonly reference?: string | undefined },
): Receipt {
  const { subject, maker, reference } = asked;
  const life = parts.store.drives.life(subject);
  const rule = makerChoices(parts).find((each) => each.rule.maker === maker)?.rule;
  if (life === undefined) return refused('drive_unknown');
  if (rule === undefined) return refused('maker_rule', 'maker_unknown');
  const read = readAmount(asked.amount, asked.currency);
  if (read.kind === 'refused') return refused('credit_rule', read.why);
  const until = driveLeft(rule, life, parts.clock.wallMs())?.until_ms;
  const body = {
    maker,
    amount: read.money,
    ...(until === undefined ? {} : { until_ms: until }),
    ...(rule.late_fee === undefined ? {} : { late_fee: rule.late_fee }),
  };
  return attempt(parts, hands, { type: 'credit.expected', subject, body, sealed: sealedTexts({ reference }) });
}

/** A credit came, or a part of it. */
export function receiveCredit(
  parts: StationParts,
  hands: Hands,
  asked: Sum & { readonly subject: string; readonly expected: string; readonly reference?: string | undefined },
): Receipt {
  const { subject, expected, reference } = asked;
  const read = readAmount(asked.amount, asked.currency);
  if (read.kind === 'refused') return refused('credit_rule', read.why);
  return attempt(parts, hands, {
    type: 'credit.received',
    subject,
    body: { expected, amount: read.money },
    sealed: sealedTexts({ reference }),
  });
}

/** The maker gives none, or no more. */
export function refuseCredit(
  parts: StationParts,
  hands: Hands,
  asked: { readonly subject: string; readonly expected: string; readonly why: CreditRefusal; readonly note?: string | undefined },
): Receipt {
  const { subject, expected, why, note } = asked;
  return attempt(parts, hands, { type: 'credit.refused', subject, body: { expected, why }, sealed: sealedTexts({ note }) });
}

/** The credits of a drive, oldest first. */
export function creditLines({ credits }: Pick<DriveLife, 'credits'>): { readonly credits?: CreditLine[] } {
  if (credits === undefined) return {};
  return { credits: credits.map((credit) => ({ ...credit, settled: isSettled(credit) })) };
}
