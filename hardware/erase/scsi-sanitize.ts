import { toHex } from '../../domain/bytes.ts';
import type { Completion } from '../../domain/erase/evidence.ts';
import type { Technique } from '../../domain/erase/technique.ts';
import type { ScsiCommand } from '../scsi/command.ts';
import { testUnitReady } from '../scsi/inquiry.ts';
import { knownSense, parseSense, requestSense, type Sense, senseIs, senseKey, senseText } from '../scsi/sense.ts';
import type { OpenDrive, ScsiTransport } from '../transport/transport.ts';
import type { Limits } from './limits.ts';
import { type EraseMethod, type Progress, ppmOf65536, type Standing } from './method.ts';
import { sendScsi, sendScsiOnce } from './wire.ts';

/**
 * What a SCSI drive says of a sanitize. It keeps no record of success: `quiet` means that nothing runs and nothing has
 * failed, which after an accepted command is the only sign of completion SBC gives.
 */
export type ScsiSanitizeState =
  | { readonly kind: 'running'; readonly donePpm?: number; readonly raw: Uint8Array }
  | { readonly kind: 'failed'; readonly raw: Uint8Array }
  | { readonly kind: 'quiet'; readonly raw: Uint8Array }
  | { readonly kind: 'unknown'; readonly detail: string; readonly raw: Uint8Array };

/**
 * Asks REQUEST SENSE, then TEST UNIT READY: progress that vanishes is not success, so the drive must also be
 * ready, without 03/31/03. Throws TransportError.
 */
export async function scsiSanitizeState(transport: ScsiTransport, limits: Limits): Promise<ScsiSanitizeState> {
  const ask = requestSense({ desc: true });
  const polled = await sendScsi(transport, ask, limits.commandMs);
  const sense = polled.kind === 'sense' ? polled.sense : polled.kind === 'good' ? parseSense(polled.data) : undefined;
  if (sense !== undefined) {
    const told = fromSense(sense);
    if (told !== undefined) return told;
  }
  const ready = await sendScsi(transport, testUnitReady(), limits.commandMs);
  switch (ready.kind) {
    case 'good':
      // Without any sense at all we have not been told that nothing runs.
      if (sense === undefined) return { kind: 'unknown', detail: 'REQUEST SENSE gave no sense data', raw: new Uint8Array(0) };
      return sense.key === senseKey.noSense
        ? { kind: 'quiet', raw: sense.raw }
        : { kind: 'unknown', detail: `sense ${senseText(sense)}`, raw: sense.raw };
    case 'sense':
      return fromSense(ready.sense) ?? { kind: 'unknown', detail: `not ready: ${senseText(ready.sense)}`, raw: ready.sense.raw };
    case 'unreadable':
      return { kind: 'unknown', detail: `status ${ready.status.toString(16)}h`, raw: new Uint8Array(0) };
  }
}

function fromSense(sense: Sense): ScsiSanitizeState | undefined {
  if (senseIs(sense, knownSense.sanitizeInProgress)) {
    return { kind: 'running', raw: sense.raw, ...(sense.progress !== undefined && { donePpm: ppmOf65536(sense.progress) }) };
  }
  if (senseIs(sense, knownSense.sanitizeFailed)) return { kind: 'failed', raw: sense.raw };
  return undefined;
}

/** The method of one SANITIZE service action, sent with IMMED = 1 and AUSE = 0: a failed drive stays unusable. */
export function scsiSanitize(technique: Technique, command: (passes: number) => ScsiCommand): EraseMethod {
  return {
    technique,
    async start(target) {
      const transport = scsiOf(target.open);
      if (transport === undefined) return { kind: 'refused', why: 'command_refused', detail: 'not a SCSI drive' };
      // Attentions are cleared first, so that the command itself is sent once.
      await sendScsi(transport, testUnitReady(), target.limits.commandMs);
      const built = command(target.order.passes);
      const end = await sendScsiOnce(transport, built, target.limits.commandMs);
      switch (end.kind) {
        case 'good':
          return { kind: 'accepted', command: built.cdb, running: { poll: () => poll(transport, target.limits) } };
        case 'sense':
          return {
            kind: 'refused',
            why: end.sense.key === senseKey.dataProtect ? 'read_only' : 'command_refused',
            detail: `the drive answered ${senseText(end.sense)}`,
          };
        case 'unreadable':
          return { kind: 'refused', why: 'command_refused', detail: `the drive answered status ${end.status.toString(16)}h` };
      }
    },
    async stand({ open, limits }) {
      const transport = scsiOf(open);
      if (transport === undefined) return { kind: 'not_running' };
      const state = await scsiSanitizeState(transport, limits);
      return standing(state);
    },
  };
}

function scsiOf(open: OpenDrive): ScsiTransport | undefined {
  return open.transport.kind === 'scsi' ? open.transport : undefined;
}

async function poll(transport: ScsiTransport, limits: Limits): Promise<Progress> {
  return standing(await scsiSanitizeState(transport, limits));
}

function standing(state: ScsiSanitizeState): Exclude<Standing, { kind: 'not_running' }> {
  const raw = toHex(state.raw);
  switch (state.kind) {
    case 'running':
      return { kind: 'running', ...(state.donePpm !== undefined && { donePpm: state.donePpm }) };
    case 'failed':
      return { kind: 'ended', completion: record('failed', raw, '03/31/03: SANITIZE command failed') };
    case 'quiet':
      return { kind: 'ended', completion: record('completed', raw, 'no sanitize in progress, none failed, unit ready') };
    case 'unknown':
      return { kind: 'ended', completion: record('unknown', raw, state.detail) };
  }
}

function record(claim: Completion['claim'], raw: string, reading: string): Completion {
  return { claim, source: 'request_sense', raw, reading };
}
