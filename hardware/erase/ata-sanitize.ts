import { toHex } from '../../domain/bytes.ts';
import type { Completion } from '../../domain/erase/evidence.ts';
import type { Technique } from '../../domain/erase/technique.ts';
import { parseSanitizeStatus, sanitizeAntifreezeLockExt, type SanitizeStatus, sanitizeStatusExt } from '../ata/sanitize.ts';
import { type AtaCommand, ataPassThrough16 } from '../ata/sat.ts';
import type { OpenDrive, ScsiTransport } from '../transport/transport.ts';
import { identifyNow } from './ata-now.ts';
import type { Limits } from './limits.ts';
import { type EraseMethod, type Progress, ppmOf65536, type Standing, type Start } from './method.ts';
import { type AtaAnswer, sendAta } from './wire.ts';

/** The drive's answer to SANITIZE STATUS EXT, with the bytes it rests on. */
export interface AtaSanitizeState {
  readonly status: SanitizeStatus;
  readonly answer: AtaAnswer;
}

/** Asks SANITIZE STATUS EXT, clearing nothing. Throws TransportError. */
export async function ataSanitizeState(transport: ScsiTransport, limits: Limits): Promise<AtaSanitizeState> {
  const answer = await sendAta(transport, sanitizeStatusExt(), limits.commandMs);
  return { status: parseSanitizeStatus(answer.returned), answer };
}

/** The method of one SANITIZE DEVICE sub-command. */
export function ataSanitize(technique: Technique, command: (passes: number) => AtaCommand): EraseMethod {
  return {
    technique,
    /** SANITIZE ANTIFREEZE LOCK EXT, where the drive has it: nobody can freeze it while the markers are written. */
    async keepOpen({ open, limits }) {
      const transport = scsiOf(open);
      const now = transport === undefined ? undefined : await identifyNow(transport, limits);
      if (transport !== undefined && now?.device.sanitize.antifreeze === true)
        await sendAta(transport, sanitizeAntifreezeLockExt(), limits.commandMs);
    },
    async start(target) {
      const transport = scsiOf(target.open);
      if (transport === undefined) return { kind: 'refused', why: 'command_refused', detail: 'not an ATA drive' };
      const task = command(target.order.passes);
      const answer = await sendAta(transport, task, target.limits.commandMs);
      const refusal = refusalOf(answer, parseSanitizeStatus(answer.returned));
      if (refusal !== undefined) return refusal;
      return { kind: 'accepted', command: ataPassThrough16(task).cdb, running: { poll: () => poll(transport, target.limits) } };
    },
    async stand({ open, limits }) {
      const transport = scsiOf(open);
      if (transport === undefined) return { kind: 'not_running' };
      return standing(await ataSanitizeState(transport, limits));
    },
  };
}

function scsiOf(open: OpenDrive): ScsiTransport | undefined {
  return open.transport.kind === 'scsi' ? open.transport : undefined;
}

/**
 * A starter whose registers did not come back is not refused: it may well run, and only the polls can tell.
 */
function refusalOf(answer: AtaAnswer, status: SanitizeStatus): Start | undefined {
  switch (status.kind) {
    case 'refused':
      return { kind: 'refused', why: 'dock_not_fit', detail: 'the dock turned the command down; the drive was not asked' };
    case 'aborted':
      if (status.reason === 'frozen') return { kind: 'refused', why: 'frozen', detail: 'the drive is frozen for sanitize' };
      return { kind: 'refused', why: 'command_refused', detail: `the drive aborted the command: ${status.reason}` };
    case 'status':
    case 'unknown':
      return answer.returned.kind === 'registers' && answer.returned.registers.failed
        ? { kind: 'refused', why: 'command_refused', detail: 'the drive ended the command with an error' }
        : undefined;
  }
}

async function poll(transport: ScsiTransport, limits: Limits): Promise<Progress> {
  const stands = standing(await ataSanitizeState(transport, limits));
  // After a start, a drive that says "never sanitized" has no record of what we asked for.
  if (stands.kind === 'not_running')
    return { kind: 'ended', completion: record('unknown', '', 'SANITIZE STATUS EXT shows no operation at all') };
  return stands;
}

function standing(state: AtaSanitizeState): Standing {
  const { status, answer } = state;
  const raw = toHex(answer.raw);
  switch (status.kind) {
    case 'status':
      if (status.inProgress) return { kind: 'running', donePpm: ppmOf65536(status.progress) };
      if (status.completedWithoutError)
        return { kind: 'ended', completion: record('completed', raw, 'COUNT 8000h: last operation completed without error') };
      return { kind: 'not_running' };
    case 'aborted':
      if (status.reason === 'unsuccessful')
        return { kind: 'ended', completion: record('failed', raw, 'aborted, LBA 01h: sanitize was unsuccessful') };
      return { kind: 'ended', completion: record('unknown', raw, `SANITIZE STATUS EXT aborted: ${status.reason}`) };
    case 'refused':
      return { kind: 'ended', completion: record('unknown', raw, 'the dock turned SANITIZE STATUS EXT down') };
    case 'unknown': {
      const why = answer.returned.kind === 'unknown' ? answer.returned.why : 'upper registers did not come back';
      return { kind: 'ended', completion: record('unknown', raw, `status registers unknown: ${why}`) };
    }
  }
}

function record(claim: Completion['claim'], raw: string, reading: string): Completion {
  return { claim, source: 'sanitize_status_ext', raw, reading };
}
