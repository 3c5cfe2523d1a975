import type { StationStore } from '../../contract/ports.ts';
import { hasLeft } from '../../domain/containers/life.ts';
import type { DriveLife } from '../../domain/custody/life.ts';
import type { Labelled } from '../../domain/facts/labels.ts';
import { labelCode } from '../../domain/label/codes.ts';
import type { LabelContent } from '../../domain/label/print/layout.ts';
import { foldLabels, type Labels } from '../../domain/label/print/printed.ts';

type Store = Pick<StationStore, 'shelf' | 'drives' | 'containers'>;

/** What a label is for, as the records have it now. */
export interface Thing {
  readonly of: Labelled;
  readonly title: string;
  readonly lines: readonly string[];
  readonly red: boolean;
}

/** The drive, container or lot that a label is for; undefined when there is none here, or it has gone. */
export function thingOf(store: Store, subject: string): Thing | undefined {
  if (subject.startsWith('d1_')) {
    const life = store.drives.life(subject);
    if (life?.record === undefined || life.released !== undefined || life.destroyed !== undefined) return undefined;
    const model = life.seen?.identity.model ?? life.record.model;
    return { of: 'drive', title: life.record.serial, lines: model === undefined ? [] : [model], red: needsRedTag(life) };
  }
  const life = store.containers.life(subject);
  if (life?.what === undefined || hasLeft(life)) return undefined;
  return { of: life.what.is, title: life.what.name, lines: [life.what.kind.replaceAll('_', ' ')], red: false };
}

/** A drive whose erase failed, or that was set aside for destruction: it may leave in no other way. */
export function needsRedTag(life: DriveLife): boolean {
  return life.must_be_destroyed || life.quarantine?.bound_for === 'destruction';
}

/** The labels of a thing by its own facts and those that other stations told. */
export function labelsOf({ shelf }: Pick<Store, 'shelf'>, subject: string): Labels {
  return foldLabels(shelf.storyOf(subject).map(({ fact }) => fact));
}

/** What stands on one label. */
export function contentOf(
  thing: Thing,
  { subject, number, copy }: { readonly subject: string; readonly number: number; readonly copy: boolean },
  practice: boolean,
): LabelContent {
  const { of, title, lines, red } = thing;
  return { of, code: labelCode(subject, number), title, lines, red, copy, practice };
}

/** A label that shows whether printer and stock fit together. Its code is of nothing. */
export function testContent(practice: boolean): LabelContent {
  return { of: 'test', code: testCode, title: 'Test label', lines: ['Scan this code'], red: false, copy: false, practice };
}

/** Read by the labels page alone: anywhere else it is a code that is not understood. */
export const testCode = 'CU-D-000000000000-1';
