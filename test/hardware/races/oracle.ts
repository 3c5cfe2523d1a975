import type { Clearance } from '../../../domain/erase/clearance.ts';
import type { NvmeCommand } from '../../../hardware/transport/transport.ts';

/** A drive's own truth, as it was made: nobody asked it. */
export interface Truth {
  readonly serial: string;
  readonly model: string;
  readonly wwn: string;
  readonly capacity_bytes: number;
}

/** True for every command that changes what is on a drive, or starts to. Unknown commands count. */
export function isDestructive(cdb: Uint8Array): boolean {
  const [opcode = 0, second = 0] = cdb;
  switch (opcode) {
    case 0x00: // TEST UNIT READY
    case 0x03: // REQUEST SENSE
    case 0x12: // INQUIRY
    case 0x1a: // MODE SENSE
    case 0x25: // READ CAPACITY (10)
    case 0x28: // READ (10)
    case 0x35: // SYNCHRONIZE CACHE (10)
    case 0x4d: // LOG SENSE
    case 0x5a: // MODE SENSE (10)
    case 0x88: // READ (16)
    case 0x91: // SYNCHRONIZE CACHE (16)
    case 0xa0: // REPORT LUNS
    case 0xa2: // SECURITY PROTOCOL IN
    case 0xa3: // REPORT SUPPORTED OPERATION CODES
    case 0xb7: // READ DEFECT DATA (12)
    case 0x37: // READ DEFECT DATA (10)
      return false;
    case 0x9e:
      return (second & 0x1f) !== 0x10; // READ CAPACITY (16)
    case 0x85:
      return isDestructiveAta(cdb[14] ?? 0, (cdb[3] ?? 0) * 256 + (cdb[4] ?? 0), cdb[6] ?? 0);
    case 0xa1:
      return isDestructiveAta(cdb[9] ?? 0, cdb[3] ?? 0, cdb[4] ?? 0);
    default:
      return true;
  }
}

function isDestructiveAta(command: number, features: number, count: number): boolean {
  switch (command) {
    case 0xec: // IDENTIFY DEVICE
    case 0x27: // READ NATIVE MAX ADDRESS EXT
    case 0x2f: // READ LOG EXT
    case 0x47: // READ LOG DMA EXT
    case 0x5c: // TRUSTED RECEIVE
    case 0x5d: // TRUSTED RECEIVE DMA
    case 0xea: // FLUSH CACHE EXT
    case 0xe7: // FLUSH CACHE
      return false;
    case 0x78:
      return features !== 0; // GET NATIVE MAX ADDRESS EXT
    case 0xb0:
      return features !== 0xd0 && features !== 0xd1 && features !== 0xd5 && features !== 0xda; // SMART reads
    case 0xb1:
      return (features & 0xff) !== 0xc2; // DEVICE CONFIGURATION IDENTIFY
    case 0xb4:
      return features !== 0 || (count & 1) !== 0; // SANITIZE STATUS EXT
    default:
      return true;
  }
}

export function isDestructiveNvme(queue: 'admin' | 'io', { opcode }: Pick<NvmeCommand, 'opcode'>): boolean {
  // Admin: Get Log Page, Identify, Get Features, Security Receive. I/O: Flush, Read.
  return queue === 'admin' ? ![0x02, 0x06, 0x0a, 0x82].includes(opcode) : ![0x00, 0x02].includes(opcode);
}

/** One destructive command, seen below the wire. */
export interface Strike {
  readonly job: number;
  readonly kind: 'erase' | 'verify' | 'attach' | 'stamp';
  readonly clearance: Clearance;
  /** When the job took its leave, by the clock of the round; undefined when it never did. */
  readonly spentAtMs: number | undefined;
  /** The medium that the bytes reached, and where it sat. */
  readonly truth: Truth;
  readonly port: string;
  readonly guarded: string | undefined;
  /** Jobs that had this drive open at that moment. */
  readonly holders: number;
}

/** What is wrong with a destructive command, in words; empty when its clearance was for exactly this. */
export function faultsOf(strike: Strike, struckBefore: ReadonlyMap<string, number>): readonly string[] {
  const { clearance, truth } = strike;
  const faults: string[] = [];
  const hold = (holds: boolean, says: string): void => {
    if (!holds) faults.push(says);
  };
  hold(strike.kind === 'erase' || strike.kind === 'stamp', `a ${strike.kind} sent a destructive command`);
  hold(truth.serial === clearance.serial, `serial ${truth.serial} struck, ${clearance.serial} cleared`);
  hold(truth.model === clearance.model, `model ${truth.model} struck, ${clearance.model} cleared`);
  hold(truth.wwn === clearance.wwn, `WWN ${truth.wwn} struck, ${clearance.wwn ?? 'none'} cleared`);
  hold(truth.capacity_bytes === clearance.capacity_bytes, `${truth.capacity_bytes} bytes struck, ${clearance.capacity_bytes} cleared`);
  hold(strike.port === clearance.port, `port ${strike.port} struck, ${clearance.port} cleared`);
  hold(strike.guarded === undefined, `a guarded bay struck: ${strike.guarded ?? ''}`);
  hold(strike.spentAtMs !== undefined, 'struck before leave was taken');
  hold((strike.spentAtMs ?? 0) <= clearance.deadline_ms, 'leave was taken after the deadline');
  hold((struckBefore.get(clearance.id) ?? strike.job) === strike.job, 'one clearance struck by two jobs');
  hold(strike.holders === 1, `${strike.holders} jobs have the drive open`);
  return faults;
}
