import type { Receipt } from '../../contract/bridge.ts';
import type { StationStore } from '../../contract/ports.ts';
import type { LotReturnView, MakerChoice } from '../../contract/returns.ts';
import { driveLeft, keptItems, lateItems, packSteps, returnLacks, rmaLeft } from '../../domain/containers/returning.ts';
import type { ContainerLife } from '../../domain/containers/life.ts';
import type { LateGround, PackStep } from '../../domain/facts/returns.ts';
import { policyRefOf } from '../../domain/policy/policy.ts';
import { fitsForm } from '../../domain/returns/maker-rule.ts';
import { makerRules } from '../../domain/returns/makers.ts';
import type { StationParts } from '../parts.ts';
import { adoptedPolicy } from '../policy/adopted.ts';
import { refused } from '../receipt.ts';
import { type Hands, sealedTexts } from './attempt.ts';
import { recordContained } from './containers.ts';

type Parts = Pick<StationParts, 'store' | 'recorder' | 'clock' | 'random'>;

/** The makers that may be named here, by the policy that this station goes by. */
export function makerChoices({ store }: Pick<Parts, 'store'>): MakerChoice[] {
  const policy = adoptedPolicy(store);
  return makerRules(policy).map((rule) => ({ rule, from: policy.returns?.includes(rule) === true ? 'policy' : 'program' }));
}

/** Names the maker of a return lot; its rule as it stands goes on record with it. */
export function ruleLot(parts: Parts, hands: Hands, { lot, maker }: { readonly lot: string; readonly maker: string }): Receipt {
  const found = makerChoices(parts).find(({ rule }) => rule.maker === maker);
  if (found === undefined) return refused('maker_rule', 'maker_unknown');
  const policy = found.from === 'policy' ? { policy: policyRefOf(adoptedPolicy(parts.store)) } : {};
  return recordContained(parts, hands, [{ type: 'lot.ruled', subject: lot, body: { rule: found.rule, ...policy } }]);
}

/** The number that the maker gave, held against its form. */
export function giveRmaNumber(
  parts: Parts,
  hands: Hands,
  { lot, number, issued_ms: issuedMs }: { readonly lot: string; readonly number: string; readonly issued_ms?: number | undefined },
): Receipt {
  const rule = parts.store.containers.life(lot)?.back?.rule;
  const fits = rule === undefined ? undefined : fitsForm(rule, number);
  if (fits === false) return refused('maker_rule', 'rma_form');
  const body = { fits: fits === undefined ? 'no_form' : 'form', ...(issuedMs === undefined ? {} : { issued_ms: issuedMs }) };
  return recordContained(parts, hands, [{ type: 'lot.rma_given', subject: lot, body, sealed: sealedTexts({ number }) }]);
}

interface Packing {
  readonly lot: string;
  readonly boxes: number;
  readonly fullest: number;
  readonly done: readonly PackStep[];
}

/** Signs how the drives lie in their boxes. */
export function packLot(parts: Parts, hands: Hands, { lot, boxes, fullest, done }: Packing): Receipt {
  return recordContained(parts, hands, [{ type: 'lot.packed', subject: lot, body: { boxes, fullest, done: [...new Set(done)] } }]);
}

/** A supervisor lets a drive go although its window is over. */
export function allowLate(
  parts: Parts,
  hands: Hands,
  { lot, item, ground, note }: { readonly lot: string; readonly item: string; readonly ground: LateGround; readonly note: string },
): Receipt {
  return recordContained(parts, hands, [{ type: 'lot.late_allowed', subject: lot, body: { item, ground }, sealed: sealedTexts({ note }) }]);
}

/** Why the maker's rule keeps a lot open now; the recorder asks the same of the fact itself. */
export function returnBar({ store }: Pick<Parts, 'store'>, life: ContainerLife, nowMs: number): Receipt | undefined {
  const [lack] = returnLacks(life, nowMs);
  if (lack !== undefined) return refused('maker_rule', lack);
  const [kept] = keptItems(life, (item) => store.drives.life(item));
  if (kept !== undefined) return refused('kept_back', kept);
  const [late] = lateItems(life, (item) => store.drives.life(item), nowMs);
  return late === undefined ? undefined : refused('return_late', late);
}

/** Where the load goes, as far as nobody typed it at the closing: the rule's address and the number that was given. */
export function returnShipping(store: Pick<StationStore, 'shelf'>, life: ContainerLife): { consignee?: string; reference?: string } {
  const number = rmaNumber(store, life);
  const address = life.back?.rule.address;
  return { ...(address === undefined ? {} : { consignee: address }), ...(number === undefined ? {} : { reference: number }) };
}

/** What was typed as the number under the rule that stands. */
function rmaNumber({ shelf }: Pick<StationStore, 'shelf'>, { subject, back }: ContainerLife): string | undefined {
  const given = back?.rma === undefined ? undefined : shelf.storyOf(subject).find(({ fact }) => fact.hash === back.rma?.mark.hash);
  const value = given?.opened.find(({ field }) => field === 'number')?.value;
  return typeof value === 'string' ? value : undefined;
}

/** Undefined for a lot whose maker nobody has named. */
export function lotReturnView(
  store: Pick<StationStore, 'shelf' | 'drives'>,
  life: ContainerLife,
  nowMs: number,
): LotReturnView | undefined {
  const { back } = life;
  if (back === undefined) return undefined;
  const number = rmaNumber(store, life);
  const window = rmaLeft(back, nowMs);
  const { issued_ms: issuedMs } = back.rma ?? {};
  return {
    rule: back.rule,
    from: back.policy === undefined ? 'program' : 'policy',
    ...(number === undefined ? {} : { number }),
    ...(issuedMs === undefined ? {} : { issued_ms: issuedMs }),
    ...(back.packed === undefined ? {} : { packed: { boxes: back.packed.boxes, fullest: back.packed.fullest } }),
    steps: [...packSteps(back.rule)],
    lacks: life.closed === undefined ? [...returnLacks(life, nowMs)] : [],
    ...(window === undefined || life.closed !== undefined ? {} : { window }),
    windows: life.closed === undefined ? windowsOf(store, life, back.rule, nowMs) : [],
  };
}

function windowsOf(
  { drives }: Pick<StationStore, 'drives'>,
  life: ContainerLife,
  rule: LotReturnView['rule'],
  nowMs: number,
): LotReturnView['windows'] {
  return life.items.flatMap(({ item }) => {
    const drive = drives.life(item);
    const left = drive === undefined ? undefined : driveLeft(rule, drive, nowMs);
    return left === undefined ? [] : [{ item, left, allowed: life.back?.late.some((each) => each.item === item) === true }];
  });
}
