import type { DataPhase, ScsiAnswer, ScsiTransport } from '../../transport/transport.ts';
import { TransportError } from '../../transport/transport.ts';
import type { BridgeState, Request, Step } from './behaviours.ts';
import { behaviourOf, freshBridge } from './behaviours.ts';
import type { BridgeQuirk } from './quirks.ts';

/** What the bridge makes of a command: an answer of its own, a command for the drive, or nothing. */
export type BridgeStep =
  | Exclude<Step, { kind: 'pass' }>
  | {
      readonly kind: 'pass';
      readonly request: Request;
      readonly state: BridgeState;
      /** What the host gets of the drive's answer. */
      readonly finish: (answer: ScsiAnswer) => { readonly answer: ScsiAnswer; readonly state: BridgeState };
    };

/** One command on its way in, through all quirks. Pure. */
export function bridgeStep(state: BridgeState, quirks: readonly BridgeQuirk[], request: Request): BridgeStep {
  let now: Extract<Step, { kind: 'pass' }> = { kind: 'pass', request, state };
  const passed: { readonly quirk: BridgeQuirk; readonly request: Request }[] = [];
  for (const quirk of quirks) {
    passed.push({ quirk, request: now.request });
    const step: Step = behaviourOf(quirk).before?.(now.request, now.state) ?? now;
    if (step.kind !== 'pass') return step;
    now = step;
  }
  return {
    ...now,
    finish: (answer) => {
      let out = { answer, state: now.state };
      for (const { quirk, request: asked } of passed.toReversed()) out = behaviourOf(quirk).after?.(asked, out.answer, out.state) ?? out;
      return out;
    },
  };
}

/** The bridge between a host and a drive that answers CDBs. Silence takes `patienceMs`, not the hours that were asked for. */
export function behindBridge(drive: ScsiTransport, quirks: readonly BridgeQuirk[], patienceMs = 20): ScsiTransport {
  let state = freshBridge(quirks);
  return {
    kind: 'scsi',
    execute: async (cdb: Uint8Array, data: DataPhase, timeoutMs: number): Promise<ScsiAnswer> => {
      const step = bridgeStep(state, quirks, { cdb, data });
      switch (step.kind) {
        case 'silent':
          await new Promise((resolve) => setTimeout(resolve, Math.min(patienceMs, timeoutMs)));
          throw new TransportError('timeout', 'the dock did not answer in time');
        case 'breaks_off':
          throw new TransportError('io', 'the dock broke off');
        case 'answers':
          state = step.state;
          return step.answer;
        case 'pass': {
          state = step.state;
          const ended = step.finish(await drive.execute(step.request.cdb, step.request.data, timeoutMs));
          state = ended.state;
          return ended.answer;
        }
      }
    },
  };
}
