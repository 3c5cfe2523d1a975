import { z } from 'zod';
import { toHex } from '../../../domain/bytes.ts';
import type { DataPhase, ScsiAnswer } from '../../transport/transport.ts';
import { be16, putBe16, u8 } from '../../transport/fields.ts';
import { sanitizeServiceAction } from '../../scsi/sanitize.ts';
import { knownSense, senseKey } from '../../scsi/sense.ts';
import type { DriveSpec } from '../drive-spec.ts';
import { faultOf } from '../drive-spec.ts';
import { parseTransfer, transfer } from './block-io.ts';
import type { Context, Outcome } from './context.ts';
import { estimates } from './context.ts';
import type { Fill, Turns } from './operation.ts';
import { commonState, progress16, startOperation, unpowered } from './operation.ts';
import * as answers from './scsi-answers.ts';
import { freshTcg, tcgLocked, tcgPoweredOn, tcgReceive, tcgSend, type TcgState, tcgState } from './tcg.ts';

const { check, good } = answers;

export const scsiState = commonState.extend({
  family: z.literal('scsi'),
  /** Why media access fails, when it does. */
  media: z.enum(['usable', 'sanitize_failed', 'format_failed']),
  /** AUSE of the sanitize that failed. */
  exit_allowed: z.boolean(),
  /** Unit attentions that nobody has taken yet, as ASC << 8 | ASCQ. */
  attentions: z.array(z.int()).default([]),
  tcg: tcgState.default(freshTcg),
});
export type ScsiState = z.infer<typeof scsiState>;

type Result = Outcome<ScsiState, ScsiAnswer>;

export function freshScsi(): ScsiState {
  return { ...unpowered, family: 'scsi', media: 'usable', exit_allowed: false, attentions: [], tcg: freshTcg };
}

const resetOccurred = 0x2900;
const capacityChanged = 0x2a09;

export const scsiTurns: Turns<ScsiState> = {
  ended: (state, op, how) => ({
    ...state,
    media: how === 'succeeded' ? 'usable' : op.kind === 'sanitize' ? 'sanitize_failed' : 'format_failed',
  }),
  poweredOn: (state, spec) => ({
    ...state,
    tcg: tcgPoweredOn(state.tcg),
    attentions: faultOf(spec, 'attentions') === undefined ? state.attentions : [resetOccurred, capacityChanged],
  }),
  reset: (state) => ({ ...state, attentions: [resetOccurred] }),
  // A format that lost power leaves the medium undefined; a sanitize goes on.
  poweredOff: (state, cut) => (cut?.kind === 'format' ? { ...state, media: 'format_failed' } : state),
};

const supported: readonly number[] = [0x00, 0x03, 0x04, 0x12, 0x25, 0x28, 0x2a, 0x35, 0x48, 0x5a, 0x88, 0x8a, 0x91, 0x9e, 0xa0, 0xa3, 0xb7];

const zoneBlocks = 256;

/** Runs one CDB on a SAS drive. */
export function scsiCommand(state: ScsiState, cdb: Uint8Array, data: DataPhase, context: Context): Result {
  const room = data.kind === 'in' ? data.lengthBytes : 0;
  const outcome = dispatch(state, cdb, data, context);
  return outcome.kind === 'waits' ? outcome : { ...outcome, answer: { ...outcome.answer, data: outcome.answer.data.subarray(0, room) } };
}

function dispatch(state: ScsiState, cdb: Uint8Array, data: DataPhase, context: Context): Result {
  const answer = (one: ScsiAnswer): Result => ({ kind: 'answered', state, answer: one });
  const trouble = troubleOf(state, context.nowMs);
  const [attention, ...later] = state.attentions;
  // INQUIRY and REPORT LUNS leave attentions alone, REQUEST SENSE hands one out as its data (SPC).
  if (attention !== undefined && cdb[0] !== 0x12 && cdb[0] !== 0xa0) {
    const triple = [senseKey.unitAttention, attention >> 8, attention & 0xff] as const;
    const told = cdb[0] === 0x03 ? answers.senseData(cdb, triple) : check(triple);
    return { kind: 'answered', state: { ...state, attentions: later }, answer: told };
  }
  switch (cdb[0]) {
    case 0x03:
      return answer(answers.senseData(cdb, trouble?.triple ?? [0, 0, 0], trouble?.extra ?? {}));
    case 0x12:
      return answer(inquiryAnswer(cdb, context.spec));
    case 0xa0:
      return answer(good(answers.reportLuns(context.spec.scsi.luns)));
    case 0xa3:
      return answer(opcodes(cdb, context.spec));
    case 0x48:
      return sanitize(state, cdb, data, context, trouble);
    case 0xa2:
    case 0xb5:
      return security(state, cdb, data, context);
    case 0x04:
      return format(state, cdb, data, context, trouble);
    default:
      break;
  }
  if (!supported.includes(cdb[0] ?? 0xff)) return answer(check(knownSense.invalidOpcode));
  if (trouble !== undefined) return answer(check(trouble.triple, trouble.extra));
  return answer(mediaAnswer(state.tcg, cdb, data, context));
}

/** SECURITY PROTOCOL IN and OUT. */
function security(state: ScsiState, cdb: Uint8Array, data: DataPhase, context: Context): Result {
  const address = { protocol: u8(cdb, 1), specific: be16(cdb, 2) };
  if (context.spec.tcg === undefined) return { kind: 'answered', state, answer: check(knownSense.invalidOpcode) };
  const refused: Result = { kind: 'answered', state, answer: check(knownSense.invalidFieldInCdb) };
  if (data.kind === 'out') {
    const tcg = tcgSend(state.tcg, address, data.bytes, context);
    return tcg === undefined ? refused : { kind: 'answered', state: { ...state, tcg }, answer: good() };
  }
  const got = data.kind === 'in' ? tcgReceive(state.tcg, address, data.lengthBytes, context.spec) : undefined;
  return got === undefined ? refused : { kind: 'answered', state: { ...state, tcg: got.state }, answer: good(got.data) };
}

function mediaAnswer(tcg: TcgState, cdb: Uint8Array, data: DataPhase, context: Context): ScsiAnswer {
  const { spec } = context;
  switch (cdb[0]) {
    case 0x00:
    case 0x35:
    case 0x91:
      return good();
    case 0x25:
      return good(answers.capacity10(spec.scsi.capacity10_blocks ?? spec.blocks, spec.block_bytes));
    case 0x5a:
      return good(answers.modeHeader10(spec.scsi.write_protected));
    case 0xb7:
      return good(answers.grownDefects(spec.scsi.grown_defects));
    case 0x9e:
      return (u8(cdb, 1) & 0x1f) === 0x10
        ? good(answers.capacity16(spec.blocks, spec.block_bytes, spec.kind === 'sas_ssd'))
        : check(knownSense.invalidFieldInCdb);
    default: {
      const io = parseTransfer(cdb);
      if (io !== undefined && tcgLocked(tcg, spec)) return check(knownSense.accessDenied);
      if (io?.write === true && spec.scsi.write_protected) return check(knownSense.writeProtected);
      // Write pointers are not kept: whatever begins inside a zone counts as not at its pointer.
      if (io?.write === true && spec.scsi.zoned && io.lba >= spec.blocks / 8 && io.lba % zoneBlocks !== 0)
        return check(knownSense.unalignedWrite);
      return io === undefined ? check(knownSense.invalidOpcode) : transfer(io, data, spec.blocks, context);
    }
  }
}

interface Trouble {
  readonly triple: answers.Triple;
  readonly extra: answers.SenseExtra;
}

/** What stands between the host and the media, as the sense that every media command gets. */
function troubleOf(state: ScsiState, nowMs: number): Trouble | undefined {
  if (state.operation !== null) {
    const triple = state.operation.kind === 'sanitize' ? knownSense.sanitizeInProgress : knownSense.formatInProgress;
    return { triple, extra: { progress: progress16(state.operation, nowMs) } };
  }
  switch (state.media) {
    case 'usable':
      return undefined;
    case 'sanitize_failed':
      return { triple: knownSense.sanitizeFailed, extra: {} };
    case 'format_failed':
      return { triple: knownSense.formatFailed, extra: {} };
  }
}

/** WABEREQ and WACEREQ by their values. */
const afterErase = ['not_specified', 'reads_complete', 'medium_error', 'medium_error_write_required'];

function inquiryAnswer(cdb: Uint8Array, spec: DriveSpec): ScsiAnswer {
  const flash = spec.kind === 'sas_ssd';
  const [vendor = '', ...product] = spec.model.split(' ');
  if ((u8(cdb, 1) & 1) === 0) return good(answers.standardInquiry(vendor, product.join(' '), spec.firmware, spec.scsi.zoned ? 0x14 : 0));
  switch (cdb[2]) {
    case 0x00:
      return good(answers.vpd(0x00, Uint8Array.of(0x00, 0x80, 0x83, 0xb0, 0xb1, 0xb2)));
    case 0x80:
      return good(answers.serialPage(faultOf(spec, 'lies_serial')?.serial ?? spec.serial, 20));
    case 0x83:
      return good(answers.identificationPage(spec));
    case 0xb0:
      return good(answers.blockLimitsPage(spec));
    case 0xb1:
      return good(answers.characteristicsPage(flash ? 1 : 7200, afterErase.indexOf(spec.scsi.after_erase)));
    case 0xb2:
      return good(answers.provisioningPage(flash));
    case 0xb6:
      return spec.scsi.zoned ? good(answers.zonedPage()) : check(knownSense.invalidFieldInCdb);
    default:
      return check(knownSense.invalidFieldInCdb);
  }
}

/** Which service actions of SANITIZE this drive has. */
function sanitizeActions(spec: DriveSpec): readonly number[] {
  const { overwrite, blockErase, cryptographicErase, exitFailureMode } = sanitizeServiceAction;
  return spec.kind === 'sas_ssd' ? [blockErase, cryptographicErase, exitFailureMode] : [overwrite, cryptographicErase, exitFailureMode];
}

function opcodes(cdb: Uint8Array, spec: DriveSpec): ScsiAnswer {
  if ((u8(cdb, 1) & 0x1f) !== 0x0c) return check(knownSense.invalidFieldInCdb);
  const option = u8(cdb, 2) & 7;
  const opcode = u8(cdb, 3);
  const action = be16(cdb, 4);
  if (option !== 1 && option !== 2) return check(knownSense.invalidFieldInCdb);
  const withActions = opcode === 0x48 || opcode === 0x9e || opcode === 0xa3;
  // SPC: option 1 for a command that has service actions is an error, and the other way round.
  if (supported.includes(opcode) && withActions !== (option === 2)) return check(knownSense.invalidFieldInCdb);
  const actions = opcode === 0x48 ? sanitizeActions(spec) : opcode === 0x9e ? [0x10] : [0x0c];
  const yes = supported.includes(opcode) && (option === 1 || actions.includes(action));
  const usage = new Uint8Array(yes ? 16 : 0);
  const data = new Uint8Array(4 + usage.length);
  data[1] = yes ? 3 : 1;
  putBe16(data, 2, usage.length);
  if (yes) data[4] = opcode;
  return good(data);
}

function sanitize(state: ScsiState, cdb: Uint8Array, data: DataPhase, context: Context, trouble: Trouble | undefined): Result {
  const answer = (one: ScsiAnswer, next: ScsiState = state): Result => ({ kind: 'answered', state: next, answer: one });
  if (state.operation !== null && trouble !== undefined) return answer(check(trouble.triple, trouble.extra));
  const flags = u8(cdb, 1);
  const action = flags & 0x1f;
  if (!sanitizeActions(context.spec).includes(action)) return answer(check(knownSense.invalidFieldInCdb));
  if (context.spec.scsi.write_protected) return answer(check(knownSense.writeProtected));
  if (action === sanitizeServiceAction.exitFailureMode) {
    if (state.media !== 'sanitize_failed') return answer(good());
    return state.exit_allowed ? answer(good(), { ...state, media: 'usable' }) : answer(check(knownSense.invalidFieldInCdb));
  }
  const wanted = wantedErase(action, data, context);
  if (wanted === undefined) return answer(check(knownSense.invalidFieldInParameterList));
  const operation = startOperation(
    { kind: 'sanitize', ...wanted, reachBytes: context.medium.sizeBytes },
    context.spec,
    context.nowMs,
    context.timeScale,
  );
  const next: ScsiState = { ...state, operation, exit_allowed: (flags & 0x20) !== 0 };
  return (flags & 0x80) !== 0 ? answer(good(), next) : { kind: 'waits', state: next, whenEnded };
}

/** Name, time and residue of one service action; undefined when its parameter list is wrong. */
function wantedErase(
  action: number,
  data: DataPhase,
  context: Context,
): { readonly name: string; readonly estimateS: number; readonly fill: Fill } | undefined {
  const { spec, nowMs } = context;
  const time = estimates(spec);
  if (action === sanitizeServiceAction.blockErase) return { name: 'BLOCK ERASE', estimateS: time.blockEraseS, fill: { kind: 'zeros' } };
  if (action === sanitizeServiceAction.cryptographicErase)
    return { name: 'CRYPTOGRAPHIC ERASE', estimateS: time.cryptoEraseS, fill: { kind: 'noise', seed: `${spec.serial}:${nowMs}` } };
  if (data.kind !== 'out' || data.bytes.length < 5) return undefined;
  const list = data.bytes;
  const count = u8(list, 0) & 0x1f;
  const pattern = list.slice(4, 4 + be16(list, 2));
  if (count === 0 || pattern.length === 0 || pattern.length !== list.length - 4 || pattern.length > spec.block_bytes) return undefined;
  const invert = (u8(list, 0) & 0x80) !== 0 && count % 2 === 0;
  const last = invert ? pattern.map((byte) => byte ^ 0xff) : pattern;
  const fill: Fill = last.every((byte) => byte === 0) ? { kind: 'zeros' } : { kind: 'pattern', hex: toHex(last) };
  return { name: 'OVERWRITE', estimateS: time.overwriteS * count, fill };
}

function format(state: ScsiState, cdb: Uint8Array, data: DataPhase, context: Context, trouble: Trouble | undefined): Result {
  const answer = (one: ScsiAnswer, next: ScsiState = state): Result => ({ kind: 'answered', state: next, answer: one });
  // Only another sanitize leaves a failed sanitize.
  if (trouble !== undefined && (state.operation !== null || state.media === 'sanitize_failed'))
    return answer(check(trouble.triple, trouble.extra));
  // Fast formats and protection information are not offered.
  if ((u8(cdb, 4) & 3) !== 0 || (u8(cdb, 1) & 0xc0) !== 0) return answer(check(knownSense.invalidFieldInCdb));
  const withList = (u8(cdb, 1) & 0x10) !== 0;
  if (withList && (data.kind !== 'out' || data.bytes.length < 4)) return answer(check(knownSense.invalidFieldInParameterList));
  if (context.spec.scsi.write_protected) return answer(check(knownSense.writeProtected));
  if (faultOf(context.spec, 'format_does_nothing') !== undefined) return answer(good());
  const immed = withList && data.kind === 'out' && (u8(data.bytes, 1) & 0x02) !== 0;
  const operation = startOperation(
    {
      kind: 'format',
      name: 'FORMAT UNIT',
      estimateS: estimates(context.spec).overwriteS,
      fill: { kind: 'zeros' },
      reachBytes: context.medium.sizeBytes,
    },
    context.spec,
    context.nowMs,
    context.timeScale,
  );
  const next: ScsiState = { ...state, operation };
  return immed ? answer(good(), next) : { kind: 'waits', state: next, whenEnded };
}

/** The answer of a command that blocked to its end. */
function whenEnded(state: ScsiState): ScsiAnswer {
  const trouble = troubleOf(state, 0);
  return trouble === undefined ? good() : check(trouble.triple, trouble.extra);
}
