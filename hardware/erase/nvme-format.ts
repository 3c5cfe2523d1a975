import { formatNvm, type ses } from '../nvme/blocks.ts';
import { commandBytes } from '../nvme/command.ts';
import { identifyNamespace, parseIdentifyNamespace } from '../nvme/identify.ts';
import { nvmeStatus, statusCode, statusText } from '../nvme/status.ts';
import type { Completion, EraseFailure } from '../../domain/erase/evidence.ts';
import type { Technique } from '../../domain/erase/technique.ts';
import type { NvmeAnswer, NvmeCommand, NvmeTransport } from '../transport/transport.ts';
import { type Held, hold } from './held-command.ts';
import type { Limits } from './limits.ts';
import { firstNamespace } from './medium.ts';
import type { EraseMethod, Progress, RunningErase, Start } from './method.ts';
import { nvmeOf } from './nvme-sanitize.ts';

/**
 * The method of Format NVM with one Secure Erase Setting, on the only namespace of a controller: where there are more, or
 * capacity in none, it is not offered. Block format, metadata and protection stay as they are. One admin command
 * that blocks to its end: the drive keeps no record of it, so its status is the record, and without it nothing is known.
 */
export function nvmeFormat(technique: Technique, setting: (typeof ses)[keyof typeof ses]): EraseMethod {
  return {
    technique,
    async start({ open, limits }) {
      const transport = nvmeOf(open);
      if (transport === undefined) return refused('command_refused', 'not an NVMe drive');
      const nsid = await firstNamespace(transport, limits);
      const answer = await transport.admin(identifyNamespace(nsid), limits.commandMs);
      const told = statusCode(answer.status) === nvmeStatus.success ? parseIdentifyNamespace(answer.data) : undefined;
      if (told === undefined) return refused('command_refused', `namespace ${nsid} does not tell its format, so it cannot be kept`);
      const { formatIndex, metadataInline, protection, protectionFirst } = told;
      return send(transport, formatNvm({ nsid, ses: setting, formatIndex, metadataInline, protection, protectionFirst }), limits);
    },
    /** A format that ended unseen leaves no trace: only a running one can be told, where the drive gives its progress. */
    async stand({ open, limits }) {
      const transport = nvmeOf(open);
      if (transport === undefined) return { kind: 'not_running' };
      const nsid = await firstNamespace(transport, limits);
      const donePpm = await progressOf(transport, nsid, limits);
      return donePpm === undefined ? { kind: 'not_running' } : { kind: 'running', donePpm };
    },
    /** Its status goes to whoever sent it, and the drive keeps none: how it ended stays unknown. */
    rejoin({ open, limits }) {
      const transport = nvmeOf(open);
      if (transport === undefined) throw new Error('a format was seen running on a drive that is not NVMe');
      return { poll: () => watchUnheld(transport, limits), byItself: true };
    },
  };
}

async function watchUnheld(transport: NvmeTransport, limits: Limits): Promise<Progress> {
  const donePpm = await progressOf(transport, await firstNamespace(transport, limits), limits);
  if (donePpm !== undefined) return { kind: 'running', donePpm };
  const reading = 'no format is in progress any more, and nobody heard its status';
  return { kind: 'ended', completion: { claim: 'unknown', source: 'format_nvm_status', raw: '', reading } };
}

/** A refusal comes at once; a drive that is silent for longer has begun, and its own end is awaited. Throws TransportError. */
async function send(transport: NvmeTransport, command: NvmeCommand, limits: Limits): Promise<Start> {
  const held = await hold(transport.admin(command, limits.noProgressMs), limits.pollMs);
  const early = held.end();
  if (early?.kind === 'threw') throw early.error;
  if (early?.kind === 'answered' && statusCode(early.answer.status) !== nvmeStatus.success)
    return refused(refusalOf(early.answer.status), `the drive answered ${statusText(early.answer.status)}`);
  const poll = watch(transport, command.nsid, limits, held);
  return { kind: 'accepted', command: commandBytes(command), running: { poll, settled: held.settled } };
}

/** Progress is asked beside the blocked command, one question at a time: behind some bridges it is answered only after it. */
function watch(transport: NvmeTransport, nsid: number, limits: Limits, held: Held<NvmeAnswer>): RunningErase['poll'] {
  let donePpm: number | undefined;
  let asking = false;
  const ask = async (): Promise<void> => {
    asking = true;
    try {
      donePpm = (await progressOf(transport, nsid, limits)) ?? donePpm;
    } catch {
      // The format's own answer says what has become of the drive.
    } finally {
      asking = false;
    }
  };
  return async (): Promise<Progress> => {
    const end = held.end();
    if (end?.kind === 'threw') throw end.error;
    if (end?.kind === 'answered') return { kind: 'ended', completion: completionOf(end.answer) };
    if (!asking) void ask();
    return Promise.resolve({ kind: 'running', ...(donePpm !== undefined && { donePpm }) });
  };
}

/** Format Progress Indicator of the namespace; undefined when nothing runs or the drive has none. Throws TransportError. */
async function progressOf(transport: NvmeTransport, nsid: number, limits: Limits): Promise<number | undefined> {
  const answer = await transport.admin(identifyNamespace(nsid), limits.commandMs);
  if (statusCode(answer.status) !== nvmeStatus.success) return undefined;
  const remaining = parseIdentifyNamespace(answer.data)?.formatRemainingPercent;
  return remaining === undefined || remaining === 0 ? undefined : (100 - remaining) * 10_000;
}

function refused(why: EraseFailure, detail: string): Start {
  return { kind: 'refused', why, detail };
}

function refusalOf(status: number): EraseFailure {
  switch (statusCode(status)) {
    case nvmeStatus.namespaceWriteProtected:
      return 'read_only';
    case nvmeStatus.accessDenied:
      return 'locked';
    default:
      return 'command_refused';
  }
}

function completionOf({ status }: NvmeAnswer): Completion {
  const reading = `Format NVM ended with ${statusText(status)}`;
  const claim = statusCode(status) === nvmeStatus.success ? 'completed' : 'failed';
  return { claim, source: 'format_nvm_status', raw: '', reading };
}
