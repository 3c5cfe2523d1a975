import { hasEnded } from '../custody/custody-rules.ts';
import type { DriveLife } from '../custody/story.ts';
import { legal, type MoveRefusal, type MoveVerdict, refused } from '../custody/verdicts.ts';
import type { SealedWithin } from '../facts/containers.ts';
import type { Fact } from '../facts/facts.ts';
import type { Around } from './around.ts';
import { contentHash } from './content.ts';
import { type ContainerLife, hasLeft } from './story.ts';

/** A sealed container with everything in it, as its seals speak for it. */
export interface Whole {
  readonly kind: 'whole';
  readonly within: SealedWithin;
  /** How many things lie in the outermost container itself. */
  readonly items: number;
  /** Every drive behind the seal, those in sealed containers inside too. */
  readonly drives: readonly string[];
}

/** Why a container cannot be handed over as it stands: the closed list that the window has words for. */
export const wholeFaults = [
  'in_another_container',
  'left',
  'not_sealed',
  'gap_open',
  'case_open',
  'content_differs',
  'nested_differs',
  'too_many',
  'other_site',
] as const;
export type WholeFault = (typeof wholeFaults)[number];

/**
 * What a container holds behind its seal, or why its seal does not speak for it: it is open, in doubt, or something in it is
 * not what was sealed. Refused as `container_unknown`, or as `not_whole` with one of `wholeFaults`.
 */
export function wholeOf(subject: string, around: Around): Whole | Extract<MoveVerdict, { readonly kind: 'refused' }> {
  const life = around.container(subject);
  if (life?.what?.is !== 'container') return refusal('container_unknown');
  const fault = hasLeft(life) ? 'left' : around.inside(subject).container === undefined ? faultOf(life) : 'in_another_container';
  if (fault !== undefined) return refusal('not_whole', fault);
  const drives = drivesBehind(life, around);
  if (drives === undefined || life.seal === undefined) return refusal('not_whole', 'nested_differs');
  const { seal, content } = life.seal;
  return { kind: 'whole', within: { container: subject, seal, content }, items: life.items.length, drives };
}

/** Doubt about what lies behind the container's own seal; undefined when there is none. */
function faultOf({ seal, gap, cases, items }: ContainerLife): WholeFault | undefined {
  if (seal === undefined) return 'not_sealed';
  if (gap !== undefined) return 'gap_open';
  if (cases !== undefined) return 'case_open';
  return contentHash(items) === seal.content ? undefined : 'content_differs';
}

/** Every drive in it; undefined when a container in it does not lie there as it was sealed. */
function drivesBehind(life: ContainerLife, around: Around): readonly string[] | undefined {
  const drives: string[] = [];
  for (const { item, content } of life.items) {
    if (item.startsWith('d1_')) {
      drives.push(item);
      continue;
    }
    // What it was sealed over cannot hold itself, so this ends.
    const nested = around.container(item);
    if (nested?.seal?.content !== content || nested === undefined || faultOf(nested) !== undefined) return undefined;
    const inner = drivesBehind(nested, around);
    if (inner === undefined) return undefined;
    drives.push(...inner);
  }
  return drives;
}

/**
 * The offer under which a container waits for its receiver, read from the drives in it: they are what was offered. Undefined
 * when it is not being handed over.
 */
export function limboOf(life: ContainerLife, around: Around): (NonNullable<DriveLife['offer']> & { within: SealedWithin }) | undefined {
  const looked = new Set<string>();
  const look = ({ subject, items }: ContainerLife): ReturnType<typeof limboOf> => {
    looked.add(subject);
    for (const { item } of items) {
      const inner = item.startsWith('c1_') && !looked.has(item) ? around.container(item) : undefined;
      const offer = around.drive(item)?.offer;
      const found = inner === undefined ? offer : look(inner);
      if (found?.within !== undefined) return { ...found, within: found.within };
    }
    return undefined;
  };
  return look(life);
}

/** Behind the seal all drives are the receiver's by now, and nothing else is there: else nothing changes hands. */
export function judgeHanded(life: ContainerLife, body: Fact<'container.handed'>, around: Around): MoveVerdict {
  const whole = wholeOf(life.subject, around);
  if (whole.kind === 'refused') return whole;
  const left = whole.drives.find((item) => !isWith(around.drive(item), body.holder));
  return left === undefined ? legal : refused('not_whole', left);
}

function isWith(life: DriveLife | undefined, holder: string): boolean {
  return life !== undefined && !hasEnded(life) && life.holder === holder && life.offer === undefined;
}

/** Does the seal still speak for this drive, as a fact about it says? Asked by who writes; a fold knows one subject alone. */
export function judgeWithin(item: string, within: SealedWithin, around: Around): MoveVerdict {
  const whole = wholeOf(within.container, around);
  if (whole.kind === 'refused') return whole;
  if (whole.within.seal !== within.seal) return refused('seal_differs');
  if (whole.within.content !== within.content) return refused('content_differs');
  return whole.drives.includes(item) ? legal : refused('item_elsewhere', 'not_in_it');
}

/**
 * The container behind whose seal its holder took a drive over, where that container's own story has no such hand-over: it had
 * been opened elsewhere, or something in it placed elsewhere, before both sides signed. Undefined when nothing speaks against it.
 */
export function cameInDoubt({ came, holder }: Pick<DriveLife, 'came' | 'holder'>, around: Around): string | undefined {
  if (came === undefined) return undefined;
  const told = around.container(came.container)?.mishanded;
  return told?.some((each) => each.seal === came.seal && each.holder === holder) === true ? came.container : undefined;
}

function refusal(why: MoveRefusal, detail?: WholeFault): Extract<MoveVerdict, { readonly kind: 'refused' }> {
  return detail === undefined ? { kind: 'refused', why } : { kind: 'refused', why, detail };
}
