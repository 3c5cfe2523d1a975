import { putLe16, putLe32 } from '../../transport/fields.ts';
import type { DriveSpec } from '../drive-spec.ts';
import { checksumByte } from './ata-features.ts';
import type { AtaResult, AtaTask } from './ata-state.ts';
import { ataAbort, ataGood } from './ata-state.ts';

/** The key in LBA 23:8 of every SMART command. */
const key = 0xc24f;

/** SMART (B0h): attributes, thresholds, status and the directory of its logs. Self-tests are not there. */
export function ataSmart(task: AtaTask, spec: DriveSpec, powerCycles: number): AtaResult {
  if (Math.floor(task.lba / 2 ** 8) % 2 ** 16 !== key) return ataAbort();
  switch (task.features & 0xff) {
    case 0xd0:
      return ataGood({ data: attributes(attributesOf(spec, powerCycles), (place) => [place.flags, 100, 100, place.raw]) });
    case 0xd1:
      return ataGood({ data: attributes(attributesOf(spec, powerCycles), (place) => [place.threshold, 0, 0, 0]) });
    case 0xd2: // AUTOSAVE
    case 0xd8: // ENABLE
      return ataGood();
    case 0xd5: // READ LOG: the directory alone, which holds nothing
      return (task.lba & 0xff) === 0 ? ataGood({ data: Uint8Array.of(1, ...new Uint8Array(511)) }) : ataAbort();
    case 0xda: // RETURN STATUS: the key back means that no threshold is crossed
      return ataGood({ lba: key * 2 ** 8 });
    default:
      return ataAbort();
  }
}

interface Attribute {
  readonly id: number;
  readonly flags: number;
  readonly threshold: number;
  readonly raw: number;
}

function attributesOf(spec: DriveSpec, powerCycles: number): readonly Attribute[] {
  return [
    { id: 5, flags: 0x0033, threshold: 10, raw: spec.reallocated },
    { id: 9, flags: 0x0032, threshold: 0, raw: 21_000 },
    { id: 12, flags: 0x0032, threshold: 0, raw: powerCycles },
    ...(spec.kind === 'sata_hdd' ? [{ id: 197, flags: 0x0012, threshold: 0, raw: spec.pending }] : []),
    { id: 198, flags: 0x0010, threshold: 0, raw: spec.pending },
  ];
}

/** A table of 12-byte places from byte 2: in the attribute table flags, value, worst and raw; in the thresholds one byte. */
function attributes(all: readonly Attribute[], fill: (place: Attribute) => readonly [number, number, number, number]): Uint8Array {
  const data = new Uint8Array(512);
  putLe16(data, 0, 0x0010);
  all.forEach((place, index) => {
    const at = 2 + index * 12;
    const [first, value, worst, raw] = fill(place);
    data[at] = place.id;
    putLe16(data, at + 1, first);
    data[at + 3] = value;
    data[at + 4] = worst;
    putLe32(data, at + 5, raw);
  });
  data[511] = checksumByte(data);
  return data;
}
