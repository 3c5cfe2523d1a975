/** Who a dock says it is on USB. */
export interface DockWords {
  readonly vendorId: number;
  readonly productId: number;
  readonly release: number;
  readonly maker: string;
  readonly product: string;
  readonly serial: string;
}

/** A high speed device with one Bulk-Only interface: endpoint 1 in, endpoint 2 out. USB 2.0, chapter 9. */
export const bulkEndpoints = { in: 1, out: 2 } as const;

const word = (value: number): readonly [number, number] => [value & 0xff, value >> 8];

function deviceDescriptor(words: DockWords): Uint8Array {
  const ids = [...word(words.vendorId), ...word(words.productId), ...word(words.release)];
  return Uint8Array.of(18, 1, ...word(0x0200), 0, 0, 0, 64, ...ids, 1, 2, 3, 1);
}

function configuration(): Uint8Array {
  const endpoint = (address: number): readonly number[] => [7, 5, address, 2, ...word(512), 0];
  // Mass storage, SCSI transparent command set, Bulk-Only Transport.
  const one = [9, 4, 0, 0, 2, 0x08, 0x06, 0x50, 0, ...endpoint(0x80 | bulkEndpoints.in), ...endpoint(bulkEndpoints.out)];
  return Uint8Array.of(9, 2, ...word(9 + one.length), 1, 1, 0, 0xc0, 0, ...one);
}

function text(index: number, words: DockWords): Uint8Array | undefined {
  if (index === 0) return Uint8Array.of(4, 3, ...word(0x0409));
  const said = [words.maker, words.product, words.serial][index - 1];
  if (said === undefined) return undefined;
  const bytes = Buffer.from(said, 'utf16le');
  return Uint8Array.of(2 + bytes.length, 3, ...bytes);
}

/** The answer to GET_DESCRIPTOR; undefined for one that this device lacks. */
export function descriptor(type: number, index: number, words: DockWords): Uint8Array | undefined {
  switch (type) {
    case 1:
      return deviceDescriptor(words);
    case 2:
      return configuration();
    case 3:
      return text(index, words);
    case 6: // device qualifier: the same at full speed
      return Uint8Array.of(10, 6, ...word(0x0200), 0, 0, 0, 64, 1, 0);
    default:
      return undefined;
  }
}
