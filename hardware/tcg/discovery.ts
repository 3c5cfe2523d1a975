import { be16, be32, be64, u8 } from '../transport/fields.ts';

/** Security Subsystem Classes by feature code, in the order of choice where a drive has several. */
const classes = {
  0x0203: 'opal2',
  0x0304: 'ruby',
  0x0301: 'opalite',
  0x0303: 'pyrite2',
  0x0302: 'pyrite1',
  0x0200: 'opal1',
  0x0100: 'enterprise',
} as const;
export type SecuritySubsystemClass = (typeof classes)[keyof typeof classes];

/** How a drive removes data (feature 0404h, bits of byte 2 of its data). */
export type DataRemoval = 'overwrite' | 'block_erase' | 'crypto_erase' | 'unmap' | 'reset_write_pointers' | 'vendor_specific';
const removals: readonly (readonly [mask: number, DataRemoval])[] = [
  [0x01, 'overwrite'],
  [0x02, 'block_erase'],
  [0x04, 'crypto_erase'],
  [0x08, 'unmap'],
  [0x10, 'reset_write_pointers'],
  [0x20, 'vendor_specific'],
];

/** Level 0 Discovery, as far as a sanitization asks. Absent: the drive did not say. */
export interface Discovery {
  readonly tper?: { readonly sync: boolean; readonly comIdManagement: boolean };
  readonly locking?: {
    readonly supported: boolean;
    readonly enabled: boolean;
    readonly locked: boolean;
    /** Only where this is set can changing a key erase anything. Pyrite drives have it clear. */
    readonly mediaEncryption: boolean;
    readonly mbrEnabled: boolean;
    readonly mbrDone: boolean;
  };
  readonly geometry?: { readonly logicalBlockBytes: number; readonly alignmentBlocks: bigint };
  readonly subsystems: readonly { readonly name: SecuritySubsystemClass; readonly baseComId: number }[];
  readonly blockSid?: { readonly sidChanged: boolean; readonly sidBlocked: boolean };
  readonly dataRemoval?: { readonly processing: boolean; readonly interrupted: boolean; readonly supported: readonly DataRemoval[] };
  /** Feature codes that were there and are not read here. */
  readonly others: readonly number[];
}

const headerBytes = 48;

/** Reads the answer to SECURITY PROTOCOL IN, protocol 01h, ComID 0001h; undefined when it is none or a descriptor is cut short. */
export function parseDiscovery(data: Uint8Array): Discovery | undefined {
  if (data.length < headerBytes) return undefined;
  // The length field does not count itself.
  const end = be32(data, 0) + 4;
  if (end < headerBytes || end > data.length) return undefined;
  let found: Discovery = { subsystems: [], others: [] };
  let at = headerBytes;
  while (at < end) {
    if (at + 4 > end || at + 4 + u8(data, at + 3) > end) return undefined;
    const body = data.subarray(at + 4, at + 4 + u8(data, at + 3));
    found = withFeature(found, be16(data, at), body);
    at += 4 + body.length;
  }
  return found;
}

function withFeature(found: Discovery, code: number, body: Uint8Array): Discovery {
  const others = { ...found, others: [...found.others, code] };
  if (body.length < 4) return others;
  const flags = u8(body, 0);
  switch (code) {
    case 0x0001:
      return { ...found, tper: { sync: (flags & 1) !== 0, comIdManagement: (flags & 0x40) !== 0 } };
    case 0x0002:
      return {
        ...found,
        locking: {
          supported: (flags & 0x01) !== 0,
          enabled: (flags & 0x02) !== 0,
          locked: (flags & 0x04) !== 0,
          mediaEncryption: (flags & 0x08) !== 0,
          mbrEnabled: (flags & 0x10) !== 0,
          mbrDone: (flags & 0x20) !== 0,
        },
      };
    case 0x0003:
      if (body.length < 20) return others;
      return { ...found, geometry: { logicalBlockBytes: be32(body, 8), alignmentBlocks: be64(body, 12) } };
    case 0x0402:
      return { ...found, blockSid: { sidChanged: (flags & 1) !== 0, sidBlocked: (flags & 2) !== 0 } };
    case 0x0404: {
      const mechanisms = u8(body, 2);
      return {
        ...found,
        dataRemoval: {
          processing: (u8(body, 1) & 1) !== 0,
          interrupted: (u8(body, 1) & 2) !== 0,
          supported: removals.filter(([mask]) => (mechanisms & mask) !== 0).map(([, name]) => name),
        },
      };
    }
    default: {
      const name = Object.entries(classes).find(([known]) => Number(known) === code)?.[1];
      return name === undefined ? others : { ...found, subsystems: [...found.subsystems, { name, baseComId: be16(body, 0) }] };
    }
  }
}

/** The class to speak, in the order of `classes`, or undefined when the drive has none that is known here. */
export function chosenSubsystem(discovery: Discovery): Discovery['subsystems'][number] | undefined {
  const order: readonly SecuritySubsystemClass[] = ['opal2', 'ruby', 'opalite', 'pyrite2', 'pyrite1', 'opal1', 'enterprise'];
  for (const name of order) {
    const one = discovery.subsystems.find((known) => known.name === name);
    if (one !== undefined) return one;
  }
  return undefined;
}

/**
 * True when a revert changes the key that everything on the medium is encrypted with: media encryption is told, and
 * the class is one that demands it. Pyrite never is: its revert removes data by whatever mechanism is active, or not at all.
 */
export function revertChangesKey(discovery: Discovery): boolean {
  const chosen = chosenSubsystem(discovery);
  if (chosen === undefined || chosen.name === 'pyrite1' || chosen.name === 'pyrite2') return false;
  return discovery.locking?.mediaEncryption === true;
}
