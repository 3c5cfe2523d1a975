import type { NvmeAnswer, NvmeCommand } from '../../transport/transport.ts';
import { nvmeStatus } from '../../nvme/status.ts';
import type { Context, Outcome } from './context.ts';
import { badBlock, refusesWrites } from './context.ts';
import {
  controllerData,
  errorLog,
  firmwareLog,
  healthLog,
  namespaceData,
  namespaceDescriptors,
  namespaceList,
  nvmeMaximumTransferBytes,
  sanitizeLog,
} from './nvme-data.ts';
import { format, sanitize } from './nvme-erase.ts';
import { namespacesIn } from './nvme-namespaces.ts';
import { blockedBy, done, failed, type NvmeState } from './nvme-state.ts';
import { powerCyclesOf } from './operation.ts';
import { tcgLocked, tcgReceive, tcgSend } from './tcg.ts';

type Result = Outcome<NvmeState, NvmeAnswer>;

/** Runs one admin command. */
export function nvmeAdmin(state: NvmeState, command: NvmeCommand, context: Context): Result {
  const answer = (one: NvmeAnswer): Result => {
    const room = command.data.kind === 'in' ? command.data.lengthBytes : 0;
    return { kind: 'answered', state, answer: { ...one, data: one.data.subarray(0, room) } };
  };
  switch (command.opcode) {
    case 0x06:
      return answer(identify(state, command, context));
    case 0x02:
      return answer(logPage(state, command, context));
    case 0x81:
    case 0x82:
      return security(state, command, context);
    case 0x84:
      return sanitize(state, command, context);
    case 0x80:
      return format(state, command, context);
    default:
      return answer(failed(nvmeStatus.invalidOpcode));
  }
}

/** Security Send and Security Receive. */
function security(state: NvmeState, command: NvmeCommand, context: Context): Result {
  const cdw10 = command.cdw10 ?? 0;
  const address = { protocol: cdw10 >>> 24, specific: (cdw10 >>> 8) & 0xffff };
  if (context.spec.tcg === undefined) return { kind: 'answered', state, answer: failed(nvmeStatus.invalidOpcode) };
  if (command.opcode === 0x81) {
    const tcg = command.data.kind === 'out' ? tcgSend(state.tcg, address, command.data.bytes, context) : undefined;
    return tcg === undefined
      ? { kind: 'answered', state, answer: failed(nvmeStatus.invalidField) }
      : { kind: 'answered', state: { ...state, tcg }, answer: done() };
  }
  const room = command.data.kind === 'in' ? command.data.lengthBytes : 0;
  const got = tcgReceive(state.tcg, address, room, context.spec);
  return got === undefined
    ? { kind: 'answered', state, answer: failed(nvmeStatus.invalidField) }
    : { kind: 'answered', state: { ...state, tcg: got.state }, answer: done(got.data) };
}

function identify(state: NvmeState, command: NvmeCommand, context: Context): NvmeAnswer {
  const { spec, nowMs } = context;
  const { nsid } = command;
  const all = namespacesIn(spec);
  const named = all.find((one) => one.nsid === nsid);
  const cns = (command.cdw10 ?? 0) & 0xff;
  switch (cns) {
    case 0x00:
    case 0x11: {
      const told = nsid === 0xffffffff && cns === 0 ? all[0] : named;
      if (told === undefined) return failed(nvmeStatus.invalidNamespace);
      // An inactive namespace is told as zeros (CNS 00h); CNS 11h tells every allocated one.
      return done(cns === 0 && !told.attached ? new Uint8Array(4096) : namespaceData(spec, told, state, nowMs));
    }
    case 0x01:
      return done(controllerData(spec));
    case 0x02:
    case 0x10:
      if (nsid >= 0xfffffffe) return failed(nvmeStatus.invalidNamespace);
      return done(namespaceList(spec, nsid, cns === 0x02 ? 'active' : 'allocated'));
    case 0x03:
      return named?.attached === true ? done(namespaceDescriptors(spec, nsid)) : failed(nvmeStatus.invalidNamespace);
    default:
      return failed(nvmeStatus.invalidField);
  }
}

/** Get Log Page: any run of dwords of a page; what lies beyond its end is told as zeros, an offset beyond it is refused. */
function logPage(state: NvmeState, command: NvmeCommand, context: Context): NvmeAnswer {
  const cdw10 = command.cdw10 ?? 0;
  const length = ((cdw10 >>> 16) + ((command.cdw11 ?? 0) & 0xffff) * 65536 + 1) * 4;
  const offset = (command.cdw12 ?? 0) + (command.cdw13 ?? 0) * 2 ** 32;
  const page = pageOf(cdw10 & 0xff, state, context);
  if (page === undefined) return failed(nvmeStatus.invalidLogPage);
  if (offset % 4 !== 0 || offset >= page.length || length > nvmeMaximumTransferBytes) return failed(nvmeStatus.invalidField);
  const data = new Uint8Array(length);
  data.set(page.subarray(offset, offset + length));
  return done(data);
}

function pageOf(lid: number, state: NvmeState, { spec, nowMs }: Context): Uint8Array | undefined {
  switch (lid) {
    case 0x01:
      return errorLog();
    case 0x02:
      return healthLog(spec, powerCyclesOf(state));
    case 0x03:
      return firmwareLog(spec);
    case 0x81:
      return spec.nvme.sanitize ? sanitizeLog(state, spec, nowMs) : undefined;
    default:
      return undefined;
  }
}

/** Runs one I/O command. */
export function nvmeIo(state: NvmeState, command: NvmeCommand, context: Context): Result {
  const answer = (one: NvmeAnswer, next: NvmeState = state): Result => ({ kind: 'answered', state: next, answer: one });
  // In Media Verification the media can be read and nothing else.
  const readsOnly = state.sanitize.outcome === 'verifying' && command.opcode === 0x02;
  const blocked = readsOnly ? undefined : blockedBy(state);
  if (blocked !== undefined) return answer(failed(blocked));
  const { spec, medium } = context;
  const placed = namespacesIn(spec).find((one) => one.nsid === command.nsid && one.attached);
  if (placed === undefined) return answer(failed(nvmeStatus.invalidNamespace));
  if (command.opcode === 0x00) return answer(done());
  if (tcgLocked(state.tcg, spec)) return answer(failed(nvmeStatus.accessDenied));
  const within = (command.cdw10 ?? 0) + (command.cdw11 ?? 0) * 2 ** 32;
  const blocks = ((command.cdw12 ?? 0) & 0xffff) + 1;
  const length = blocks * spec.block_bytes;
  if (within + blocks > placed.blocks) return answer(failed(nvmeStatus.lbaOutOfRange));
  const lba = placed.firstBlock + within;
  if (spec.nvme.read_only && command.opcode !== 0x02) return answer(failed(nvmeStatus.namespaceWriteProtected));
  const written: NvmeState = state.sanitize.data_erased ? { ...state, sanitize: { ...state.sanitize, data_erased: false } } : state;
  switch (command.opcode) {
    case 0x02: {
      if (command.data.kind !== 'in' || command.data.lengthBytes < length || length > nvmeMaximumTransferBytes)
        return answer(failed(nvmeStatus.invalidField));
      if (badBlock(spec, 'read', lba, blocks) !== undefined) return answer(failed(nvmeStatus.unrecoveredReadError));
      const bytes = new Uint8Array(length);
      medium.read(lba * spec.block_bytes, bytes);
      return answer(done(bytes));
    }
    case 0x01:
      if (command.data.kind !== 'out' || command.data.bytes.length !== length || length > nvmeMaximumTransferBytes)
        return answer(failed(nvmeStatus.invalidField));
      if (refusesWrites(context) || badBlock(spec, 'write', lba, blocks) !== undefined) return answer(failed(nvmeStatus.writeFault));
      medium.write(lba * spec.block_bytes, command.data.bytes);
      return answer(done(), written);
    case 0x08:
      if (refusesWrites(context)) return answer(failed(nvmeStatus.writeFault));
      medium.zero(lba * spec.block_bytes, length);
      return answer(done(), written);
    default:
      return answer(failed(nvmeStatus.invalidOpcode));
  }
}
