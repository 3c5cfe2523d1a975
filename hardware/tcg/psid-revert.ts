import { chosenSubsystem, type Discovery, parseDiscovery } from './discovery.ts';
import {
  authenticatePsid,
  endSession,
  hostSession,
  type MethodResult,
  parseResult,
  properties,
  revert,
  revertSp,
  saidTrue,
  startSession,
  statusName,
  syncedSession,
} from './methods.ts';
import { type Addressed, comPacket, parseComPacket } from './packet.ts';
import { discoveryAddress } from './security-protocol.ts';
import type { TrustedPort } from './trusted-port.ts';

/** The 32 characters of a PSID as printed. They open the drive to whoever has them: never logged, never in a fact. */
export const psidShape = /^[A-Z0-9]{32}$/;

/** How a PSID revert ended. Only `reverted` changed anything; `unknown` may have. */
export type RevertEnd =
  | { readonly kind: 'reverted'; readonly before: Discovery; readonly after: Discovery | undefined }
  /** NOT_AUTHORIZED: another drive's PSID, or misread. */
  | { readonly kind: 'wrong_psid' }
  /** Too many wrong ones: a power cycle sets the counter back. */
  | { readonly kind: 'locked_out' }
  | { readonly kind: 'refused'; readonly detail: string }
  | { readonly kind: 'unknown'; readonly detail: string };

/** Level 0 Discovery; undefined when the drive has no TPer, or does not let the command through. Throws TransportError. */
export async function discover(port: TrustedPort): Promise<Discovery | undefined> {
  const answer = await port.receive(discoveryAddress, receiveBytes);
  return answer.kind === 'good' ? parseDiscovery(answer.data) : undefined;
}

const receiveBytes = 2048;
const tcgProtocol = 0x01;

/** How to wait for an answer: a TPer that reverts gives none for minutes. */
export interface Patience {
  readonly looks: number;
  readonly pause: () => Promise<void>;
}

/**
 * Reverts the whole TPer by the PSID from the label: a session to the Admin SP as the PSID authority, then Revert (Opal and
 * its kin) or RevertSP (Enterprise). Opens a drive that nobody can unlock; what it erases is another question
 * (`revertChangesKey`). Sends nothing twice. Throws TransportError: then it may have run or not.
 */
export async function psidRevert(port: TrustedPort, psid: string, patience: Patience): Promise<RevertEnd> {
  if (!psidShape.test(psid)) return { kind: 'refused', detail: 'a PSID has 32 letters and digits' };
  const before = await discover(port);
  const chosen = before === undefined ? undefined : chosenSubsystem(before);
  if (before === undefined || chosen === undefined) return { kind: 'refused', detail: 'the drive tells no security subsystem class' };
  const line = new Line(port, chosen.baseComId, patience);
  // Properties may be refused by old TPers; their limits are far above what is sent here.
  await line.call({ tsn: 0, hsn: 0 }, properties());
  const enterprise = chosen.name === 'enterprise';
  const opened = await line.open(enterprise ? undefined : psid);
  if (opened.kind !== 'session') return opened;
  if (enterprise) {
    const allowed = await line.authenticate(opened, psid);
    if (allowed !== undefined) {
      await line.call(opened, endSession());
      return allowed;
    }
  }
  const done = await line.call(opened, enterprise ? revertSp() : revert());
  if (typeof done === 'string') return { kind: 'unknown', detail: `Revert: ${done}` };
  if (done.kind === 'result' && done.status !== 0) return { kind: 'refused', detail: `Revert: ${statusName(done.status)}` };
  return { kind: 'reverted', before, after: await discover(port) };
}

interface Session {
  readonly kind: 'session';
  readonly tsn: number;
  readonly hsn: number;
}

/** One ComID: a packet out, and its answer in. */
class Line {
  readonly #port: TrustedPort;
  readonly #comId: number;
  readonly #patience: Patience;

  constructor(port: TrustedPort, comId: number, patience: Patience) {
    this.#port = port;
    this.#comId = comId;
    this.#patience = patience;
  }

  /** A method's result, or in words why there is none. */
  async call(session: Omit<Addressed, 'comId'>, payload: Uint8Array): Promise<MethodResult | string> {
    const address = { protocol: tcgProtocol, specific: this.#comId };
    const sent = await this.#port.send(address, comPacket({ comId: this.#comId, ...session }, payload));
    if (sent.kind === 'refused') return sent.detail;
    for (let look = 0; look < this.#patience.looks; look++) {
      const got = await this.#port.receive(address, receiveBytes);
      if (got.kind === 'refused') return got.detail;
      const packet = parseComPacket(got.data);
      if (packet === undefined) return 'the answer is no ComPacket';
      if (packet.kind === 'payload') return parseResult(packet.payload) ?? 'the answer is no method result';
      if (packet.outstandingBytes === 0 && look > 0) return 'the drive has no answer';
      await this.#patience.pause();
    }
    return 'no answer in time';
  }

  async open(psid: string | undefined): Promise<Session | Exclude<RevertEnd, { kind: 'reverted' }>> {
    const result = await this.call({ tsn: 0, hsn: 0 }, startSession(psid));
    if (typeof result === 'string') return { kind: 'refused', detail: `StartSession: ${result}` };
    if (result.kind === 'session_ended') return { kind: 'refused', detail: 'StartSession: the session was closed' };
    if (result.status !== 0) return refusedBy(result.status, 'StartSession');
    const synced = syncedSession(result);
    if (synced?.hsn !== hostSession) return { kind: 'refused', detail: 'StartSession: no session of ours came back' };
    return { kind: 'session', ...synced };
  }

  /** Undefined when the PSID was taken. */
  async authenticate(session: Session, psid: string): Promise<Exclude<RevertEnd, { kind: 'reverted' }> | undefined> {
    const result = await this.call(session, authenticatePsid(psid));
    if (typeof result === 'string') return { kind: 'refused', detail: `Authenticate: ${result}` };
    if (result.kind === 'session_ended') return { kind: 'refused', detail: 'Authenticate: the session was closed' };
    if (result.status !== 0) return refusedBy(result.status, 'Authenticate');
    return saidTrue(result) ? undefined : { kind: 'wrong_psid' };
  }
}

function refusedBy(status: number, method: string): Exclude<RevertEnd, { kind: 'reverted' }> {
  switch (status) {
    case 0x01:
      return { kind: 'wrong_psid' };
    case 0x12:
      return { kind: 'locked_out' };
    default:
      return { kind: 'refused', detail: `${method}: ${statusName(status)}` };
  }
}
