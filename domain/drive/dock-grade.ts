import type { Technique } from '../erase/technique.ts';
import type { Capabilities } from './capabilities.ts';
import { type DockAbility, type DockChip, type DockFinding, dockFinding, type DockGrade, type DockLetter } from './dock.ts';

type Ability = keyof DockGrade['can'];

/** The best grade that a dock with this finding can have. */
const best: Readonly<Record<DockFinding, DockLetter>> = {
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

/** Findings that take an ability away. */
export const spoiledBy = {
  identity: ['no_sat', 'identify_fabricated', 'identify_unsteady', 'serial_of_the_bridge', 'serial_shared', 'no_own_serial'],
  capacity: ['no_capacity', 'capacity_wraps', 'capacity_differs', 'blocks_translated'],
  registers: [
    'sat_12_only',
    'no_registers',
    'empty_registers',
    'stale_registers',
    'sense_without_flags',
    'bad_sense',
    'commands_blocked',
    'nvme_without_status',
    'no_sat',
  ],
  long_commands: ['spins_down', 'stalls', 'falls_silent'],
} as const satisfies Partial<Record<Ability, readonly DockFinding[]>>;

/** The grade that these findings leave, with the findings in order: of equal grades first the one that the others follow from. */
export function gradeOf(found: readonly DockFinding[]): Omit<DockGrade, 'can'> {
  const order = (finding: DockFinding): number => dockFinding.options.indexOf(finding);
  const findings = [...new Set(found)].toSorted((a, b) => best[b].localeCompare(best[a]) || order(a) - order(b));
  const [first] = findings;
  const grade = first === undefined ? 'A' : best[first];
  return { grade, ...(first !== undefined && grade !== 'A' && { reason: first }), findings };
}

const nothingTried: DockGrade['can'] = {
  identity: 'unknown',
  capacity: 'unknown',
  registers: 'unknown',
  sanitize_status: 'unknown',
  long_commands: 'unknown',
};

/** A grade with more held against the dock. Without a grade nothing was tried. A grade never gets better by it. */
export function gradeWith(grade: DockGrade | undefined, more: readonly DockFinding[]): DockGrade {
  const graded = gradeOf([...(grade?.findings ?? []), ...more]);
  const can = grade?.can ?? nothingTried;
  const left = (ability: keyof typeof spoiledBy): DockAbility =>
    spoiledBy[ability].some((finding) => graded.findings.includes(finding)) ? 'no' : can[ability];
  const registers = left('registers');
  return {
    ...graded,
    can: {
      identity: left('identity'),
      capacity: left('capacity'),
      registers,
      sanitize_status: registers === 'no' ? 'no' : can.sanitize_status,
      long_commands: left('long_commands'),
    },
  };
}

/**
 * What every dock with this chip and firmware does, whatever drive sits in it. The rest belongs to one drive, one cable
 * or one moment; a size that is shown wrong is seen anew at each look.
 */
const ofTheChip: readonly DockFinding[] = ['identify_fabricated', 'sense_by_detour', 'nvme_unproven', ...spoiledBy.registers];

/** Findings of a look that other docks of this chip and firmware are held to as well. */
export function chipFindings(findings: readonly DockFinding[]): readonly DockFinding[] {
  return findings.filter((finding) => ofTheChip.includes(finding));
}

/** What is known of a chip and was not disproved by this look: only one that tried the same thing and found it good does that. */
export function stillHeld(known: readonly DockFinding[], look: DockGrade | undefined): readonly DockFinding[] {
  if (look === undefined) return known;
  return known.filter((finding) => {
    const tried = finding === 'identify_fabricated' || finding === 'no_sat' ? look.can.identity : look.can.registers;
    return tried !== 'yes';
  });
}

/** The same chip with the same firmware. */
export function sameChip(one: DockChip, other: DockChip): boolean {
  return one.vendor_id === other.vendor_id && one.product_id === other.product_id && one.device_release === other.device_release;
}

/** Commands that answer when the erase has ended, maybe hours later. */
const blocking: readonly Technique[] = [
  'ata_security_erase_enhanced',
  'ata_security_erase_normal',
  'nvme_format_user_data_erase',
  'nvme_format_cryptographic_erase',
];

/** What is left of a drive's abilities behind a dock of this grade. */
export function throughDock(capabilities: Capabilities, dock: Pick<DockGrade, 'grade' | 'can'> | undefined): Capabilities {
  if (dock === undefined) return capabilities;
  const passes = (technique: Technique): boolean => {
    if (dock.grade === 'D') return false;
    if (dock.grade === 'C') return technique === 'host_overwrite';
    return dock.can.long_commands !== 'no' || !blocking.includes(technique);
  };
  return {
    ...capabilities,
    techniques: capabilities.techniques.map((offer) =>
      offer.kind === 'out' || passes(offer.technique) ? offer : { kind: 'out', technique: offer.technique, why: 'bridge_blocks_it' },
    ),
  };
}
