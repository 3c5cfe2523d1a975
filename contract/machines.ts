import { oc } from '@orpc/contract';
import { z } from 'zod';
import { destroyTechnique } from '../domain/custody/words.ts';
import { containerRef } from '../domain/facts/containers.ts';
import { machineEnd, machineKind, storageKind } from '../domain/facts/machines.ts';
import { receipt } from './receipt.ts';

/** Window to station: the machines that drives are destroyed in. */

const text = z.string().max(400);
/** Unix ms. */
const moment = z.int().min(0).max(Number.MAX_SAFE_INTEGER);
const fragments = z.int().min(1).max(500);

export const machineView = z.strictObject({
  machine: containerRef,
  kind: machineKind,
  name: z.string(),
  suits: z.array(storageKind),
  /** What it does to a drive; absent for a machine that destroys nothing by itself. */
  technique: destroyTechnique.optional(),
  fragment_mm: fragments.optional(),
  until_ms: moment.optional(),
  /** `due`: its calibration ends soon. */
  state: z.enum(['ready', 'due', 'over', 'not_calibrated', 'retired']),
});
export type MachineView = z.infer<typeof machineView>;

export const machineCalls = {
  list: oc.output(z.array(machineView)),
  /** What a machine's card says; nothing when this station knows none, or two, with this tag. */
  find: oc.input(z.strictObject({ tag: z.string().regex(/^[0-9a-f]{12}$/) })).output(z.strictObject({ found: machineView.optional() })),
  register: oc
    .input(
      z.strictObject({
        kind: machineKind,
        name: z.string().min(1).max(60),
        suits: z.array(storageKind).min(1).max(2),
        fragment_mm: fragments.optional(),
        until_ms: moment.optional(),
        maker: text.optional(),
        serial: text.optional(),
        reference: text.optional(),
      }),
    )
    .output(receipt),
  calibrate: oc.input(z.strictObject({ machine: containerRef, until_ms: moment, reference: text.optional() })).output(receipt),
  retire: oc.input(z.strictObject({ machine: containerRef, why: machineEnd, note: text.optional() })).output(receipt),
};
