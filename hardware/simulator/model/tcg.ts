import { z } from 'zod';
import { fromHex, toHex } from '../../../domain/bytes.ts';
import { authenticatePsid, revert, revertSp, startSession, uid } from '../../tcg/methods.ts';
import { comPacket, parseComPacket } from '../../tcg/packet.ts';
import { bytes, encodeTokens, parseTokens, token, type Token, uint } from '../../tcg/tokens.ts';
import { putBe16, putBe32 } from '../../transport/fields.ts';
import type { DriveSpec } from '../drive-spec.ts';
import type { Context } from './context.ts';

/** A TPer that knows discovery and the PSID, and nothing else. */
export const tcgState = z.strictObject({
  /** The Locking SP was set up by somebody: a revert changes the key. */
  activated: z.boolean(),
  /** Wrong PSIDs since power-on. */
  wrong: z.int(),
  session: z.strictObject({ hsn: z.int(), tsn: z.int(), authorized: z.boolean() }).nullable(),
  /** The answer that waits to be received, hex. */
  waiting: z.string(),
});
export type TcgState = z.infer<typeof tcgState>;

export const freshTcg: TcgState = { activated: true, wrong: 0, session: null, waiting: '' };

export function tcgPoweredOn(state: TcgState): TcgState {
  return { ...state, wrong: 0, session: null, waiting: '' };
}

/** Nothing on the media can be read or written. */
export function tcgLocked(state: TcgState, spec: DriveSpec): boolean {
  return spec.tcg?.locked === true && state.activated;
}

const comId = 0x07fe;
const triesAllowed = 5;
const tperSession = 0x1001;
type Traits = NonNullable<DriveSpec['tcg']>;

export interface Security {
  readonly protocol: number;
  readonly specific: number;
}

/** What IF-SEND does; undefined: the drive does not take it (no TPer, another protocol, another ComID). */
export function tcgSend(state: TcgState, to: Security, data: Uint8Array, context: Context): TcgState | undefined {
  const traits = context.spec.tcg;
  if (traits === undefined || to.protocol !== 0x01 || to.specific !== comId) return undefined;
  const packet = parseComPacket(data);
  const payload = packet?.kind === 'payload' ? packet.payload : undefined;
  const called = payload === undefined ? undefined : parseTokens(payload);
  if (payload === undefined || called === undefined || packet?.kind !== 'payload') return undefined;
  const { state: next, answer } = respond(state, { traits, payload, called, context });
  return { ...next, waiting: toHex(comPacket(packet.from, answer)) };
}

/** What IF-RECV gives; undefined: not taken. */
export function tcgReceive(
  state: TcgState,
  from: Security,
  length: number,
  spec: DriveSpec,
): { readonly state: TcgState; readonly data: Uint8Array } | undefined {
  if (spec.tcg === undefined || from.protocol > 0x01) return undefined;
  const out = new Uint8Array(length);
  const give = (data: Uint8Array, next: TcgState): { readonly state: TcgState; readonly data: Uint8Array } => {
    out.set(data.subarray(0, length));
    return { state: next, data: out };
  };
  // Protocol 00h, SPSP 0000h: the list of protocols.
  if (from.protocol === 0x00) return give(Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 2, 0x00, 0x01), state);
  if (from.specific === 0x0001) return give(discoveryData(state, spec.tcg), state);
  if (from.specific !== comId) return undefined;
  return give(fromHex(state.waiting) ?? new Uint8Array(0), { ...state, waiting: '' });
}

interface Called {
  readonly traits: Traits;
  readonly payload: Uint8Array;
  readonly called: readonly Token[];
  readonly context: Context;
}

function respond(state: TcgState, call: Called): { readonly state: TcgState; readonly answer: Uint8Array } {
  const { traits, called, context } = call;
  const [first, , method] = called;
  if (first?.kind === 'control' && first.code === 0xfa)
    return { state: { ...state, session: null }, answer: encodeTokens([token('endOfSession')]) };
  switch (method?.kind === 'bytes' ? toHex(method.value) : '') {
    case uid.properties:
      return { state, answer: result([], 0) };
    case uid.startSession:
      return openSession(state, call);
    case uid.authenticateEnterprise: {
      if (state.session === null || traits.ssc !== 'enterprise') return { state, answer: result([], notAuthorized) };
      const right = same(call.payload, authenticatePsid(traits.psid));
      const session = { ...state.session, authorized: right };
      return { state: { ...state, session, wrong: state.wrong + (right ? 0 : 1) }, answer: result([uint(right ? 1 : 0)], 0) };
    }
    case uid.revert:
    case uid.revertSp: {
      const wanted = traits.ssc === 'enterprise' ? revertSp() : revert();
      if (state.session?.authorized !== true || !same(call.payload, wanted)) return { state, answer: result([], notAuthorized) };
      // Pyrite encrypts nothing, and a drive that was never set up keeps its key: both leave the data where they are.
      if (traits.ssc !== 'pyrite2' && state.activated) {
        const { medium, spec, nowMs } = context;
        medium.noise(0, medium.sizeBytes, `${spec.serial}:revert:${nowMs}`);
      }
      return { state: { ...state, activated: false, session: null }, answer: result([], 0) };
    }
    default:
      return { state, answer: result([], invalidParameter) };
  }
}

const notAuthorized = 0x01;
const invalidParameter = 0x0c;
const lockedOut = 0x12;

function openSession(state: TcgState, { traits, payload }: Called): { readonly state: TcgState; readonly answer: Uint8Array } {
  if (state.wrong >= triesAllowed) return { state, answer: result([], lockedOut) };
  const authorized = traits.ssc !== 'enterprise' && same(payload, startSession(traits.psid));
  // A session without a challenge is anybody's; one with a challenge that is not the PSID is nobody's.
  if (!authorized && !same(payload, startSession()))
    return { state: { ...state, wrong: state.wrong + 1 }, answer: result([], notAuthorized) };
  const session = { hsn: 105, tsn: tperSession, authorized };
  return {
    state: { ...state, session },
    answer: encodeTokens([
      token('call'),
      bytes(fromHex(uid.sessionManager) ?? new Uint8Array(8)),
      bytes(fromHex(uid.syncSession) ?? new Uint8Array(8)),
      token('startList'),
      uint(session.hsn),
      uint(session.tsn),
      token('endList'),
      ...statusList(0),
    ]),
  };
}

function result(values: readonly Token[], status: number): Uint8Array {
  return encodeTokens([token('startList'), ...values, token('endList'), ...statusList(status)]);
}

function statusList(status: number): readonly Token[] {
  return [token('endOfData'), token('startList'), uint(status), uint(0), uint(0), token('endList')];
}

function same(left: Uint8Array, right: Uint8Array): boolean {
  return toHex(left) === toHex(right);
}

const classCode = { opal2: 0x0203, ruby: 0x0304, pyrite2: 0x0303, enterprise: 0x0100 } as const;

/** Level 0 Discovery: TPer, Locking, the class, and for Pyrite what removes data. */
export function discoveryData(state: TcgState, traits: Traits): Uint8Array {
  const encrypts = traits.ssc !== 'pyrite2';
  const locking = 0x01 | (state.activated ? 0x02 : 0) | (traits.locked && state.activated ? 0x04 : 0) | (encrypts ? 0x08 : 0);
  const ssc = new Uint8Array(16);
  putBe16(ssc, 0, comId);
  putBe16(ssc, 2, 1);
  const removal = new Uint8Array(32);
  removal[2] = 0x01;
  const features = [
    feature(0x0001, 1, Uint8Array.of(0x01, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)),
    feature(0x0002, 1, Uint8Array.of(locking, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)),
    feature(classCode[traits.ssc], 1, ssc),
    ...(encrypts ? [] : [feature(0x0404, 1, removal)]),
  ];
  const data = new Uint8Array(48 + features.reduce((sum, one) => sum + one.length, 0));
  putBe32(data, 0, data.length - 4);
  putBe32(data, 4, 1);
  let at = 48;
  for (const one of features) {
    data.set(one, at);
    at += one.length;
  }
  return data;
}

function feature(code: number, version: number, body: Uint8Array): Uint8Array {
  const out = new Uint8Array(4 + body.length);
  putBe16(out, 0, code);
  out[2] = version << 4;
  out[3] = body.length;
  out.set(body, 4);
  return out;
}
