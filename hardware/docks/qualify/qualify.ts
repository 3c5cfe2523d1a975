import type { DockAbility, DockFinding, DockGrade } from '../../../domain/drive/dock.ts';
import { gradeOf, spoiledBy } from '../../../domain/drive/dock-grade.ts';
import { capacityFindings, identityFindings, presenceFindings, registerFindings } from './findings.ts';
import type { DockProbe } from './probe-result.ts';

/**
 * Grades a dock from what a look at it found. Pure: the same findings give the same grade on every station. `lies` are
 * findings that only a comparison of several looks shows (`compareSightings`).
 */
export function qualifyDock(probe: DockProbe, lies: readonly DockFinding[] = []): DockGrade {
  const present = presenceFindings(probe);
  const asked = present.length > 0 ? present : [...identityFindings(probe), ...capacityFindings(probe), ...registerFindings(probe)];
  const graded = gradeOf([...asked, ...probe.trouble, ...lies]);
  return { ...graded, can: abilities(probe, graded.findings) };
}

function abilities(probe: DockProbe, findings: readonly DockFinding[]): DockGrade['can'] {
  const has = (...some: readonly DockFinding[]): boolean => some.some((finding) => findings.includes(finding));
  if (has('no_answer', 'no_drive', 'hidden_unit'))
    return { identity: 'no', capacity: 'no', registers: 'unknown', sanitize_status: 'unknown', long_commands: 'unknown' };
  const registers = registerAbility(probe, has);
  return {
    identity: has(...spoiledBy.identity) ? 'no' : 'yes',
    capacity: has(...spoiledBy.capacity) ? 'no' : 'yes',
    registers,
    sanitize_status: registers === 'yes' && probe.extended?.asked !== 'sanitize_status' && probe.route !== 'nvme' ? 'unknown' : registers,
    long_commands: has(...spoiledBy.long_commands) ? 'no' : 'unknown',
  };
}

function registerAbility(probe: DockProbe, has: (...some: readonly DockFinding[]) => boolean): DockAbility {
  if (probe.route === 'none' || has('registers_not_shown')) return 'unknown';
  return has(...spoiledBy.registers) ? 'no' : 'yes';
}
