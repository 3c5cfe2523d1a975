import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { csvLine } from '../../exchange/out/csv.ts';

/** Layouts of other systems that rows are made in. Column names are those of the systems' own sources. */
export const madeLayouts = [
  'snipe-it-import',
  'snipe-it-export',
  'netbox-items-export',
  'netbox-items-import',
  'netbox-devices',
  'own',
  'json',
] as const;
export type MadeLayout = (typeof madeLayouts)[number];

const headers: Record<Exclude<MadeLayout, 'json'>, readonly string[]> = {
  'snipe-it-import': [
    'Item Name',
    'Category',
    'Model name',
    'Manufacturer',
    'Model Number',
    'Serial number',
    'Asset Tag',
    'Location',
    'Notes',
    'Company',
    'Status',
    'Warranty',
    'Supplier',
  ],
  'snipe-it-export': [
    'Company',
    'Asset Name',
    'Asset Tag',
    'Model',
    'Model No.',
    'Category',
    'Status',
    'Checked Out To',
    'Location',
    'Manufacturer',
    'Serial',
  ],
  'netbox-items-export': [
    'ID',
    'Name',
    'Device',
    'Component',
    'Label',
    'Status',
    'Role',
    'Manufacturer',
    'Part ID',
    'Serial number',
    'Asset tag',
    'Description',
    'Discovered',
    'Tags',
  ],
  'netbox-items-import': [
    'device',
    'name',
    'label',
    'status',
    'role',
    'manufacturer',
    'parent',
    'part_id',
    'serial',
    'asset_tag',
    'discovered',
    'description',
    'tags',
  ],
  'netbox-devices': [
    'Name',
    'Status',
    'Tenant',
    'Site',
    'Location',
    'Rack',
    'Role',
    'Manufacturer',
    'Type',
    'Serial number',
    'Asset tag',
    'Position',
  ],
  own: ['serial', 'wwn', 'model', 'maker', 'part', 'asset_tag', 'host', 'slot', 'place', 'owner', 'status'],
};

/** One made asset; the same number and seed give the same. */
export function madeAsset(seed: number, number: number) {
  const mix = Math.imul(seed ^ Math.imul(number + 1, 0x9e3779b1), 0x85ebca6b) >>> 0;
  const serial = `ZC${mix.toString(36).toUpperCase().padStart(7, '0')}${number.toString(36).toUpperCase().padStart(4, '0')}`;
  return {
    serial,
    wwn: `5000c5${(mix & 0xff).toString(16).padStart(2, '0')}${number.toString(16).padStart(8, '0')}`,
    model: ['ST4000NM0035', 'HUS726T4TALE6L4', 'MZ7LH960HAJR, 2.5"'][mix % 3] ?? '',
    maker: ['Seagate', 'HGST', 'Samsung'][mix % 3] ?? '',
    tag: `DR-${String(number).padStart(6, '0')}`,
    host: `db-${String(mix % 97).padStart(2, '0')}.hall${(mix % 3) + 1}`,
    slot: `Bay ${mix % 24}`,
    place: ['Hall 1', 'Halle Süd', 'Cage 4\nshelf 2'][mix % 3] ?? '',
    owner: ['Tenant A', 'Tenant; B'][mix % 2] ?? '',
  };
}

/** The lines of a file with so many assets. */
export function* madeFile(layout: MadeLayout, count: number, seed: number): Generator<string> {
  if (layout === 'json') {
    for (let number = 0; number < count; number += 1) {
      const { serial, model, tag, host, maker, slot } = madeAsset(seed, number);
      const item = {
        id: number,
        name: slot,
        device: { id: 1, name: host },
        part_id: model,
        serial,
        asset_tag: tag,
        manufacturer: { name: maker },
        label: slot,
        discovered: false,
      };
      yield `${number === 0 ? '{"count": 1, "results": [' : ','}\n${JSON.stringify(item)}`;
    }
    yield ']}\n';
    return;
  }
  yield csvLine(headers[layout]);
  for (let number = 0; number < count; number += 1) yield csvLine(cellsOf(layout, madeAsset(seed, number)));
}

function cellsOf(layout: Exclude<MadeLayout, 'json'>, made: ReturnType<typeof madeAsset>): readonly string[] {
  const { serial, wwn, model, maker, tag, host, slot, place, owner } = made;
  switch (layout) {
    case 'snipe-it-import':
      return [`Drive ${tag}`, 'Hard drives', model, maker, 'N/1', serial, tag, place, 'a, note', owner, 'Deployed', '36', 'Supplier'];
    case 'snipe-it-export':
      return [owner, `Drive ${tag}`, tag, model, 'N/1', 'Hard drives', 'Deployed', host, place, maker, serial];
    case 'netbox-items-export':
      return ['1', slot, host, '', slot, 'Active', 'Drive', maker, model, serial, tag, '', 'False', ''];
    case 'netbox-items-import':
      return [host, slot, slot, 'active', 'Drive', maker, '', model, serial, tag, 'false', '', ''];
    case 'netbox-devices':
      return [host, 'Active', owner, 'Site 3', place, 'R12', 'Server', maker, model, serial, tag, '4'];
    case 'own':
      return [serial, wwn, model, maker, model, tag, host, slot, place, owner, 'in_use'];
  }
}

/** What `--as` says of a made file. */
export function asOf(layout: MadeLayout): 'snipe-it' | 'netbox' | 'csv' {
  if (layout === 'own') return 'csv';
  return layout.startsWith('snipe') ? 'snipe-it' : 'netbox';
}

export async function writeMade(path: string, layout: MadeLayout, count: number, seed: number): Promise<void> {
  await pipeline(Readable.from(madeFile(layout, count, seed)), createWriteStream(path));
}
