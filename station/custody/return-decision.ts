import type { Receipt } from '../../contract/bridge.ts';
import type { ReturnAdviceView, ReturnDecided } from '../../contract/returns.ts';
import type { DriveLife } from '../../domain/custody/life.ts';
import { driveLeft } from '../../domain/containers/returning.ts';
import type { Fact } from '../../domain/facts/facts.ts';
import { returnDecision, returnTerms, type ReturnDecision } from '../../domain/facts/returns.ts';
import { decideReturn, mayDecide } from '../../domain/returns/decide.ts';
import type { MakerRule } from '../../domain/returns/maker-rule.ts';
import type { Proposal, StationParts } from '../parts.ts';
import { refused } from '../receipt.ts';
import { attempt, type Hands, sealedTexts } from './attempt.ts';
import { makerChoices } from './lot-return.ts';

type Parts = Pick<StationParts, 'store' | 'clock'>;

/** What a maker's terms advise for a drive, and what a person may decide. */
export function adviseReturn(
  { store }: Pick<Parts, 'store'>,
  { subject, maker }: { readonly subject: string; readonly maker: string },
): ReturnAdviceView | Receipt {
  const life = store.drives.life(subject);
  if (life?.record === undefined) return refused('drive_unknown');
  const rule = ruleOf({ store }, maker);
  if (rule === undefined) return refused('maker_rule', 'maker_unknown');
  const advice = decideReturn(life, rule);
  const price = rule.keep?.price;
  return {
    kind: 'advice',
    ...(advice.kind === 'decided' ? { decision: advice.decision } : {}),
    reasons: [...advice.reasons],
    may: returnDecision.options.filter((each) => mayDecide(advice, each)),
    ...(price === undefined ? {} : { price }),
  };
}

/** Signs what becomes of a drive, with the terms that it rests on. */
export function signReturnDecision(
  parts: StationParts,
  hands: Hands,
  asked: { readonly subject: string; readonly maker: string; readonly decision: ReturnDecision; readonly note?: string | undefined },
): Receipt {
  const { subject, maker, decision, note } = asked;
  const life = parts.store.drives.life(subject);
  if (life === undefined) return refused('drive_unknown');
  const rule = ruleOf(parts, maker);
  if (rule === undefined) return refused('maker_rule', 'maker_unknown');
  return attempt(parts, hands, {
    type: 'return.decided',
    subject,
    body: decisionBody(life, rule, decision),
    sealed: sealedTexts({ note }),
  });
}

/** A drive that joins the lot of a maker whose terms say something of keeping is decided by that, when nobody has decided before. */
export function decidedAlong({ store }: Pick<Parts, 'store'>, lot: string, item: string): readonly Proposal[] {
  const rule = store.containers.life(lot)?.back?.rule;
  const life = store.drives.life(item);
  if (rule === undefined || life === undefined || life.return_decision !== undefined) return [];
  if (rule.keep === undefined && rule.never_back === undefined) return [];
  const advice = decideReturn(life, rule);
  if (advice.kind !== 'decided' || advice.decision !== 'return') return [];
  return [{ type: 'return.decided', subject: item, body: decisionBody(life, rule, 'return') }];
}

function decisionBody(life: DriveLife, rule: MakerRule, decision: ReturnDecision): Fact<'return.decided'> {
  const advice = decideReturn(life, rule);
  const isAdvised = advice.kind === 'decided' && advice.decision === decision;
  const terms = returnTerms.strip().parse(rule);
  return { decision, reasons: isAdvised ? [...advice.reasons] : [...advice.reasons, 'chosen'], terms };
}

function ruleOf({ store }: Pick<Parts, 'store'>, maker: string): MakerRule | undefined {
  return makerChoices({ store }).find(({ rule }) => rule.maker === maker)?.rule;
}

/** What was decided of a drive, with the clock of its maker's window. */
export function returnPart(life: DriveLife, nowMs: number): { readonly back?: ReturnDecided } {
  const decided = life.return_decision;
  if (decided === undefined) return {};
  const { decision, reasons, terms } = decided;
  const isGone = life.released !== undefined || life.destroyed !== undefined;
  const left = isGone || decision !== 'return' ? undefined : driveLeft(terms, life, nowMs);
  const price = terms.keep?.price;
  return {
    back: {
      decision,
      reasons: [...reasons],
      maker: terms.title,
      ...(price === undefined ? {} : { price }),
      ...(left === undefined ? {} : { left }),
    },
  };
}
