import { fromHex } from '../../domain/bytes.ts';
import { bytes, control, encodeTokens, parseTokens, text, token, type Token, uint } from './tokens.ts';

/** Fixed UIDs: of the session manager, of security providers, of authorities and of methods. */
export const uid = {
  sessionManager: '00000000000000ff',
  thisSp: '0000000000000001',
  adminSp: '0000020500000001',
  psid: '000000090001ff01',
  properties: '000000000000ff01',
  startSession: '000000000000ff02',
  syncSession: '000000000000ff03',
  revert: '0000000600000202',
  revertSp: '0000000600000011',
  authenticateEnterprise: '000000060000000c',
} as const;

/** The session number that we give; a TPer keeps one session for us. */
export const hostSession = 105;

function idOf(name: keyof typeof uid): Token {
  return bytes(fromHex(uid[name]) ?? new Uint8Array(8));
}

function call(invoking: keyof typeof uid, method: keyof typeof uid, parameters: readonly Token[]): Uint8Array {
  return encodeTokens([
    token('call'),
    idOf(invoking),
    idOf(method),
    token('startList'),
    ...parameters,
    token('endList'),
    // The host's own status list: three zeros.
    token('endOfData'),
    token('startList'),
    uint(0),
    uint(0),
    uint(0),
    token('endList'),
  ]);
}

function named(name: Token, value: readonly Token[]): readonly Token[] {
  return [token('startName'), name, ...value, token('endName')];
}

/** Properties: tells the TPer how small our packets are. Sent to the session manager. */
export function properties(): Uint8Array {
  const limits: readonly (readonly [string, number])[] = [
    ['MaxComPacketSize', 2048],
    ['MaxPacketSize', 2028],
    ['MaxIndTokenSize', 1992],
    ['MaxPackets', 1],
    ['MaxSubpackets', 1],
    ['MaxMethods', 1],
  ];
  const list = limits.flatMap(([name, value]) => named(text(name), [uint(value)]));
  return call('sessionManager', 'properties', named(uint(0), [token('startList'), ...list, token('endList')]));
}

/**
 * StartSession to the Admin SP, read-write. With a PSID it authenticates as the PSID authority at once (Opal and its
 * kin); Enterprise takes no challenge here. The PSID goes as printed: raw ASCII, never hashed.
 */
export function startSession(psid?: string): Uint8Array {
  const parameters = [uint(hostSession), idOf('adminSp'), uint(1)];
  if (psid === undefined) return call('sessionManager', 'startSession', parameters);
  return call('sessionManager', 'startSession', [...parameters, ...named(uint(0), [text(psid)]), ...named(uint(3), [idOf('psid')])]);
}

/** Authenticate as the PSID authority within a session (Enterprise). */
export function authenticatePsid(psid: string): Uint8Array {
  return call('thisSp', 'authenticateEnterprise', [idOf('psid'), ...named(text('Challenge'), [text(psid)])]);
}

/** Revert on the Admin SP (Opal and its kin). The TPer ends the session itself. */
export function revert(): Uint8Array {
  return call('adminSp', 'revert', []);
}

/** RevertSP on this SP (Enterprise). */
export function revertSp(): Uint8Array {
  return call('thisSp', 'revertSp', []);
}

export function endSession(): Uint8Array {
  return encodeTokens([token('endOfSession')]);
}

/** Method status codes (Core Specification, section 5.1.5). */
const statuses: Readonly<Record<number, string>> = {
  0x00: 'SUCCESS',
  0x01: 'NOT_AUTHORIZED',
  0x03: 'SP_BUSY',
  0x04: 'SP_FAILED',
  0x05: 'SP_DISABLED',
  0x06: 'SP_FROZEN',
  0x07: 'NO_SESSIONS_AVAILABLE',
  0x08: 'UNIQUENESS_CONFLICT',
  0x09: 'INSUFFICIENT_SPACE',
  0x0a: 'INSUFFICIENT_ROWS',
  0x0c: 'INVALID_PARAMETER',
  0x0f: 'TPER_MALFUNCTION',
  0x10: 'TRANSACTION_FAILURE',
  0x11: 'RESPONSE_OVERFLOW',
  0x12: 'AUTHORITY_LOCKED_OUT',
  0x3f: 'FAIL',
};

export function statusName(status: number): string {
  return statuses[status] ?? `status ${status.toString(16).toUpperCase()}h`;
}

export type MethodResult =
  /** The tokens before end of data, and the method status. */
  { readonly kind: 'result'; readonly tokens: readonly Token[]; readonly status: number } | { readonly kind: 'session_ended' };

/** Reads a method's result; undefined when it is no token stream, or has no status list. */
export function parseResult(payload: Uint8Array): MethodResult | undefined {
  const tokens = parseTokens(payload);
  if (tokens === undefined) return undefined;
  if (isControl(tokens[0], control.endOfSession)) return { kind: 'session_ended' };
  const end = tokens.findIndex((one) => isControl(one, control.endOfData));
  const [open, status] = tokens.slice(end + 1);
  if (end < 0 || !isControl(open, control.startList) || status?.kind !== 'uint') return undefined;
  return { kind: 'result', tokens: tokens.slice(0, end), status: Number(status.value) };
}

/** Host and TPer session numbers of SyncSession; undefined when the result is none. */
export function syncedSession(
  result: Extract<MethodResult, { kind: 'result' }>,
): { readonly hsn: number; readonly tsn: number } | undefined {
  const [first, , , list, hsn, tsn] = result.tokens;
  if (!isControl(first, control.call) || !isControl(list, control.startList)) return undefined;
  if (hsn?.kind !== 'uint' || tsn?.kind !== 'uint') return undefined;
  return { hsn: Number(hsn.value), tsn: Number(tsn.value) };
}

/** Authenticate answers with a list of one boolean: a wrong PSID is "false" with good status. */
export function saidTrue(result: Extract<MethodResult, { kind: 'result' }>): boolean {
  const value = result.tokens.find((one) => one.kind === 'uint');
  return value?.kind === 'uint' && value.value === 1n;
}

function isControl(one: Token | undefined, code: number): boolean {
  return one?.kind === 'control' && one.code === code;
}
