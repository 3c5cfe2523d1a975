import { type AtaCommand, type AtaReturn, ataPassThrough16, parseAtaReturn } from '../ata/sat.ts';
import { type ScsiCommand, status } from '../scsi/command.ts';
import { knownSense, parseSense, requestSense, type Sense, senseIs, senseKey } from '../scsi/sense.ts';
import type { ScsiAnswer, ScsiTransport } from '../transport/transport.ts';

/** How often a command that met a unit attention or a busy target is sent again: a reset queues several attentions. */
const attentionTries = 4;

/** A SCSI command's end, read as far as anyone can. */
export type ScsiEnd =
  | { readonly kind: 'good'; readonly data: Uint8Array }
  | { readonly kind: 'sense'; readonly sense: Sense; readonly data: Uint8Array }
  | { readonly kind: 'unreadable'; readonly status: number };

/**
 * Sends a command and reads how it ended. Unit attentions and BUSY are answered by sending it again, which is
 * right only for commands that may run twice: never use this for SANITIZE or FORMAT. `onAttention` hears each unit
 * attention that was met. Throws TransportError.
 */
export async function sendScsi(
  transport: ScsiTransport,
  command: ScsiCommand,
  timeoutMs: number,
  onAttention?: (sense: Sense) => void,
): Promise<ScsiEnd> {
  let end = await sendScsiOnce(transport, command, timeoutMs);
  for (let tries = 1; tries < attentionTries && worthRepeating(end); tries++) {
    if (end.kind === 'sense') onAttention?.(end.sense);
    end = await sendScsiOnce(transport, command, timeoutMs);
  }
  return end;
}

/** Sends a command exactly once. Recovered errors count as good. Throws TransportError. */
export async function sendScsiOnce(transport: ScsiTransport, command: ScsiCommand, timeoutMs: number): Promise<ScsiEnd> {
  return readEnd(await transport.execute(command.cdb, command.data, timeoutMs));
}

function readEnd(answer: ScsiAnswer): ScsiEnd {
  if (answer.status === status.good) return { kind: 'good', data: answer.data };
  const sense = answer.status === status.checkCondition ? parseSense(answer.sense) : undefined;
  if (sense === undefined) return { kind: 'unreadable', status: answer.status };
  if (sense.key === senseKey.recoveredError || sense.key === senseKey.noSense) return { kind: 'good', data: answer.data };
  return { kind: 'sense', sense, data: answer.data };
}

function worthRepeating(end: ScsiEnd): boolean {
  if (end.kind === 'sense') return end.sense.key === senseKey.unitAttention;
  return end.kind === 'unreadable' && (end.status === status.busy || end.status === status.taskSetFull);
}

/** Sends one ATA command through SAT and gives its data. Only for commands that read data and change nothing. */
export async function readAta(transport: ScsiTransport, command: AtaCommand, timeoutMs: number): Promise<Uint8Array | undefined> {
  const end = await sendScsi(transport, ataPassThrough16(command), timeoutMs);
  return end.kind === 'good' && end.data.length > 0 ? end.data : undefined;
}

/** What an ATA command without data returned, with the bytes that the reading rests on. */
export interface AtaAnswer {
  readonly returned: AtaReturn;
  /** The sense data as it came, for the completion record. */
  readonly raw: Uint8Array;
  /** True when the first sense was not enough and REQUEST SENSE with DESC = 1 was asked. */
  readonly escalated: boolean;
}

/**
 * Sends one ATA command without data and fetches its registers. Fixed-format sense hides COUNT 15:8, where SANITIZE
 * STATUS keeps every flag, and some translators give no registers at all: then REQUEST SENSE with DESC = 1
 * is asked at once. What still cannot be read stays unknown. The command itself is repeated only after a unit attention,
 * when the drive was not asked. Throws TransportError.
 */
export async function sendAta(transport: ScsiTransport, command: AtaCommand, timeoutMs: number): Promise<AtaAnswer> {
  const built = ataPassThrough16(command);
  let answer = await transport.execute(built.cdb, built.data, timeoutMs);
  for (let tries = 1; tries < attentionTries && isAttention(answer); tries++)
    answer = await transport.execute(built.cdb, built.data, timeoutMs);
  const first = parseAtaReturn(answer);
  if (!lacksRegisters(first)) return { returned: first, raw: answer.sense, escalated: false };
  const ask = requestSense({ desc: true });
  const more = await transport.execute(ask.cdb, ask.data, timeoutMs);
  const sense = parseSense(more.data);
  // Only the ATA information code says that this sense is about our command and not about nothing at all.
  if (more.status !== status.good || !senseIs(sense, knownSense.ataPassThroughInformation))
    return { returned: first, raw: answer.sense, escalated: true };
  const second = parseAtaReturn({ status: status.checkCondition, sense: more.data, data: new Uint8Array(0) });
  return lacksRegisters(second)
    ? { returned: first, raw: answer.sense, escalated: true }
    : { returned: second, raw: more.data, escalated: true };
}

function isAttention(answer: ScsiAnswer): boolean {
  return answer.status === status.checkCondition && parseSense(answer.sense)?.key === senseKey.unitAttention;
}

/** Registers that came whole, and a refusal by the translator, are answers. Anything else is worth asking again. */
function lacksRegisters(returned: AtaReturn): boolean {
  switch (returned.kind) {
    case 'registers':
      return returned.registers.count === undefined || returned.registers.lba === undefined;
    case 'refused':
      return false;
    case 'unknown':
      return true;
  }
}
