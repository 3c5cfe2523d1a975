import { cleanName } from '../../domain/drive/names.ts';
import { moneyText, readAmount } from '../../domain/returns/money.ts';
import { isPlaceholderSerial, plainSerial } from '../../domain/drive/serials.ts';

/** What another system may tell of an asset. Names of people are not among it, and are not read. */
export const assetFields = [
  'serial',
  'wwn',
  'model',
  'maker',
  'part',
  'asset_tag',
  'name',
  'host',
  'slot',
  'place',
  'owner',
  'status',
  'category',
  'price',
  'credit',
] as const;
export type AssetField = (typeof assetFields)[number];

/** An asset as another system tells it. It is that system's word: nothing in custody rests on it. */
export type Asset = { readonly serial: string } & { readonly [F in Exclude<AssetField, 'serial'>]?: string };

/** Longest value of each field, UTF-16 units. A longer one is refused, never cut. */
export const longest: Readonly<Record<AssetField, number>> = {
  serial: 64,
  wwn: 32,
  model: 120,
  maker: 120,
  part: 120,
  asset_tag: 120,
  name: 200,
  host: 200,
  slot: 120,
  place: 400,
  owner: 200,
  status: 120,
  category: 200,
  price: 40,
  credit: 40,
};

/** What it cost, and what its maker is to give for it: amounts with their currency, as `moneyText` writes them. */
const amounts = ['price', 'credit'] as const satisfies readonly AssetField[];

/** Why a row says nothing that can be used. */
export const rowRefusals = [
  'no_serial',
  'serial_tells_nothing',
  'wwn_malformed',
  'value_too_long',
  'amount_unclear',
  'hidden_characters',
  'too_few_cells',
  'too_many_cells',
  'twice_in_file',
] as const;
export type RowRefusal = (typeof rowRefusals)[number];

export type UnderstoodRow =
  | { readonly kind: 'asset'; readonly asset: Asset }
  | { readonly kind: 'refused'; readonly why: RowRefusal; readonly field?: AssetField; readonly serial?: string };

/**
 * Makes an asset of what a row says. Empty values are values that are not told. `currency` (ISO 4217) is that of amounts which
 * name none.
 */
export function assetOf(told: ReadonlyMap<AssetField, string>, currency?: string): UnderstoodRow {
  const asset: Partial<Record<AssetField, string>> = {};
  for (const field of assetFields) {
    const raw = told.get(field);
    if (raw === undefined) continue;
    const value = cleanName(raw);
    if (value === '') continue;
    if (value.length > longest[field]) return { kind: 'refused', why: 'value_too_long', field };
    // Line ends and tabs become spaces; anything else that cannot be seen is a name that looks like another.
    if (value !== raw.normalize('NFC').replace(/\s+/g, ' ').trim()) return { kind: 'refused', why: 'hidden_characters', field };
    asset[field] = value;
  }
  for (const field of amounts) {
    const value = asset[field];
    const read = value === undefined ? undefined : readAmount(value, currency);
    if (read === undefined) continue;
    // A number without a currency says no price: it is not told, as if the column were not there.
    if (read.kind === 'refused' && read.why !== 'no_currency') return { kind: 'refused', why: 'amount_unclear', field };
    if (read.kind === 'money') asset[field] = moneyText(read.money);
    else delete asset[field];
  }
  const { serial, wwn } = asset;
  if (serial === undefined) return { kind: 'refused', why: 'no_serial' };
  if (isPlaceholderSerial(serial)) return { kind: 'refused', why: 'serial_tells_nothing', serial };
  if (wwn === undefined) return { kind: 'asset', asset: { ...asset, serial } };
  const plain = wwn
    .toLowerCase()
    .replace(/^(0x|naa\.|eui\.)/, '')
    .replace(/[ :-]/g, '');
  if (!/^[0-9a-f]{16}([0-9a-f]{16})?$/.test(plain)) return { kind: 'refused', why: 'wwn_malformed', field: 'wwn', serial };
  return { kind: 'asset', asset: { ...asset, serial, wwn: plain } };
}

/** By what two systems mean the same drive: the serial without spaces, dashes and case. */
export function assetKey(asset: Pick<Asset, 'serial'>): string {
  return plainSerial(asset.serial);
}
