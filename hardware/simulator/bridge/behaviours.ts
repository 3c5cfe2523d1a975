import type { DataPhase, ScsiAnswer } from '../../transport/transport.ts';
import { be32, putBe32, putBe64, u8 } from '../../transport/fields.ts';
import { status } from '../../scsi/command.ts';
import { knownSense } from '../../scsi/sense.ts';
import { parseReadCapacity16 } from '../../scsi/blocks.ts';
import { parseTransfer } from '../model/block-io.ts';
import * as answers from '../model/scsi-answers.ts';
import type { BridgeQuirk } from './quirks.ts';
import { emptyRegisters, fixedFromDescriptor, isAtaReturn, withSerial } from './registers.ts';

export interface Request {
  readonly cdb: Uint8Array;
  readonly data: DataPhase;
}

/** What a bridge remembers between commands. */
export interface BridgeState {
  readonly spunDown: boolean;
  /** Sense with the registers of the last pass-through command. */
  readonly last?: Uint8Array;
  readonly asked: number;
}

export type Step =
  | { readonly kind: 'pass'; readonly request: Request; readonly state: BridgeState }
  | { readonly kind: 'answers'; readonly answer: ScsiAnswer; readonly state: BridgeState }
  | { readonly kind: 'silent' }
  | { readonly kind: 'breaks_off' };

interface Ended {
  readonly answer: ScsiAnswer;
  readonly state: BridgeState;
}

interface Behaviour {
  readonly before?: (request: Request, state: BridgeState) => Step;
  readonly after?: (request: Request, answer: ScsiAnswer, state: BridgeState) => Ended;
}

export function freshBridge(quirks: readonly BridgeQuirk[]): BridgeState {
  return { spunDown: quirks.some((quirk) => quirk.kind === 'spun_down'), asked: 0 };
}

const op = { requestSense: 0x03, inquiry: 0x12, startStop: 0x1b, capacity10: 0x25, serviceIn16: 0x9e, sat16: 0x85, sat12: 0xa1 } as const;
const isSat = ({ cdb }: Request): boolean => cdb[0] === op.sat16 || cdb[0] === op.sat12;
const isIdentify = (request: Request): boolean => isSat(request) && request.cdb[request.cdb[0] === op.sat16 ? 14 : 9] === 0xec;
const isVpd80 = ({ cdb }: Request): boolean => cdb[0] === op.inquiry && (u8(cdb, 1) & 1) === 1 && cdb[2] === 0x80;
const isCapacity16 = ({ cdb }: Request): boolean => cdb[0] === op.serviceIn16 && (u8(cdb, 1) & 0x1f) === 0x10;
const wantsRegisters = (request: Request): boolean => isSat(request) && (u8(request.cdb, 2) & 0x20) !== 0;

const pass = (request: Request, state: BridgeState): Step => ({ kind: 'pass', request, state });
const refuse = (state: BridgeState): Step => ({ kind: 'answers', answer: answers.check(knownSense.invalidOpcode), state });

/** Answers with as much as the host asked for. */
function give(request: Request, state: BridgeState, bytes: Uint8Array): Step {
  const room = request.data.kind === 'in' ? request.data.lengthBytes : 0;
  return { kind: 'answers', answer: answers.good(bytes.slice(0, room)), state };
}

/** Turns the registers that came back into something else. */
function bendRegisters(bend: (answer: ScsiAnswer, state: BridgeState) => Ended): Behaviour {
  return {
    after: (request, answer, state) => (wantsRegisters(request) && isAtaReturn(answer) ? bend(answer, state) : { answer, state }),
  };
}

export function behaviourOf(quirk: BridgeQuirk): Behaviour {
  switch (quirk.kind) {
    case 'no_sat':
      return noSat(quirk.serial);
    case 'sat_12_only':
      return { before: (request, state) => (request.cdb[0] === op.sat16 ? refuse(state) : pass(request, state)) };
    case 'blocks_commands_without_data':
      return { before: (request, state) => (isSat(request) && request.data.kind === 'none' ? refuse(state) : pass(request, state)) };
    case 'empty_registers':
      return emptied(quirk.tells_when_asked);
    case 'no_registers':
      return bendRegisters((answer, state) => ({ answer: answers.good(answer.data), state }));
    case 'zero_sense':
      return bendRegisters((answer, state) => ({ answer: { ...answer, sense: new Uint8Array(18) }, state }));
    case 'stale_registers':
      return bendRegisters((answer, state) => ({
        answer: { ...answer, sense: state.last ?? answer.sense },
        state: { ...state, last: answer.sense },
      }));
    case 'fixed_sense':
      return fixedSense(quirk.keeps_descriptor);
    case 'lba_32_bit':
      return lba32();
    case 'translates_blocks':
      return translated();
    case 'eightfold_capacity':
      return capacityAs((capacity) => ({ ...capacity, blockBytes: capacity.blockBytes * 8 }));
    case 'own_serial':
      return ownSerial((data) => withSerial(data, quirk.serial, quirk.seals), quirk.serial);
    case 'unsteady_identify':
      return unsteady();
    case 'spun_down':
      return spunDown();
    case 'empty_bay':
      return emptyBay();
    case 'virtual_cd':
      return { before: (request, state) => (request.cdb[0] === op.inquiry ? give(request, state, compactDisc()) : refuse(state)) };
    case 'silent':
    case 'breaks_off': {
      const { kind, opcodes } = quirk;
      return { before: (request, state) => (opcodes?.includes(request.cdb[0] ?? 0) === false ? pass(request, state) : { kind }) };
    }
  }
}

function noSat(serial: string): Behaviour {
  return {
    before: (request, state) => {
      if (isSat(request)) return refuse(state);
      if (isVpd80(request)) return give(request, state, answers.serialPage(serial, 20));
      const otherPage = request.cdb[0] === op.inquiry && (u8(request.cdb, 1) & 1) === 1;
      if (otherPage) return { kind: 'answers', answer: answers.check(knownSense.invalidFieldInCdb), state };
      if (request.cdb[0] === op.inquiry) return give(request, state, answers.standardInquiry('USB', 'Storage Device', '0100'));
      return pass(request, state);
    },
  };
}

function compactDisc(): Uint8Array {
  const data = answers.standardInquiry('Virtual', 'CD Tools', '1.0');
  data[0] = 0x05;
  return data;
}

/** PROTOCOL 15 reads the registers that were withheld, once, with EXTEND clear. */
function emptied(tellsWhenAsked: boolean): Behaviour {
  const bent = bendRegisters((answer, state) => ({
    answer: { ...answer, sense: emptyRegisters() },
    state: { ...state, last: answer.sense },
  }));
  return {
    ...bent,
    before: (request, state) => {
      if (!isSat(request) || ((u8(request.cdb, 1) >> 1) & 0x0f) !== 15) return pass(request, state);
      const { last, ...rest } = state;
      return tellsWhenAsked && last !== undefined ? give(request, rest, last.slice(8, 22).fill(0, 2, 3)) : refuse(state);
    },
  };
}

function fixedSense(keepsDescriptor: boolean): Behaviour {
  return {
    before: (request, state) => {
      const asksDescriptor = request.cdb[0] === op.requestSense && (u8(request.cdb, 1) & 1) === 1;
      if (!asksDescriptor || !keepsDescriptor || state.last === undefined) return pass(request, state);
      const { last, ...rest } = state;
      return give(request, rest, last);
    },
    after: (request, answer, state) =>
      wantsRegisters(request) && isAtaReturn(answer)
        ? { answer: { ...answer, sense: fixedFromDescriptor(answer.sense) }, state: { ...state, last: answer.sense } }
        : { answer, state },
  };
}

interface Capacity {
  readonly lastLba: number;
  readonly blockBytes: number;
}

/** Changes what READ CAPACITY tells, in both its forms. */
function capacityAs(change: (capacity: Capacity) => Capacity): Behaviour {
  return {
    after: (request, answer, state) => {
      if (answer.status !== status.good) return { answer, state };
      const data = answer.data.slice();
      if (isCapacity16(request)) {
        const told = parseReadCapacity16(data);
        if (told === undefined) return { answer, state };
        const shown = change(told);
        putBe64(data, 0, shown.lastLba);
        putBe32(data, 8, shown.blockBytes);
      } else if (request.cdb[0] === op.capacity10 && data.length >= 8) {
        const shown = change({ lastLba: be32(data, 0), blockBytes: be32(data, 4) });
        putBe32(data, 0, Math.min(shown.lastLba, 0xffffffff));
        putBe32(data, 4, shown.blockBytes);
      }
      return { answer: { ...answer, data }, state };
    },
  };
}

const limit = 2 ** 32;

/** The upper half of every LBA is dropped, in the capacity and on the way to the drive. */
function lba32(): Behaviour {
  return {
    before: (request, state) => {
      if (parseTransfer(request.cdb) === undefined || (request.cdb[0] !== 0x88 && request.cdb[0] !== 0x8a)) return pass(request, state);
      const cdb = request.cdb.slice();
      putBe32(cdb, 2, 0);
      return pass({ ...request, cdb }, state);
    },
    ...pick(
      capacityAs((capacity) => ({
        ...capacity,
        lastLba: (capacity.lastLba + 1) % limit === 0 ? limit - 1 : ((capacity.lastLba + 1) % limit) - 1,
      })),
    ),
  };
}

function pick({ after }: Behaviour): Behaviour {
  return after === undefined ? {} : { after };
}

/** One block of 4,096 stands for eight of 512, in the capacity and in every transfer. */
function translated(): Behaviour {
  return {
    before: (request, state) => {
      const io = parseTransfer(request.cdb);
      if (io === undefined) return pass(request, state);
      const cdb = new Uint8Array(16);
      cdb[0] = io.write ? 0x8a : 0x88;
      putBe64(cdb, 2, io.lba * 8);
      putBe32(cdb, 10, io.blocks * 8);
      return pass({ ...request, cdb }, state);
    },
    ...pick(capacityAs((capacity) => ({ lastLba: Math.floor((capacity.lastLba + 1) / 8) - 1, blockBytes: capacity.blockBytes * 8 }))),
  };
}

function ownSerial(bend: (data: Uint8Array) => Uint8Array, serial: string): Behaviour {
  return {
    before: (request, state) => (isVpd80(request) ? give(request, state, answers.serialPage(serial, 20)) : pass(request, state)),
    after: (request, answer, state) =>
      isIdentify(request) && answer.data.length === 512 ? { answer: { ...answer, data: bend(answer.data) }, state } : { answer, state },
  };
}

function unsteady(): Behaviour {
  return {
    after: (request, answer, state) => {
      if (!isIdentify(request) || answer.data.length !== 512) return { answer, state };
      const data = withSerial(answer.data, `STRAY${state.asked}`, true);
      return { answer: { ...answer, data }, state: { ...state, asked: state.asked + 1 } };
    },
  };
}

function emptyBay(): Behaviour {
  return {
    before: (request, state) =>
      request.cdb[0] === op.inquiry || request.cdb[0] === op.requestSense
        ? pass(request, state)
        : { kind: 'answers', answer: answers.check(knownSense.mediumNotPresent), state },
  };
}

function spunDown(): Behaviour {
  return {
    before: (request, state) => {
      if (request.cdb[0] === op.startStop)
        return { kind: 'answers', answer: answers.good(), state: { ...state, spunDown: (u8(request.cdb, 4) & 1) === 0 } };
      if (!state.spunDown || request.cdb[0] === op.inquiry || request.cdb[0] === op.requestSense) return pass(request, state);
      return { kind: 'answers', answer: answers.check([0x2, 0x04, 0x02]), state };
    },
  };
}
