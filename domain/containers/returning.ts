import type { DriveLife, Mark } from '../custody/story.ts';
import { firstOf, type Hands, type MoveVerdict, refused } from '../custody/verdicts.ts';
import type { Fact } from '../facts/facts.ts';
import type { PackStep } from '../facts/returns.ts';
import type { MakerRule } from '../returns/maker-rule.ts';
import { keptBack } from '../returns/decide.ts';
import { type WindowLeft, windowLeft } from '../returns/window.ts';
import type { ContainerFact, ContainerLife } from './story.ts';

/** What a return lot has of what its maker asks. */
export interface LotReturn {
  readonly rule: MakerRule;
  readonly policy?: Fact<'lot.ruled'>['policy'];
  readonly mark: Mark;
  readonly rma?: Fact<'lot.rma_given'> & { readonly mark: Mark };
  /** Of the drives that are in it now: one more or one less, and it is packed anew. */
  readonly packed?: Fact<'lot.packed'> & { readonly mark: Mark };
  readonly late: readonly (Fact<'lot.late_allowed'> & { readonly mark: Mark })[];
}

export type ReturnFact = Extract<ContainerFact, { readonly type: 'lot.ruled' | 'lot.rma_given' | 'lot.packed' | 'lot.late_allowed' }>;

export function isReturnFact(fact: ContainerFact): fact is ReturnFact {
  return ['lot.ruled', 'lot.rma_given', 'lot.packed', 'lot.late_allowed'].includes(fact.type);
}

/** Which of the maker's wishes a return lot does not have; the first one refuses its closing. */
export type ReturnLack = 'rma_number' | 'rma_day' | 'rma_number_over' | 'not_packed' | 'box_too_full' | PackStep;

/** The steps that a maker's rule asks for when the boxes are shut. */
export function packSteps({ pack, label, marks }: MakerRule): readonly PackStep[] {
  return [
    ...(pack?.esd_bag === true ? (['esd_bag'] as const) : []),
    ...(pack?.words === undefined ? [] : (['as_told'] as const)),
    ...(label?.number_outside === true ? (['number_outside'] as const) : []),
    ...(marks === undefined || marks.allowed === 'any' ? [] : (['marks'] as const)),
  ];
}

/**
 * What the lot still lacks by its maker's rule; nothing for a lot without one. What the rule does not say is not asked.
 * `nowMs` undefined: not known, and then a window that could be over is.
 */
export function returnLacks({ back }: Pick<ContainerLife, 'back'>, nowMs: number | undefined): readonly ReturnLack[] {
  if (back === undefined) return [];
  const { rule, rma, packed } = back;
  const byNumber = rule.window?.from === 'rma';
  const steps = packSteps(rule);
  const isPackAsked = steps.length > 0 || rule.pack?.per_box !== undefined;
  const left = nowMs === undefined ? undefined : rmaLeft(back, nowMs);
  const found: (ReturnLack | false)[] = [
    rma === undefined && (rule.rma_number?.asked === true || byNumber) && 'rma_number',
    byNumber && rma !== undefined && rma.issued_ms === undefined && 'rma_day',
    byNumber && rma?.issued_ms !== undefined && left?.over !== false && 'rma_number_over',
    isPackAsked && packed === undefined && 'not_packed',
    packed !== undefined && rule.pack?.per_box !== undefined && packed.fullest > rule.pack.per_box && 'box_too_full',
    ...steps.map((step) => packed !== undefined && !packed.done.includes(step) && step),
  ];
  return found.filter((lack) => lack !== false);
}

/** What is left of a window that began with the RMA number. */
export function rmaLeft({ rule: { window }, rma }: Pick<LotReturn, 'rule' | 'rma'>, nowMs: number): WindowLeft | undefined {
  return window?.from === 'rma' && rma?.issued_ms !== undefined ? windowLeft(window, rma.issued_ms, nowMs) : undefined;
}

/**
 * What is left of a drive's own window, when its maker counts from the swap. It begins with the claim: no fact says when the
 * replacement came, and a drive is pulled to be swapped. Undefined also when the claim tells no time.
 */
export function driveLeft(rule: Pick<MakerRule, 'window'>, { record }: Pick<DriveLife, 'record'>, nowMs: number): WindowLeft | undefined {
  const startMs = record === undefined ? NaN : Date.parse(record.claimed.wall);
  return rule.window?.from === 'swap' && Number.isFinite(startMs) ? windowLeft(rule.window, startMs, nowMs) : undefined;
}

/** The drives of a lot that come too late by its maker's rule, and that nobody lets go late. */
export function lateItems(
  life: ContainerLife,
  driveAt: (subject: string) => DriveLife | undefined,
  nowMs: number | undefined,
): readonly string[] {
  const { back } = life;
  if (back === undefined || nowMs === undefined || life.closed !== undefined) return [];
  return life.items.flatMap(({ item }) => {
    const drive = driveAt(item);
    const isLate = drive !== undefined && driveLeft(back.rule, drive, nowMs)?.over === true;
    return isLate && !back.late.some((each) => each.item === item) ? [item] : [];
  });
}

/** The drives of a return lot that its maker's terms, or people, keep here. */
export function keptItems(life: ContainerLife, driveAt: (subject: string) => DriveLife | undefined): readonly string[] {
  if (life.back === undefined) return [];
  return life.items.flatMap(({ item }) => {
    const drive = driveAt(item);
    return drive !== undefined && keptBack(drive, life.back?.rule) !== undefined ? [item] : [];
  });
}

/** The closing of a return lot as its maker's rule has it, as far as the lot itself can tell. */
export function judgeReturn(life: ContainerLife, nowMs: number | undefined): MoveVerdict | undefined {
  const [first] = returnLacks(life, nowMs);
  return first === undefined ? undefined : refused('maker_rule', first);
}

/** A rule may change while the lot is open; what was said under the one before is asked anew. */
export function judgeReturnFact(life: ContainerLife, fact: ReturnFact, hands: Hands): MoveVerdict {
  const isReturn = life.what?.is === 'lot' && life.what.kind === 'rma';
  const { back } = life;
  const known = firstOf(
    [!isReturn, 'illegal_move', 'no_return_lot'],
    [fact.type !== 'lot.ruled' && back === undefined, 'maker_rule', 'no_maker'],
  );
  if (known.kind === 'refused' || back === undefined) return known;
  switch (fact.type) {
    case 'lot.ruled':
      return known;
    case 'lot.rma_given': {
      const isFormKnown = back.rule.rma_number?.form !== undefined;
      const isAhead = fact.body.issued_ms !== undefined && hands.nowMs !== undefined && fact.body.issued_ms > hands.nowMs;
      return firstOf([isFormKnown !== (fact.body.fits === 'form'), 'maker_rule', 'rma_form'], [isAhead, 'maker_rule', 'rma_day']);
    }
    case 'lot.packed': {
      const { boxes, fullest } = fact.body;
      const { length } = life.items;
      // Each box has a drive in it, and none has more than the fullest.
      const addsUp = boxes * fullest >= length && fullest + boxes - 1 <= length;
      return firstOf([length === 0, 'not_in_this_state', 'empty'], [!addsUp, 'content_differs', 'boxes']);
    }
    case 'lot.late_allowed':
      return firstOf(
        [!life.items.some(({ item }) => item === fact.body.item), 'item_elsewhere', 'not_in_it'],
        [back.late.some(({ item }) => item === fact.body.item), 'illegal_move', 'already_excused'],
      );
  }
}

export function applyReturnFact(life: ContainerLife, fact: ReturnFact, mark: Mark): ContainerLife {
  const { back } = life;
  if (fact.type === 'lot.ruled') {
    const { rule, policy } = fact.body;
    return { ...life, back: { rule: told(rule), ...(policy === undefined ? {} : { policy }), mark, late: [] } };
  }
  if (back === undefined) return life;
  switch (fact.type) {
    case 'lot.rma_given':
      return { ...life, back: { ...back, rma: { ...told(fact.body), mark } } };
    case 'lot.packed':
      return { ...life, back: { ...back, packed: { ...fact.body, mark } } };
    case 'lot.late_allowed':
      return { ...life, back: { ...back, late: [...back.late, { ...fact.body, mark }] } };
  }
}

/** Something was put in or taken out: the boxes are another thing than what was signed for. */
export function unpacked(life: ContainerLife, item: string): ContainerLife {
  if (life.back === undefined) return life;
  const { packed: _before, ...back } = life.back;
  return { ...life, back: { ...back, late: back.late.filter((each) => each.item !== item) } };
}

/** The same without members that are undefined: a life is canonical JSON. */
function told<Value extends object>(value: Value): Value {
  return JSON.parse(JSON.stringify(value)) as Value; // plain data, read by its schema
}
