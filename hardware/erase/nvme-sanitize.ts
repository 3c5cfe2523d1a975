import { toHex } from '../../domain/bytes.ts';
import type { Completion } from '../../domain/erase/evidence.ts';
import type { Technique } from '../../domain/erase/technique.ts';
import { commandBytes } from '../nvme/command.ts';
import { identifyController, parseIdentifyController, takesNoDeallocate } from '../nvme/identify.ts';
import {
  getSanitizeStatusLog,
  inMediaVerification,
  parseSanitizeStatusLog,
  type sanact,
  type SanitizeOptions,
  type SanitizeStatusLog,
} from '../nvme/sanitize.ts';
import { nvmeStatus, statusCode, statusText } from '../nvme/status.ts';
import type { NvmeCommand, NvmeTransport, OpenDrive } from '../transport/transport.ts';
import type { Limits } from './limits.ts';
import { type EraseMethod, ppmOf65536, type Standing } from './method.ts';

/** The record kept on the certificate: the fields of log 81h that decide, not its 512 bytes of mostly zeros. */
const recordBytes = 48;
const sanactMask = 7;
const ndas = 0x200;
const emvs = 0x400;

/** Reads log 81h; undefined when the controller does not give it. Throws TransportError. */
export async function nvmeSanitizeLog(
  transport: NvmeTransport,
  limits: Limits,
): Promise<{ readonly log: SanitizeStatusLog; readonly raw: Uint8Array } | undefined> {
  const answer = await transport.admin(getSanitizeStatusLog(), limits.commandMs);
  const log = statusCode(answer.status) === nvmeStatus.success ? parseSanitizeStatusLog(answer.data) : undefined;
  return log === undefined ? undefined : { log, raw: answer.data.subarray(0, recordBytes) };
}

/** The method of one Sanitize action. The log's CDW10 must name our own action: an old success is not ours. */
export function nvmeSanitize(
  technique: Technique,
  action: (typeof sanact)[keyof typeof sanact],
  command: (passes: number, options: SanitizeOptions) => NvmeCommand,
): EraseMethod {
  const stand = async (transport: NvmeTransport, limits: Limits): Promise<Standing> => {
    const found = await nvmeSanitizeLog(transport, limits);
    return found === undefined
      ? { kind: 'ended', completion: record('unknown', '', 'log 81h was not given') }
      : standing(found.log, found.raw, action);
  };
  return {
    technique,
    async start(target) {
      const transport = nvmeOf(target.open);
      if (transport === undefined) return { kind: 'refused', why: 'command_refused', detail: 'not an NVMe drive' };
      const built = command(target.order.passes, await readableAfter(transport, target.limits));
      const { status } = await transport.admin(built, target.limits.commandMs);
      if (statusCode(status) !== nvmeStatus.success)
        return { kind: 'refused', why: 'command_refused', detail: `the drive answered ${statusText(status)}` };
      const poll = async () => {
        const stands = await stand(transport, target.limits);
        return stands.kind === 'not_running'
          ? ({ kind: 'ended', completion: record('unknown', '', 'log 81h shows no such operation') } as const)
          : stands;
      };
      return { kind: 'accepted', command: commandBytes(built), running: { poll } };
    },
    async stand({ open, limits }) {
      const transport = nvmeOf(open);
      return transport === undefined ? { kind: 'not_running' } : stand(transport, limits);
    },
  };
}

/**
 * Deallocated blocks read as zeros whatever the media hold. The Media Verification state (EMVS) lets reads come from the
 * sanitized media until it is left, so it is asked for where the controller offers it (SANICAP bit 3); the read-back leaves it.
 * Elsewhere No-Deallocate serves, where the controller takes it and says that it makes the media readable again after (NODMMAS 2).
 */
async function readableAfter(transport: NvmeTransport, limits: Limits): Promise<SanitizeOptions> {
  const answer = await transport.admin(identifyController(), limits.commandMs);
  const controller = statusCode(answer.status) === nvmeStatus.success ? parseIdentifyController(answer.data) : undefined;
  if (controller === undefined) return {};
  return controller.sanitize.mediaVerification ? { mediaVerification: true } : { noDeallocate: takesNoDeallocate(controller) };
}

export function nvmeOf(open: OpenDrive): NvmeTransport | undefined {
  return open.transport.kind === 'nvme' ? open.transport : undefined;
}

function standing(log: SanitizeStatusLog, raw: Uint8Array, action: number): Standing {
  const bytes = toHex(raw);
  const ours = (log.cdw10 & sanactMask) === action;
  if (inMediaVerification(log)) {
    const asked = ours && (log.cdw10 & emvs) !== 0;
    return {
      kind: 'ended',
      completion: asked
        ? record('completed', bytes, `SSI 5: completed, ${log.passesDone} passes, media held readable for verification`)
        : record('unknown', bytes, 'SSI 5: in a Media Verification state that this job did not ask for'),
    };
  }
  switch (log.outcome) {
    case 'running':
      return { kind: 'running', ...(log.progress !== undefined && { donePpm: ppmOf65536(log.progress) }) };
    case 'never':
      return { kind: 'not_running' };
    case 'success':
      if (!ours) return { kind: 'ended', completion: record('unknown', bytes, 'SSTAT 1, but for another sanitize action') };
      return {
        kind: 'ended',
        completion: record(
          'completed',
          bytes,
          `SSTAT 1: completed, ${log.passesDone} passes${(log.cdw10 & ndas) === 0 ? '' : ', not deallocated'}`,
        ),
      };
    case 'deallocated_unexpectedly':
      if (!ours) return { kind: 'ended', completion: record('unknown', bytes, 'SSTAT 4, but for another sanitize action') };
      return { kind: 'ended', completion: record('completed', bytes, 'SSTAT 4: completed, deallocated though not asked') };
    case 'failed':
      return { kind: 'ended', completion: record('failed', bytes, 'SSTAT 3: the most recent sanitize failed') };
    case 'reserved':
      return { kind: 'ended', completion: record('unknown', bytes, 'SSTAT has a reserved value') };
  }
}

function record(claim: Completion['claim'], raw: string, reading: string): Completion {
  return { claim, source: 'log_page_81h', raw, reading };
}
