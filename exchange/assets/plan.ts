import { type Asset, type AssetField, assetFields, assetKey, assetOf, type RowRefusal } from './asset.ts';
import { type Layout, toldBy } from './layouts.ts';

/** What is known of an asset here, and from where: an earlier import, or the custody record that people made. */
export interface KnownAsset {
  readonly from: 'import' | 'custody';
  readonly asset: Asset;
}

/** What an import is held against. */
export interface AssetLookup {
  /** By `assetKey`. */
  bySerial(key: string): readonly KnownAsset[];
  /** The serial that an asset tag belongs to by earlier imports. */
  byTag(tag: string): string | undefined;
}

export interface Difference {
  readonly field: AssetField;
  /** Undefined where the other drive that has this tag is what differs. */
  readonly here: string;
  readonly there: string;
  readonly from: KnownAsset['from'];
}

/** What becomes of one row. `adds`: values that nobody had told yet, of an asset that is known. */
export type RowVerdict =
  | { readonly kind: 'new'; readonly line: number; readonly asset: Asset; readonly adds: readonly AssetField[] }
  | { readonly kind: 'same'; readonly line: number; readonly serial: string }
  | { readonly kind: 'conflict'; readonly line: number; readonly serial: string; readonly differences: readonly Difference[] }
  | {
      readonly kind: 'refused';
      readonly line: number;
      readonly why: RowRefusal;
      readonly field?: AssetField | undefined;
      readonly serial?: string | undefined;
      /** Line of the row that said the same serial first. */
      readonly first?: number | undefined;
    };

/** One row of a file, whatever its form. */
export interface SourceRow {
  readonly line: number;
  /** The value of a column by its `columnKey`, or why the row has no columns. */
  readonly cell: ((key: string) => string | undefined) | 'too_few_cells' | 'too_many_cells';
}

/**
 * Judges the rows of one import, in their order, and writes nothing. A row never overwrites: where two values
 * differ, both are shown and neither is taken.
 */
export function createJudge(layout: Layout, known: AssetLookup, currency?: string): (row: SourceRow) => RowVerdict {
  const seen = new Map<string, number>();
  const tags = new Map<string, string>();
  return ({ line, cell }) => {
    if (typeof cell === 'string') return { kind: 'refused', line, why: cell };
    const understood = assetOf(toldBy(layout, cell), currency);
    if (understood.kind === 'refused') return { ...understood, line };
    const { asset } = understood;
    const key = assetKey(asset);
    const first = seen.get(key);
    if (first !== undefined) return { kind: 'refused', line, why: 'twice_in_file', serial: asset.serial, first };
    seen.set(key, line);
    const differences = [...differencesOf(asset, known.bySerial(key)), ...tagTaken(asset, key, known, tags)];
    if (differences.length > 0) return { kind: 'conflict', line, serial: asset.serial, differences };
    if (asset.asset_tag !== undefined) tags.set(asset.asset_tag, asset.serial);
    const imported = known.bySerial(key).find(({ from }) => from === 'import')?.asset;
    if (imported === undefined) return { kind: 'new', line, asset, adds: [] };
    const adds = assetFields.filter((field) => asset[field] !== undefined && imported[field] === undefined);
    return adds.length === 0 ? { kind: 'same', line, serial: asset.serial } : { kind: 'new', line, asset, adds };
  };
}

function differencesOf(asset: Asset, known: readonly KnownAsset[]): readonly Difference[] {
  return known.flatMap(({ from, asset: here }) =>
    assetFields.flatMap((field) => {
      const [ours, theirs] = [here[field], asset[field]];
      if (field === 'serial' || ours === undefined || theirs === undefined || isSame(field, ours, theirs)) return [];
      return [{ field, here: ours, there: theirs, from }];
    }),
  );
}

/** Codes are compared without case; what people wrote is compared as it is. */
function isSame(field: AssetField, ours: string, theirs: string): boolean {
  const isCode = field === 'model' || field === 'part' || field === 'wwn';
  return isCode ? ours.toUpperCase() === theirs.toUpperCase() : ours === theirs;
}

/** One asset tag on two drives: neither file nor record is believed. */
function tagTaken(asset: Asset, key: string, known: AssetLookup, tags: ReadonlyMap<string, string>): readonly Difference[] {
  const tag = asset.asset_tag;
  if (tag === undefined) return [];
  const holder = known.byTag(tag) ?? tags.get(tag);
  if (holder === undefined || assetKey({ serial: holder }) === key) return [];
  return [{ field: 'asset_tag', here: `${tag} (${holder})`, there: `${tag} (${asset.serial})`, from: 'import' }];
}

export interface PlanCounts {
  readonly new: number;
  readonly same: number;
  readonly conflict: number;
  readonly refused: number;
}

export function countVerdicts(verdicts: readonly RowVerdict[]): PlanCounts {
  const counts = { new: 0, same: 0, conflict: 0, refused: 0 };
  for (const { kind } of verdicts) counts[kind] += 1;
  return counts;
}
