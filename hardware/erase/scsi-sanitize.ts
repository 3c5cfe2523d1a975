import { toHex } from '../../domain/bytes.ts';
import type { Completion } from '../../domain/erase/evidence.ts';
import type { Technique } from '../../domain/erase/technique.ts';
import type { ScsiCommand } from '../scsi/command.ts';
import { testUnitReady } from '../scsi/inquiry.ts';
import { senseKey, senseText } from '../scsi/sense.ts';
import type { OpenDrive, ScsiTransport } from '../transport/transport.ts';
import type { Limits } from './limits.ts';
import type { EraseMethod, Progress, Start, Standing } from './method.ts';
import { lookAtUnit, sanitizeSense, type ScsiUnitState } from './scsi-unit-state.ts';
import { sendScsi, sendScsiOnce } from './wire.ts';

/** The method of one SANITIZE service action, sent with IMMED = 1 and AUSE = 0: a failed drive stays unusable. */
export function scsiSanitize(technique: Technique, command: (passes: number) => ScsiCommand): EraseMethod {
  return {
    technique,
    async start(target) {
      const transport = scsiOf(target.open);
      if (transport === undefined) return { kind: 'refused', why: 'command_refused', detail: 'not a SCSI drive' };
      return startOnce(transport, command(target.order.passes), target.limits, () => poll(transport, target.limits));
    },
    async stand({ open, limits }) {
      const transport = scsiOf(open);
      if (transport === undefined) return { kind: 'not_running' };
      return standing((await lookAtUnit(transport, sanitizeSense, limits)).state);
    },
  };
}

/** Sends a command that erases, exactly once: waiting attentions are cleared by another one before. Throws TransportError. */
export async function startOnce(
  transport: ScsiTransport,
  command: ScsiCommand,
  limits: Limits,
  look: () => Promise<Progress>,
): Promise<Start> {
  await sendScsi(transport, testUnitReady(), limits.commandMs);
  const end = await sendScsiOnce(transport, command, limits.commandMs);
  switch (end.kind) {
    case 'good':
      return { kind: 'accepted', command: command.cdb, running: { poll: look, byItself: true } };
    case 'sense':
      return {
        kind: 'refused',
        why: end.sense.key === senseKey.dataProtect ? 'read_only' : 'command_refused',
        detail: `the drive answered ${senseText(end.sense)}`,
      };
    case 'unreadable':
      return { kind: 'refused', why: 'command_refused', detail: `the drive answered status ${end.status.toString(16)}h` };
  }
}

export function scsiOf(open: OpenDrive): ScsiTransport | undefined {
  return open.transport.kind === 'scsi' ? open.transport : undefined;
}

async function poll(transport: ScsiTransport, limits: Limits): Promise<Progress> {
  return standing((await lookAtUnit(transport, sanitizeSense, limits)).state);
}

function standing(state: ScsiUnitState): Exclude<Standing, { kind: 'not_running' }> {
  const raw = toHex(state.raw);
  switch (state.kind) {
    case 'running':
      return { kind: 'running', ...(state.donePpm !== undefined && { donePpm: state.donePpm }) };
    case 'failed':
      return { kind: 'ended', completion: record('failed', raw, state.reading) };
    case 'quiet':
      return { kind: 'ended', completion: record('completed', raw, 'no sanitize in progress, none failed, unit ready') };
    case 'unknown':
      return { kind: 'ended', completion: record('unknown', raw, state.detail) };
  }
}

export function record(claim: Completion['claim'], raw: string, reading: string): Completion {
  return { claim, source: 'request_sense', raw, reading };
}
