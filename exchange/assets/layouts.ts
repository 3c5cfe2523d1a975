import { type AssetField, assetFields } from './asset.ts';

/**
 * The layouts of other systems: which of their columns says what. Column names are facts from those systems' own
 * sources (`docs/exchange.md` names them); they are compared without case, dots, spaces and underscores, so that the
 * heading `Serial number` of a list view and the field name `serial` of an import file are both found.
 */

export const layoutNames = ['snipe-it', 'netbox', 'csv'] as const;
export type LayoutName = (typeof layoutNames)[number];

/** For each field the columns that may tell it; the first one with a value counts. A list in a list is joined with ` / `. */
export type Columns = { readonly [F in AssetField]?: readonly (string | readonly string[])[] };

export interface Layout {
  readonly name: 'snipe-it' | 'netbox-inventory-items' | 'netbox-devices' | 'csv';
  readonly columns: Columns;
}

/**
 * Snipe-IT: the importer's field map and the headings of the asset list. `Name`, `Full Name`, `Checked Out To`, user
 * name and mail are about people and are not read.
 */
const snipeIt: Layout = {
  name: 'snipe-it',
  columns: {
    serial: ['serial number', 'serial'],
    model: ['model name', 'model'],
    part: ['model number', 'model no'],
    maker: ['manufacturer'],
    asset_tag: ['asset tag'],
    name: ['item name', 'asset name'],
    place: ['location', 'default location'],
    owner: ['company'],
    status: ['status'],
    category: ['category'],
    price: ['purchase cost'],
  },
};

/** NetBox inventory items, `dcim.inventoryitem`: a drive in a device. */
const netboxItems: Layout = {
  name: 'netbox-inventory-items',
  columns: {
    serial: ['serial', 'serial number'],
    part: ['part_id'],
    maker: ['manufacturer'],
    asset_tag: ['asset_tag'],
    name: ['name'],
    host: ['device'],
    slot: ['label', 'name'],
    status: ['status'],
    category: ['role'],
  },
};

/** NetBox devices, `dcim.device`: the server or shelf itself. */
const netboxDevices: Layout = {
  name: 'netbox-devices',
  columns: {
    serial: ['serial', 'serial number'],
    model: ['device_type', 'type'],
    maker: ['manufacturer'],
    asset_tag: ['asset_tag'],
    name: ['name'],
    place: [['site', 'location', 'rack', 'position']],
    owner: ['tenant'],
    status: ['status'],
    category: ['role', 'device_role'],
  },
};

/** Our own columns, as `custos report drives` and any other file with these names has them. */
const ownCsv: Layout = {
  name: 'csv',
  columns: Object.fromEntries(assetFields.map((field) => [field, [field]])),
};

/** Why a file does not have the layout that it was said to have. */
export type LayoutRefusal = 'column_twice' | 'no_serial_column' | 'column_unknown' | 'not_this_layout';

export type FoundLayout =
  | { readonly kind: 'layout'; readonly layout: Layout }
  | { readonly kind: 'refused'; readonly why: LayoutRefusal; readonly column?: string };

/** A column's name without case, dots, spaces and underscores. */
export function columnKey(name: string): string {
  return name
    .normalize('NFC')
    .toLowerCase()
    .replace(/[\s._:-]+/g, '');
}

/**
 * The layout of a file by its column names. `mapping` (field to column) stands in for a layout's own columns, for the
 * fields that it names.
 */
export function layoutOf(as: LayoutName, header: readonly string[], mapping: Partial<Record<AssetField, string>> = {}): FoundLayout {
  const keys = header.map(columnKey);
  const named = new Set(keys);
  const twice = header.find((_, index) => keys[index] !== '' && keys.indexOf(keys[index] ?? '') !== index);
  const base = as === 'netbox' ? netboxOf(named) : as === 'snipe-it' ? snipeIt : ownCsv;
  if (base === undefined) return { kind: 'refused', why: 'not_this_layout' };
  const mapped: { [F in AssetField]?: readonly (string | readonly string[])[] } = { ...base.columns };
  for (const field of assetFields) {
    const column = mapping[field];
    if (column === undefined) continue;
    if (!named.has(columnKey(column))) return { kind: 'refused', why: 'column_unknown', column };
    mapped[field] = [column];
  }
  const used = Object.values(mapped).flat(2).map(columnKey);
  if (twice !== undefined && used.includes(columnKey(twice))) return { kind: 'refused', why: 'column_twice', column: twice };
  if (!(mapped.serial ?? []).flat().some((column) => named.has(columnKey(column)))) return { kind: 'refused', why: 'no_serial_column' };
  if (as === 'snipe-it' && !named.has('assettag')) return { kind: 'refused', why: 'not_this_layout' };
  return { kind: 'layout', layout: { name: base.name, columns: mapped } };
}

function netboxOf(named: ReadonlySet<string>): Layout | undefined {
  if (named.has('device') && (named.has('partid') || named.has('label') || named.has('discovered'))) return netboxItems;
  return named.has('type') || named.has('devicetype') ? netboxDevices : undefined;
}

/** What a row tells by a layout; `cell` gives the value of a column by its key. */
export function toldBy({ columns }: Layout, cell: (key: string) => string | undefined): ReadonlyMap<AssetField, string> {
  const told = new Map<AssetField, string>();
  for (const field of assetFields) {
    for (const column of columns[field] ?? []) {
      const value = typeof column === 'string' ? cell(columnKey(column)) : joined(column, cell);
      if (value === undefined || value.trim() === '' || value.trim() === '—') continue;
      told.set(field, value);
      break;
    }
  }
  return told;
}

function joined(columns: readonly string[], cell: (key: string) => string | undefined): string {
  return columns
    .map((column) => cell(columnKey(column))?.trim() ?? '')
    .filter((value) => value !== '' && value !== '—')
    .join(' / ');
}
