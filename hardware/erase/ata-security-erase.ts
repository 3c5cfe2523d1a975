import { toHex, utf8 } from '../../domain/bytes.ts';
import type { Completion, EraseFailure } from '../../domain/erase/evidence.ts';
import type { Technique } from '../../domain/erase/technique.ts';
import type { EraseTime, IdentifyDevice } from '../ata/identify.ts';
import { type AtaCommand, ataPassThrough16, parseAtaReturn } from '../ata/sat.ts';
import { securityDisablePassword, securityErasePrepare, securityEraseUnit, securitySetPassword } from '../ata/security.ts';
import { status } from '../scsi/command.ts';
import { parseSense, senseText } from '../scsi/sense.ts';
import type { ScsiAnswer, ScsiTransport } from '../transport/transport.ts';
import { identifyNow, type Identity } from './ata-now.ts';
import { hold } from './held-command.ts';
import type { EraseMethod, EraseTarget, Escrow, Progress, RunningErase, Start, Standing } from './method.ts';
import { sendScsi } from './wire.ts';

/**
 * The password that every drive gets for the time of its security erase. The same everywhere and no secret: it
 * guards nothing, and a drive that comes back locked can be opened by anybody who reads this
 * (docs/decisions/0107-one-password-for-security-erase.md).
 */
export const erasePassword = utf8('Custos');

/**
 * The method of SECURITY ERASE UNIT. Before anything: the password in escrow. Then SET PASSWORD (user, high), ERASE
 * PREPARE and, directly after, ERASE UNIT, which blocks for hours and tells no progress. What counts as completed is the
 * drive's IDENTIFY afterwards: security was enabled by us, and only an erase that ended takes the password away.
 * Without power the erase stops, and the drive comes back locked.
 */
export function ataSecurityErase(technique: Technique, enhanced: boolean): EraseMethod {
  return {
    technique,
    async start(target) {
      const { transport } = target.open;
      if (transport.kind !== 'scsi') return refused('command_refused', 'not an ATA drive');
      if (target.escrow === undefined) return refused('command_refused', 'there is no place to write the password down');
      const before = await identifyNow(transport, target.limits);
      if (before === undefined) return refused('dock_not_fit', 'the drive gave no IDENTIFY DEVICE data');
      return barOf(before.device, enhanced) ?? (await begin(transport, target, target.escrow, before, enhanced));
    },
    async stand({ open, limits }): Promise<Standing> {
      const { transport } = open;
      const now = transport.kind === 'scsi' ? await identifyNow(transport, limits) : undefined;
      if (now === undefined || now.device.security.enabled || now.device.security.locked) return { kind: 'not_running' };
      return { kind: 'ended', completion: record('completed', now, 'word 128: security is disabled, the password is gone') };
    },
  };
}

/** Why this drive cannot be erased by its security commands now; undefined when it can. Word 128. */
function barOf({ security }: IdentifyDevice, enhanced: boolean): Start | undefined {
  if (!security.supported || (enhanced && !security.enhancedErase))
    return refused('command_refused', 'the drive does not have this security erase');
  if (security.frozen) return refused('frozen', 'security is frozen (word 128 b3): only a power cycle ends that');
  if (security.locked) return refused('locked', 'the drive is locked with a password that is not known here (word 128 b2)');
  if (security.countExpired) return refused('power_cycle_needed', 'too many wrong passwords were tried (word 128 b4)');
  return undefined;
}

async function begin(transport: ScsiTransport, target: EraseTarget, escrow: Escrow, before: Identity, enhanced: boolean): Promise<Start> {
  const { limits } = target;
  const { serial } = before.device;
  const stop = async (detail: string): Promise<Start> =>
    refused('command_refused', `${detail}; ${await takeBack(transport, target, escrow, serial)}`);
  // Survives a crash from here on: the line is on disk before the drive can have the password.
  try {
    await escrow.keep(serial, erasePassword);
  } catch (error) {
    return refused('command_refused', `the password cannot be written down: ${error instanceof Error ? error.message : String(error)}`);
  }
  // That sync may have taken seconds, and a bridge keeps its handle when the disk behind it is changed.
  if (!isSame(before, await identifyNow(transport, limits))) {
    await escrow.end(serial, 'not_taken');
    return refused('wrong_drive', 'another drive answers since the password was written down');
  }
  const set = await good(transport, securitySetPassword({ password: erasePassword }), limits.commandMs);
  const enabled = (await identifyNow(transport, limits))?.device.security.enabled === true;
  if (!set || !enabled) return stop('SECURITY SET PASSWORD was not taken');
  if (!(await good(transport, securityErasePrepare(), limits.commandMs))) return stop('SECURITY ERASE PREPARE was refused');
  const built = withoutRegisters(securityEraseUnit({ password: erasePassword, enhanced }));
  const time = enhanced ? before.device.security.enhancedEraseTime : before.device.security.eraseTime;
  const patienceMs = eraseTimeoutMs(time, target.identity.capacity_bytes);
  const held = await hold(transport.execute(built.cdb, built.data, patienceMs), limits.pollMs);
  const early = held.end();
  if (early?.kind === 'threw') throw early.error;
  if (early !== undefined && early.answer.status !== status.good) {
    const now = await identifyNow(transport, limits);
    if (now?.device.security.enabled !== false) return stop(`SECURITY ERASE UNIT was refused: ${endText(early.answer)}`);
  }
  const running: RunningErase = {
    settled: held.settled,
    patienceMs,
    async poll(): Promise<Progress> {
      const end = held.end();
      if (end === undefined) return { kind: 'running' };
      if (end.kind === 'threw') throw end.error;
      const now = await identifyNow(transport, limits);
      const completion = completionOf(end.answer, serial, now);
      if (completion.claim === 'completed') await escrow.end(serial, 'erased');
      if (completion.claim === 'failed') await takeBack(transport, target, escrow, serial);
      return { kind: 'ended', completion };
    },
  };
  return { kind: 'accepted', command: built.cdb, running };
}

function isSame({ device: before }: Identity, now: Identity | undefined): boolean {
  if (now === undefined) return false;
  const { serial, model, wwn, sectors } = now.device;
  return serial === before.serial && model === before.model && wwn === before.wwn && sectors === before.sectors;
}

/**
 * Good status alone is no completion, and neither is the lost password without it: a drive that was reset in the
 * middle has not ended its erase. Both together are the record.
 */
function completionOf(answer: ScsiAnswer, serial: string, now: Identity | undefined): Completion {
  if (now === undefined) return record('unknown', now, 'no IDENTIFY DEVICE data after the erase');
  if (now.device.serial !== serial) return record('unknown', now, 'another drive answers after the erase');
  const { enabled, locked } = now.device.security;
  const ended = endText(answer);
  if (answer.status === status.good) {
    if (!enabled && !locked) return record('completed', now, 'ended with good status; word 128: security is disabled again');
    return record('failed', now, 'ended with good status, but word 128 still shows the password');
  }
  const returned = parseAtaReturn(answer);
  // Without ERR and ABRT nobody knows who ended it: a bus reset in the middle looks like this.
  if (enabled && returned.kind === 'registers' && returned.registers.failed)
    return record('failed', now, `the drive ended it with an error (${ended}); security is still enabled`);
  return record('unknown', now, `it ended with ${ended}; word 128: security is ${enabled ? 'still enabled' : 'disabled'}`);
}

/** Takes our password off a drive that was not erased. Says how that went; what did not work stays in escrow. */
async function takeBack(transport: ScsiTransport, { limits }: EraseTarget, escrow: Escrow, serial: string): Promise<string> {
  await good(transport, securityDisablePassword({ password: erasePassword }), limits.commandMs);
  if ((await identifyNow(transport, limits))?.device.security.enabled !== false) return 'the password is still set and is kept';
  await escrow.end(serial, 'taken_back');
  return 'no password is left on the drive';
}

/** The end of a command, for people: sense in hex, or the status byte. */
function endText(answer: ScsiAnswer): string {
  const sense = answer.status === status.checkCondition ? parseSense(answer.sense) : undefined;
  return sense === undefined ? `status ${answer.status.toString(16).padStart(2, '0')}h` : senseText(sense);
}

/** Sent again only after a unit attention, when the drive was not asked. The drive's IDENTIFY says what it did. Throws TransportError. */
async function good(transport: ScsiTransport, task: AtaCommand, timeoutMs: number): Promise<boolean> {
  return (await sendScsi(transport, withoutRegisters(task), timeoutMs)).kind === 'good';
}

/** Nothing may come between PREPARE and UNIT, so no registers are asked for: good status is all these commands need. */
function withoutRegisters(task: AtaCommand): ReturnType<typeof ataPassThrough16> {
  return ataPassThrough16(task, { ckCond: false });
}

const minute = 60_000;

/**
 * How long ERASE UNIT may stay without an answer: three times the drive's own time, or the time that a slow disk
 * (30 MB/s) takes and half an hour, whichever is longer; 12 hours at least where words 89 and 90 give nothing.
 */
export function eraseTimeoutMs(time: EraseTime, capacityBytes: number): number {
  const told = time.kind === 'not_given' ? 12 * 60 * minute : 3 * time.minutes * minute;
  return Math.max(told, Math.ceil(capacityBytes / 30_000) + 30 * minute);
}

function record(claim: Completion['claim'], now: Identity | undefined, reading: string): Completion {
  return { claim, source: 'identify_device_security', raw: now === undefined ? '' : toHex(now.bytes), reading };
}

function refused(why: EraseFailure, detail: string): Extract<Start, { kind: 'refused' }> {
  return { kind: 'refused', why, detail };
}
