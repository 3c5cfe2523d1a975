import type { Mark, OpenCase } from '../custody/story.ts';
import type { ContainerKind, LotKind } from '../facts/containers.ts';
import type { LotWeight } from './balance.ts';
import type { ContainerBounds } from './bounds.ts';
import type { LotReturn } from './returning.ts';
import type { LotAnswer } from './settled.ts';
import type { AnyFact } from '../facts/facts.ts';

/** A drive or a sealed container in a container, or a drive in a lot. */
export interface ContainedItem {
  readonly item: string;
  /** Of a container: what it was sealed over when it was placed. */
  readonly content?: string;
  readonly mark: Mark;
}

export type Containing =
  | { readonly is: 'container'; readonly kind: ContainerKind; readonly name: string; readonly mark: Mark }
  | { readonly is: 'lot'; readonly kind: LotKind; readonly name: string; readonly mark: Mark };

/** A fact that the rules forbid and that was recorded all the same. */
export interface ContainerBreach {
  readonly hash: string;
  readonly type: string;
  readonly station: string;
  readonly wall: string;
  readonly why: string;
  readonly detail?: string;
}

/** Everything that its own facts say of one container or lot. Canonical JSON: no undefined members. */
export interface ContainerLife {
  readonly subject: string;
  /** How many facts were folded, breaches too. */
  readonly facts: number;
  readonly since: string;
  /** Absent while only breaches are known of it. */
  readonly what?: Containing;
  /** In order of their ids. */
  readonly items: readonly ContainedItem[];
  /** When the first of them went in since it was last empty. */
  readonly filled?: Mark;
  /** How it is looked after, where somebody said so. */
  readonly bounds?: ContainerBounds;
  readonly seal?: { readonly seal: string; readonly content: string; readonly mark: Mark };
  /** The newest time it changed hands unopened, with everything in it. */
  readonly handed?: { readonly from: string; readonly holder: string; readonly mark: Mark };
  /** Hand-overs of it by a seal that did not stand any more, or over another content: recorded elsewhere, without effect on it. */
  readonly mishanded?: readonly { readonly holder: string; readonly seal: string; readonly mark: Mark }[];
  /** Every seal number that was ever on it. */
  readonly seals: readonly string[];
  /** What it holds is in doubt: a seal was broken, or a recount or a count found something else. Until two people's count agrees. */
  readonly gap?: { readonly why: 'seal_broken' | 'content_differs' | 'count_gap'; readonly mark: Mark };
  readonly count?: { readonly count: string; readonly mark: Mark };
  /** The newest count that agreed. */
  readonly counted?: Mark;
  readonly cases?: readonly OpenCase[];
  readonly released?: { readonly way: 'maker' | 'reuse' | 'vendor' | 'destruction'; readonly mark: Mark };
  /** Of a lot: somebody closed it. Whether it is closed is for `lotStanding` to say. */
  readonly closed?: Mark;
  /** Of a destruction lot: what it weighed. */
  readonly weight?: LotWeight;
  /** Of a return lot whose maker was named: its rule, and what was done for it. */
  readonly back?: LotReturn;
  /** Of a closed lot: what was sent back for it. */
  readonly answer?: LotAnswer;
  /** The first 32; `breach_count` counts all. */
  readonly breaches: readonly ContainerBreach[];
  readonly breach_count: number;
}

const types = /^(container|item|lot|count|case)\./;

/** The facts that a container's or a lot's life is made from, when their subject is one. */
export type ContainerFact = Extract<
  AnyFact,
  { readonly type: `container.${string}` | `item.${string}` | `lot.${string}` | `count.${string}` | `case.${string}` }
>;

export function isContainerFact(fact: AnyFact): fact is ContainerFact {
  return types.test(fact.type);
}

/** Is an event of this type, about this subject, part of the life of a container or lot? */
export function isAboutContainer(type: string, subject: string | undefined): boolean {
  return subject?.startsWith('c1_') === true && types.test(type);
}

/** True when nothing is in it any more by its own account: it has left, or its lot was closed. */
export function hasLeft(life: ContainerLife): boolean {
  return life.released !== undefined || life.closed !== undefined;
}
