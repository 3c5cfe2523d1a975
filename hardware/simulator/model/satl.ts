import type { DataPhase, ScsiAnswer } from '../../transport/transport.ts';
import { putBe16, u8 } from '../../transport/fields.ts';
import { status } from '../../scsi/command.ts';
import { knownSense } from '../../scsi/sense.ts';
import { faultOf } from '../drive-spec.ts';
import { ataCommand, ataMediaBlocked } from './ata-drive.ts';
import { identifyData } from './ata-identify-data.ts';
import type { AtaOutcome, AtaResult, AtaState, AtaTask } from './ata-state.ts';
import { parseTransfer, transfer } from './block-io.ts';
import type { Context, Outcome } from './context.ts';
import * as answers from './scsi-answers.ts';

const { check, good } = answers;
const noBytes = new Uint8Array(0);
type Result = Outcome<AtaState, ScsiAnswer>;

/** A SATA drive behind a bridge: CDBs in, SCSI answers out (SAT). */
export function satlCommand(state: AtaState, cdb: Uint8Array, data: DataPhase, context: Context): Result {
  const opcode = cdb[0];
  // BSY is set for as long as SECURITY ERASE UNIT works: whoever asks waits, and is then told that it was reset.
  if (state.operation?.kind === 'security_erase') return { kind: 'waits', state, whenEnded: () => check(knownSense.powerOnOrReset) };
  if (opcode === 0x85 || opcode === 0xa1) return passThrough(state, cdb, data, context);
  const room = data.kind === 'in' ? data.lengthBytes : 0;
  const answer = translated(state, cdb, data, context);
  return { kind: 'answered', state, answer: { ...answer, data: answer.data.subarray(0, room) } };
}

function translated(state: AtaState, cdb: Uint8Array, data: DataPhase, context: Context): ScsiAnswer {
  const { spec } = context;
  const flash = spec.kind === 'sata_ssd';
  switch (cdb[0]) {
    case 0x00:
      return good();
    case 0x03:
      return answers.senseData(cdb, [0, 0, 0]);
    case 0x12:
      return inquiryAnswer(state, cdb, context);
    case 0x25:
      return good(answers.capacity10(state.max.current, spec.block_bytes));
    case 0x9e:
      return (u8(cdb, 1) & 0x1f) === 0x10
        ? good(answers.capacity16(state.max.current, spec.block_bytes, flash))
        : check(knownSense.invalidFieldInCdb);
    case 0xa0:
      return good(answers.reportLuns());
    case 0x35:
    case 0x91:
      return good();
    default: {
      const io = parseTransfer(cdb);
      // The bridge translates no other command: SANITIZE and FORMAT UNIT are refused like on common docks.
      if (io === undefined) return check(knownSense.invalidOpcode);
      const blocked = ataMediaBlocked(state, spec);
      if (blocked === 'sanitize') return check(knownSense.abortedCommand);
      if (blocked === 'locked') return check(knownSense.securityConflict);
      return transfer(io, data, state.max.current, context);
    }
  }
}

function inquiryAnswer(state: AtaState, cdb: Uint8Array, context: Context): ScsiAnswer {
  const { spec } = context;
  const flash = spec.kind === 'sata_ssd';
  if ((u8(cdb, 1) & 1) === 0) return good(answers.standardInquiry('ATA', spec.model, spec.firmware, spec.scsi.zoned ? 0x14 : 0));
  switch (cdb[2]) {
    case 0x00:
      return good(answers.vpd(0x00, Uint8Array.of(0x00, 0x80, 0x83, 0x89, 0xb0, 0xb1, 0xb2)));
    case 0x80:
      return good(answers.serialPage(faultOf(spec, 'lies_serial')?.serial ?? spec.serial, 20));
    case 0x83:
      return good(answers.identificationPage(spec));
    case 0x89:
      return good(ataInformationPage(told(state, context)));
    case 0xb0:
      return good(answers.blockLimitsPage(spec));
    case 0xb1:
      return good(answers.characteristicsPage(flash ? 1 : 7200, 0));
    case 0xb2:
      return good(answers.provisioningPage(flash));
    default:
      return check(knownSense.invalidFieldInCdb);
  }
}

function ataInformationPage(identify: Uint8Array): Uint8Array {
  const body = new Uint8Array(568);
  body.set(answers.standardInquiry('CUSTOS', 'SATL', '1.00').subarray(8, 36), 4);
  body[52] = 0xec;
  body.set(identify, 56);
  const page = answers.vpd(0x89, body);
  putBe16(page, 2, body.length);
  return page;
}

/** IDENTIFY data as it passes the bridge: a lying one puts its own serial in and leaves the checksum as it was. */
function told(state: AtaState, context: Context): Uint8Array {
  const data = identifyData(state, context.spec);
  const lie = faultOf(context.spec, 'lies_serial');
  if (lie?.fabricates_identify !== true) return data;
  const padded = lie.serial.padEnd(20, ' ');
  for (let i = 0; i < 20; i += 2) {
    data[20 + i] = padded.charCodeAt(i + 1);
    data[21 + i] = padded.charCodeAt(i);
  }
  return data;
}

function parseTask(cdb: Uint8Array, data: DataPhase): AtaTask {
  const bytes = data.kind === 'out' ? data.bytes : noBytes;
  const at = (index: number): number => u8(cdb, index);
  if (cdb[0] === 0xa1)
    return {
      command: at(9),
      features: at(3),
      count: at(4),
      lba: at(5) + at(6) * 2 ** 8 + at(7) * 2 ** 16 + (at(8) & 0x0f) * 2 ** 24,
      data: bytes,
    };
  // Without EXTEND the upper halves do not go to the drive.
  const extend = (at(1) & 1) !== 0;
  const low = at(8) + at(10) * 2 ** 8 + at(12) * 2 ** 16;
  const high = at(7) + at(9) * 2 ** 8 + at(11) * 2 ** 16;
  return {
    command: at(14),
    features: extend ? at(3) * 256 + at(4) : at(4),
    count: extend ? at(5) * 256 + at(6) : at(6),
    // 28-bit commands carry LBA 27:24 in DEVICE.
    lba: extend ? high * 2 ** 24 + low : low + (at(13) & 0x0f) * 2 ** 24,
    data: bytes,
  };
}

const fortyEightBit: readonly number[] = [0xb4, 0x27, 0x37, 0x78, 0xea, 0x2f];

function passThrough(state: AtaState, cdb: Uint8Array, data: DataPhase, context: Context): Result {
  const task = parseTask(cdb, data);
  const extend = cdb[0] === 0x85 && (u8(cdb, 1) & 1) !== 0;
  const wantsOut = task.command === 0xf1 || task.command === 0xf2 || task.command === 0xf4 || task.command === 0xf6;
  if (wantsOut && task.data.length !== 512) return { kind: 'answered', state, answer: check(knownSense.invalidFieldInCdb) };
  const aborted: AtaOutcome = { kind: 'answered', state, answer: { status: 0x51, error: 0x04, count: 0, lba: 0, data: noBytes } };
  const outcome = fortyEightBit.includes(task.command) && !extend ? aborted : ataCommand(state, task, context);
  const ckCond = (u8(cdb, 2) & 0x20) !== 0;
  const room = data.kind === 'in' ? data.lengthBytes : 0;
  const finish = (result: AtaResult, now: AtaState): ScsiAnswer => {
    const bytes = task.command === 0xec && result.error === 0 ? told(now, context) : result.data;
    return register(result, bytes.subarray(0, room), { ckCond, extend }, context);
  };
  if (outcome.kind === 'answered') return { kind: 'answered', state: outcome.state, answer: finish(outcome.answer, outcome.state) };
  return { kind: 'waits', state: outcome.state, whenEnded: (ended) => finish(outcome.whenEnded(ended), ended) };
}

/** The answer with registers when CK_COND asked for them or the command failed. */
function register(
  result: AtaResult,
  data: Uint8Array,
  asked: { readonly ckCond: boolean; readonly extend: boolean },
  context: Context,
): ScsiAnswer {
  const failed = (result.status & 0x21) !== 0;
  if (!failed && !asked.ckCond) return good(data);
  const shown = faultOf(context.spec, 'empty_registers') === undefined ? result : { status: 0, error: 0, count: 0, lba: 0, data };
  const device = shown.status === 0 ? 0 : 0x40 | (shown.lbaTop ?? 0);
  const fixed = faultOf(context.spec, 'fixed_sense') !== undefined;
  return {
    status: status.checkCondition,
    sense: fixed ? fixedRegisters(shown, device, asked.extend, failed) : descriptorRegisters(shown, device, asked.extend, failed),
    data,
  };
}

function byteOf(value: number, index: number): number {
  return Math.floor(value / 256 ** index) % 256;
}

function descriptorRegisters(result: AtaResult, device: number, extend: boolean, failed: boolean): Uint8Array {
  const sense = new Uint8Array(22);
  sense.set(failed ? [0x72, 0x0b, 0x00, 0x00] : [0x72, 0x01, 0x00, 0x1d]);
  sense[7] = 14;
  const count = [byteOf(result.count, 1), byteOf(result.count, 0)];
  const lba = [3, 0, 4, 1, 5, 2].map((index) => byteOf(result.lba, index));
  sense.set([0x09, 0x0c, extend ? 1 : 0, result.error, ...count, ...lba, device, result.status], 8);
  return sense;
}

function fixedRegisters(result: AtaResult, device: number, extend: boolean, failed: boolean): Uint8Array {
  const sense = answers.fixedSense([failed ? 0x0b : 0x01, 0x00, 0x1d]);
  const flags = (extend ? 0x80 : 0) | (result.count > 0xff ? 0x40 : 0) | (result.lba >= 2 ** 24 ? 0x20 : 0);
  sense.set([result.error, result.status, device, byteOf(result.count, 0)], 3);
  sense.set([flags, byteOf(result.lba, 0), byteOf(result.lba, 1), byteOf(result.lba, 2)], 8);
  return sense;
}
