import type { DockAbility, DockFinding, DockGrade, DockLetter } from '../../../domain/drive/dock.ts';
import { dockFinding } from '../../../domain/drive/dock.ts';
import { capacityFindings, identityFindings, presenceFindings, registerFindings } from './findings.ts';
import type { DockProbe } from './probe-result.ts';

/** The best grade that a dock with this finding can have. */
const worst: Readonly<Record<DockFinding, DockLetter>> = {
  no_answer: 'D',
  no_drive: 'D',
  hidden_unit: 'D',
  no_sat: 'D',
  identify_fabricated: 'D',
  identify_unsteady: 'D',
  serial_of_the_bridge: 'D',
  serial_shared: 'D',
  no_own_serial: 'D',
  no_capacity: 'D',
  capacity_wraps: 'D',
  capacity_differs: 'D',
  blocks_translated: 'D',
  falls_silent: 'D',
  sat_12_only: 'C',
  no_registers: 'C',
  empty_registers: 'C',
  stale_registers: 'C',
  sense_without_flags: 'C',
  bad_sense: 'C',
  commands_blocked: 'C',
  nvme_without_status: 'C',
  stalls: 'C',
  registers_not_shown: 'B',
  sense_by_detour: 'B',
  nvme_unproven: 'B',
  spins_down: 'B',
  twin_docks: 'A',
};

/**
 * Grades a dock from what a look at it found. Pure: the same findings give the same grade on every station. `lies` are
 * findings that only a comparison of several looks shows (`compareSightings`).
 */
export function qualifyDock(probe: DockProbe, lies: readonly DockFinding[] = []): DockGrade {
  const present = presenceFindings(probe);
  const asked = present.length > 0 ? present : [...identityFindings(probe), ...capacityFindings(probe), ...registerFindings(probe)];
  const findings = gravestFirst([...asked, ...probe.trouble, ...lies]);
  const [first] = findings;
  const grade = first === undefined ? 'A' : worst[first];
  return {
    grade,
    ...(first !== undefined && grade !== 'A' && { reason: first }),
    findings: [...findings],
    can: abilities(probe, findings),
  };
}

/** Of equal grades, the one that is first in the list of all findings: those that say what the others follow from. */
function gravestFirst(findings: readonly DockFinding[]): readonly DockFinding[] {
  const order = (finding: DockFinding): number => dockFinding.options.indexOf(finding);
  return [...new Set(findings)].toSorted((a, b) => worst[b].localeCompare(worst[a]) || order(a) - order(b));
}

function abilities(probe: DockProbe, findings: readonly DockFinding[]): DockGrade['can'] {
  const has = (...some: readonly DockFinding[]): boolean => some.some((finding) => findings.includes(finding));
  if (has('no_answer', 'no_drive', 'hidden_unit'))
    return { identity: 'no', capacity: 'no', registers: 'unknown', sanitize_status: 'unknown', long_commands: 'unknown' };
  const badIdentity = [
    'no_sat',
    'identify_fabricated',
    'identify_unsteady',
    'serial_of_the_bridge',
    'serial_shared',
    'no_own_serial',
  ] as const;
  const registers = registerAbility(probe, has);
  return {
    identity: has(...badIdentity) ? 'no' : 'yes',
    capacity: has('no_capacity', 'capacity_wraps', 'capacity_differs', 'blocks_translated') ? 'no' : 'yes',
    registers,
    sanitize_status: registers === 'yes' && probe.extended?.asked !== 'sanitize_status' && probe.route !== 'nvme' ? 'unknown' : registers,
    long_commands: has('spins_down', 'stalls', 'falls_silent') ? 'no' : 'unknown',
  };
}

function registerAbility(probe: DockProbe, has: (...some: readonly DockFinding[]) => boolean): DockAbility {
  if (probe.route === 'none' || has('registers_not_shown')) return 'unknown';
  const lost = [
    'sat_12_only',
    'no_registers',
    'empty_registers',
    'stale_registers',
    'sense_without_flags',
    'bad_sense',
    'commands_blocked',
    'nvme_without_status',
  ] as const;
  return has(...lost, 'no_sat') ? 'no' : 'yes';
}
