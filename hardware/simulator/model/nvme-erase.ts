import type { NvmeAnswer, NvmeCommand } from '../../transport/transport.ts';
import { sanact } from '../../nvme/sanitize.ts';
import { nvmeStatus } from '../../nvme/status.ts';
import { faultOf } from '../drive-spec.ts';
import type { Context, Outcome } from './context.ts';
import { estimates } from './context.ts';
import { formatIndex } from './nvme-data.ts';
import { blockedBy, done, failed, type NvmeState } from './nvme-state.ts';
import { namespacesIn } from './nvme-namespaces.ts';
import type { Fill } from './operation.ts';
import { startOperation } from './operation.ts';

type Result = Outcome<NvmeState, NvmeAnswer>;

/** Sanitize (84h). */
export function sanitize(state: NvmeState, command: NvmeCommand, context: Context): Result {
  const answer = (one: NvmeAnswer, next: NvmeState = state): Result => ({ kind: 'answered', state: next, answer: one });
  const { nvme } = context.spec;
  if (!nvme.sanitize) return answer(failed(nvmeStatus.invalidOpcode));
  const cdw10 = command.cdw10 ?? 0;
  const action = cdw10 & 7;
  if (state.operation !== null) return answer(failed(blockedBy(state) ?? nvmeStatus.sanitizeInProgress));
  if (action === sanact.exitFailureMode) {
    // Restricted mode (AUSE 0) is left by another sanitize only.
    if (state.sanitize.outcome !== 'failed') return answer(done());
    if ((state.sanitize.cdw10 & 0x08) === 0) return answer(failed(nvmeStatus.sanitizeFailed));
    return answer(done(), { ...state, sanitize: { ...state.sanitize, outcome: 'never' } });
  }
  if (action === sanact.exitMediaVerification) {
    if (state.sanitize.outcome !== 'verifying') return answer(failed(nvmeStatus.invalidField));
    return answer(done(), { ...state, sanitize: { ...state.sanitize, outcome: 'success', data_erased: true } });
  }
  if (state.sanitize.outcome === 'verifying') return answer(failed(nvmeStatus.sanitizeInProgress));
  const passes = (cdw10 >> 4) & 0x0f || 16;
  const wanted = wantedErase(action, passes, command, context);
  const refused = ((cdw10 & 0x200) !== 0 && !nvme.no_deallocate) || ((cdw10 & 0x400) !== 0 && !nvme.media_verification);
  if (wanted === undefined || refused) return answer(failed(nvmeStatus.invalidField));
  const operation = startOperation(
    { kind: 'sanitize', ...wanted, reachBytes: context.medium.sizeBytes },
    context.spec,
    context.nowMs,
    context.timeScale,
  );
  return answer(done(), {
    ...state,
    operation,
    format_failed: false,
    sanitize: { outcome: 'running', cdw10, passes: action === sanact.overwrite ? passes : 0, data_erased: false },
  });
}

function wantedErase(
  action: number,
  passes: number,
  command: NvmeCommand,
  context: Context,
): { readonly name: string; readonly estimateS: number; readonly fill: Fill } | undefined {
  const { spec, nowMs } = context;
  const time = estimates(spec);
  switch (action) {
    case sanact.blockErase:
      return { name: 'Block Erase', estimateS: time.blockEraseS, fill: { kind: 'zeros' } };
    case sanact.cryptoErase:
      return { name: 'Crypto Erase', estimateS: time.cryptoEraseS, fill: { kind: 'noise', seed: `${spec.serial}:${nowMs}` } };
    case sanact.overwrite: {
      const inverted = ((command.cdw10 ?? 0) & 0x100) !== 0 && passes % 2 === 0;
      const pattern = (inverted ? ~(command.cdw11 ?? 0) : (command.cdw11 ?? 0)) >>> 0;
      const hex = [0, 8, 16, 24].map((shift) => ((pattern >>> shift) & 0xff).toString(16).padStart(2, '0')).join('');
      return { name: 'Overwrite', estimateS: time.overwriteS * passes, fill: pattern === 0 ? { kind: 'zeros' } : { kind: 'pattern', hex } };
    }
    default:
      return undefined;
  }
}

/**
 * Format NVM (80h): blocks to its end, and reaches one namespace, or all that are attached. Without a secure erase
 * setting it still deallocates everything. Capacity in no namespace stays as it is.
 */
export function format(state: NvmeState, command: NvmeCommand, context: Context): Result {
  const answer = (one: NvmeAnswer): Result => ({ kind: 'answered', state, answer: one });
  const { spec, nowMs } = context;
  const blocked = blockedBy(state);
  if (blocked !== undefined) return answer(failed(blocked));
  const cdw10 = command.cdw10 ?? 0;
  const ses = (cdw10 >> 9) & 7;
  const index = (cdw10 & 0x0f) | (((cdw10 >> 12) & 3) << 4);
  const reached = formatted(command.nsid, context);
  const [first] = reached;
  const last = reached.at(-1);
  if (first === undefined || last === undefined) return answer(failed(nvmeStatus.invalidNamespace));
  // Another block size would change what the namespace is: refused, the format in use is the only one offered.
  if (index !== formatIndex(spec)) return answer(failed(nvmeStatus.invalidFormat));
  if (ses > 2 || (cdw10 & 0x1f0) !== 0) return answer(failed(nvmeStatus.invalidField));
  if (spec.nvme.read_only) return answer(failed(nvmeStatus.namespaceWriteProtected));
  if (faultOf(spec, 'format_does_nothing') !== undefined) return answer(done());
  const time = estimates(spec);
  const fromBlock = first.firstBlock;
  const operation = startOperation(
    {
      kind: 'format',
      name: 'Format NVM',
      estimateS: ses === 2 ? time.cryptoEraseS : time.blockEraseS,
      fill: ses === 2 ? { kind: 'noise', seed: `${spec.serial}:${nowMs}` } : { kind: 'zeros' },
      fromBytes: fromBlock * spec.block_bytes,
      reachBytes: (last.firstBlock + last.blocks - fromBlock) * spec.block_bytes,
    },
    spec,
    nowMs,
    context.timeScale,
  );
  const whenEnded = (ended: NvmeState): NvmeAnswer => (ended.format_failed ? failed(nvmeStatus.internalError) : done());
  return { kind: 'waits', state: { ...state, operation, format_failed: false }, whenEnded };
}

/** What one Format reaches: by FNA every attached namespace, whichever is named. */
function formatted(nsid: number, { spec }: Context): ReturnType<typeof namespacesIn> {
  const attached = namespacesIn(spec).filter((one) => one.attached);
  const named = attached.filter((one) => one.nsid === nsid);
  if (nsid === 0xffffffff) return spec.nvme.format_scope === 'no_broadcast' ? [] : attached;
  return spec.nvme.format_scope === 'all' && named.length > 0 ? attached : named;
}
