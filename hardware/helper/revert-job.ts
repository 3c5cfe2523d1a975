import type { Report } from '../../contract/helper.ts';
import type { Clearance } from '../../domain/erase/clearance.ts';
import { chosenSubsystem, revertChangesKey } from '../tcg/discovery.ts';
import { psidRevert, psidShape, type RevertEnd } from '../tcg/psid-revert.ts';
import { trustedPort, type TrustedPort } from '../tcg/trusted-port.ts';
import { TransportError } from '../transport/transport.ts';
import type { Bench } from './erase-job.ts';
import { askAgain, type Guarded, stopped, type Stopped, whyOf } from './guard.ts';

/** Another drive answered between two packets of the session. */
class Swapped extends Error {
  readonly stop: Stopped;
  constructor(stop: Stopped) {
    super(stop.detail);
    this.stop = stop;
  }
}

/** Why a revert cannot begin with what came along, told without touching the bay. The PSID is in no answer. */
export function psidMissing(psid: string | undefined): Stopped | undefined {
  if (psid !== undefined && psidShape.test(psid)) return undefined;
  return stopped('wrong_psid', 'no PSID of 32 letters and digits came with the clearance');
}

/**
 * Opens a locked drive by the PSID of its label, and then stops: what is on it is not known, so nothing is claimed, and the
 * clearance is used up. The station asks the drive again and plans its sanitize, which a person clears. A try is
 * on disk before the drive gets the PSID, and before each packet the drive is asked once more who it is.
 */
export async function* revertDrive(bench: Bench, guarded: Guarded, clearance: Clearance, psid: string): AsyncGenerator<Report, void, void> {
  const { open, bay, identity, limits } = guarded;
  const port = trustedPort(open, identity.interface === 'image' ? 'scsi' : identity.interface, limits.commandMs);
  if (port === undefined || bench.psidTries === undefined) return yield stopped('command_refused', 'no PSID can be sent from here');
  const left = await bench.psidTries.take(identity.serial, bay.presence);
  if (left === undefined) return yield stopped('power_cycle_needed', outOfTries);
  await bench.spent.note(clearance.id, 'sent');
  yield { kind: 'progress', phase: 'erase' };
  // Nobody else may be told of a drive that was changed behind its bridge: sessions and PSIDs die with it, our packets would not.
  const sure: TrustedPort = {
    receive: (from, lengthBytes) => port.receive(from, lengthBytes),
    send: async (to, bytes) => {
      const changed = await askAgain(open, clearance, limits, 'unknown');
      if (changed !== undefined) throw new Swapped(changed);
      return port.send(to, bytes);
    },
  };
  const patience = { looks: Math.ceil(limits.stuckMs / limits.pollMs), pause: () => bench.clock.sleep(limits.pollMs) };
  try {
    const end = await psidRevert(sure, psid, patience);
    if (end.kind === 'reverted') await bench.spent.note(clearance.id, 'accepted');
    yield stopOf(end, left);
  } catch (error) {
    if (error instanceof Swapped) return yield error.stop;
    if (!(error instanceof TransportError)) throw error;
    yield stopped(whyOf(error), error.message, 'unknown');
  }
}

const outOfTries = 'no more PSIDs are tried before the drive has had no power: a few more wrong ones would shut it';

function stopOf(end: RevertEnd, left: number): Stopped {
  switch (end.kind) {
    case 'wrong_psid':
      if (left === 0) return stopped('power_cycle_needed', `the drive does not take this PSID; ${outOfTries}`);
      return stopped('wrong_psid', `the drive does not take this PSID; tries left before it has to lose power: ${left}`);
    case 'locked_out':
      return stopped('power_cycle_needed', 'the drive takes no PSID any more before it has had no power');
    case 'refused':
      return stopped('command_refused', end.detail);
    case 'unknown':
      return stopped('completion_unknown', end.detail, 'unknown');
    case 'reverted':
      return openedBy(end);
  }
}

/** A drive that says SUCCESS and stays locked was not opened. What is said of the key is the drive's own account. */
function openedBy({ before, after }: Extract<RevertEnd, { kind: 'reverted' }>): Stopped {
  if (after?.locking === undefined) return stopped('completion_unknown', 'Revert was answered SUCCESS; then no discovery came', 'unknown');
  if (after.locking.locked) return stopped('locked', 'Revert was answered SUCCESS, and the drive is locked still', 'unknown');
  const key = revertChangesKey(before)
    ? 'the drive says that it encrypts its media, and a revert changes the key'
    : 'this class demands no encryption, so what was on it may be there still';
  return stopped('psid_reverted', `opened by PSID (${chosenSubsystem(before)?.name ?? 'unknown'}): ${key}; nothing is claimed`, 'unknown');
}
