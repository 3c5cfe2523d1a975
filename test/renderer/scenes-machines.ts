import type { MachineView } from '../../contract/machines.ts';
import { scenes } from './scenes.ts';

const dayMs = 86_400_000;
const nowMs = scenes.empty.now_ms;

/** Machines as the window shows them: one that may be used, one that is due, one that is over, one that destroys nothing. */
export const machineScene: readonly MachineView[] = [
  {
    machine: `c1_${'d1'.repeat(16)}`,
    kind: 'disintegrator',
    name: 'Disintegrator 2',
    suits: ['magnetic', 'solid_state'],
    technique: 'disintegrate',
    fragment_mm: 2,
    until_ms: nowMs + 200 * dayMs,
    state: 'ready',
  },
  {
    machine: `c1_${'d2'.repeat(16)}`,
    kind: 'shredder',
    name: 'Shredder 1',
    suits: ['magnetic'],
    technique: 'shred',
    fragment_mm: 20,
    until_ms: nowMs + 9 * dayMs,
    state: 'due',
  },
  {
    machine: `c1_${'d3'.repeat(16)}`,
    kind: 'pulverizer',
    name: 'Hammer mill',
    suits: ['magnetic'],
    technique: 'pulverize',
    until_ms: nowMs - 3 * dayMs,
    state: 'over',
  },
  { machine: `c1_${'d4'.repeat(16)}`, kind: 'degausser', name: 'Degausser', suits: ['magnetic'], state: 'not_calibrated' },
];
