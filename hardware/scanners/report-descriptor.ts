/**
 * Where a barcode scanner keeps a scan in its input reports, read from its own HID report descriptor: makers order
 * and size the fields differently. Items: Device Class Definition for HID 1.11, 6.2.2. Usages: HID Point of Sale
 * Usage Tables 1.02, page 8Ch.
 */

/** A field, in bits from the start of the report, report id included. */
export interface ReportField {
  readonly offset: number;
  readonly bits: number;
}

export interface ScanLayout {
  /** First byte of the report that carries scans; undefined for a device without report ids. */
  readonly reportId: number | undefined;
  /** How many bytes of the data belong to the scan; without it, the padding is taken off. */
  readonly count: ReportField | undefined;
  /** The symbology identifier's bytes, in order. */
  readonly symbology: readonly ReportField[];
  readonly data: ReportField;
  /** Not zero when the next report goes on with the same scan. */
  readonly continued: ReportField | undefined;
}

const scannerPage = 0x8c;
const genericDesktop = 0x01;
const byteCount = 0x3b;
const symbologyFirst = 0xfb;
const symbologyLast = 0xfd;
const decodedData = 0xfe;
const dataContinued = 0xff;

/**
 * The layout that makers print for the devices whose descriptor cannot be asked for (Windows, macOS): id 02h, length,
 * three bytes of AIM identifier, 56 of data, two of the maker, and a last byte whose bit 0 says that more comes.
 * Hand Held Products, USB Interfaces User's Guide, HID POS; Access-IS, ATR110 and LSR118 product manuals, appendix.
 */
export const printedLayout: ScanLayout = {
  reportId: 2,
  count: { offset: 8, bits: 8 },
  symbology: [16, 24, 32].map((offset) => ({ offset, bits: 8 })),
  data: { offset: 40, bits: 448 },
  continued: { offset: 504, bits: 1 },
};

interface Item {
  readonly tag: number;
  readonly value: number;
}

/** Every short item; a long item is skipped. Ends quietly where the bytes do. */
function* items(descriptor: Uint8Array): Generator<Item> {
  let at = 0;
  while (at < descriptor.length) {
    const prefix = descriptor[at] ?? 0;
    if (prefix === 0xfe) {
      at += 3 + (descriptor[at + 1] ?? 0);
      continue;
    }
    const size = [0, 1, 2, 4][prefix & 3] ?? 0;
    if (at + 1 + size > descriptor.length) return;
    let value = 0;
    for (let byte = size; byte > 0; byte--) value = value * 256 + (descriptor[at + byte] ?? 0);
    yield { tag: prefix & 0xfc, value };
    at += 1 + size;
  }
}

/** What is being collected for one report id. */
interface Draft {
  bits: number;
  count?: ReportField;
  data?: ReportField;
  continued?: ReportField;
  readonly symbology: ReportField[];
}

/** The main and global items that place a field (HID 1.11, 6.2.2.4 to 6.2.2.8). */
const tags = {
  usagePage: 0x04,
  usage: 0x08,
  usageMinimum: 0x18,
  usageMaximum: 0x28,
  reportSize: 0x74,
  reportId: 0x84,
  reportCount: 0x94,
  input: 0x80,
  output: 0x90,
  feature: 0xb0,
  collection: 0xa0,
  collectionEnd: 0xc0,
  push: 0xa4,
  pop: 0xb4,
} as const;

interface Globals {
  readonly page: number;
  readonly size: number;
  readonly count: number;
  readonly id: number | undefined;
}

/** A report of HID holds no more (hidapi and the kernel take far less); beyond it a descriptor is nonsense. */
const mostBits = 8 * 65_536;

/** The layout of the input report that carries decoded data; undefined when the descriptor has none. */
export function readScanLayout(descriptor: Uint8Array): ScanLayout | undefined {
  let globals: Globals = { page: 0, size: 0, count: 0, id: undefined };
  const pushed: Globals[] = [];
  let usages: number[] = [];
  let minimum: number | undefined;
  const drafts = new Map<number | undefined, Draft>();
  for (const { tag, value } of items(descriptor)) {
    switch (tag) {
      case tags.usagePage:
        globals = { ...globals, page: value };
        continue;
      case tags.reportSize:
        globals = { ...globals, size: value };
        continue;
      case tags.reportCount:
        globals = { ...globals, count: value };
        continue;
      case tags.reportId:
        globals = { ...globals, id: value };
        continue;
      case tags.push:
        pushed.push(globals);
        continue;
      case tags.pop:
        globals = pushed.pop() ?? globals;
        continue;
      case tags.usage:
        usages.push(wholeUsage(globals.page, value));
        continue;
      case tags.usageMinimum:
        minimum = wholeUsage(globals.page, value);
        continue;
      case tags.usageMaximum:
        if (minimum !== undefined) usages.push(...range(minimum, wholeUsage(globals.page, value)));
        minimum = undefined;
        continue;
      case tags.input: {
        const draft = drafts.get(globals.id) ?? { bits: globals.id === undefined ? 0 : 8, symbology: [] };
        drafts.set(globals.id, draft);
        if (draft.bits + globals.size * globals.count > mostBits) return undefined;
        if ((value & 1) === 0) place(draft, globals, usages);
        draft.bits += globals.size * globals.count;
        break;
      }
      case tags.output:
      case tags.feature:
      case tags.collection:
      case tags.collectionEnd:
        break;
      default:
        continue;
    }
    // A main item ends the usages that stood before it.
    usages = [];
    minimum = undefined;
  }
  return finished(drafts);
}

function finished(drafts: ReadonlyMap<number | undefined, Draft>): ScanLayout | undefined {
  for (const [reportId, { count, data, continued, symbology }] of drafts) {
    if (data !== undefined) return { reportId, count, symbology, data, continued };
  }
  return undefined;
}

/** Page in the high half: a usage of four bytes brings its own. */
function wholeUsage(page: number, value: number): number {
  return value > 0xffff ? value : page * 0x1_0000 + value;
}

function range(from: number, to: number): number[] {
  return to < from || to - from > 255 ? [] : Array.from({ length: to - from + 1 }, (_, at) => from + at);
}

/** Puts one input item's fields where they belong. Fewer usages than fields: the last one names the rest. */
function place(draft: Draft, { size, count }: Globals, usages: readonly number[]): void {
  const [only] = usages;
  if (only === undefined || size === 0) return;
  const start = draft.bits;
  if (usages.length === 1) put(draft, only, { offset: start, bits: size * count }, size);
  else for (const [at, usage] of usages.slice(0, count).entries()) put(draft, usage, { offset: start + at * size, bits: size }, size);
}

function put(draft: Draft, whole: number, field: ReportField, size: number): void {
  const page = Math.floor(whole / 0x1_0000);
  const usage = whole % 0x1_0000;
  if (page === genericDesktop && usage === byteCount && field.bits === 8) draft.count = field;
  if (page !== scannerPage) return;
  if (usage >= symbologyFirst && usage <= symbologyLast && size === 8) {
    for (let bit = 0; bit < field.bits; bit += 8) draft.symbology.push({ offset: field.offset + bit, bits: 8 });
  } else if (usage === decodedData && size === 8 && field.offset % 8 === 0) draft.data = field;
  else if (usage === dataContinued) draft.continued = { offset: field.offset, bits: size };
}
