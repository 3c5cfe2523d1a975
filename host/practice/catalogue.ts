import type { DriveSpecInput } from '../../hardware/simulator/drive-spec.ts';
import { demoDrives } from '../../hardware/simulator/demo-drives.ts';

/** A virtual drive and what is printed on it. A label is what a person scans: it may be wrong, as in life. */
export interface PrintedDrive {
  readonly spec: DriveSpecInput;
  /** One text for each barcode. */
  readonly label: readonly string[];
  /** Where it came from, for the custody record. */
  readonly host: string;
  readonly slot: string;
}

/** The barcodes of a drive as makers print them: serial, WWN where there is one, model. */
function labelOf(spec: DriveSpecInput, serial: string): readonly string[] {
  return [`S/N: ${serial}`, ...(spec.wwn.startsWith('5') ? [`WWN: ${spec.wwn.toUpperCase()}`] : []), `Model: ${spec.model}`];
}

function printed(spec: DriveSpecInput, host: string, slot: string, serial: string = spec.serial): PrintedDrive {
  return { spec, label: labelOf(spec, serial), host, slot };
}

/** Same maker and model as the first, but somebody stuck another drive's label on it. */
const mislabelled: DriveSpecInput = { ...demoDrives.sataHdd, folder: 'mislabelled', serial: 'ZDEMO0B8', wwn: '5000c500de30000b' };

/** What lies on the bench in demo and practice: one of each kind, one that fails, one whose label is not its own. */
export const practiceDrives = {
  sataHdd: printed(demoDrives.sataHdd, 'db-07', '3'),
  sataSsd: printed(demoDrives.sataSsd, 'web-112', '0'),
  sasHdd: printed(demoDrives.sasHdd, 'stor-02', '17', demoDrives.sasHdd.serial.slice(0, 8)),
  nvme: printed(demoDrives.nvme, 'cache-31', '1'),
  failing: printed(demoDrives.failing, 'stor-02', '4', demoDrives.failing.serial.slice(3)),
  mislabelled: { spec: mislabelled, label: [`S/N: ZDEMO0B3`, `Model: ${mislabelled.model}`], host: 'stor-05', slot: '9' },
  sasSsd: printed(demoDrives.sasSsd, 'stor-05', '2'),
  pretending: printed(demoDrives.pretending, 'web-113', '1'),
} as const satisfies Record<string, PrintedDrive>;
