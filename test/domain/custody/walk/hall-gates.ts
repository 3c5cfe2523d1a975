import { line, type Sabotage } from './gates.ts';

const machines = 'domain/machines/machines.ts';
const contest = 'station/custody/contest.ts';
const places = 'station/custody/places.ts';
const marks = 'domain/retention/tenant-mark.ts';
const terms = 'domain/retention/terms.ts';
const recheckRules = 'domain/custody/recheck-rules.ts';
const recheckDraws = 'domain/policy/recheck.ts';

const hall = (name: string, what: string, ...patches: Sabotage['patches']): Sabotage => ({ name, what, on: 'hall', patches });

/** What a station of a registry asks besides, of machines, places and whole tenants. */
export const hallSabotages: readonly Sabotage[] = [
  hall(
    'machine',
    'a destruction is held against the register of machines',
    line(
      contest,
      "return proposed.type === 'drive.destroyed' ? judgeMachineOf(needs.store, life, proposed.body, proposed.nowMs) : verdict;",
      'return verdict;',
    ),
  ),
  hall(
    'machine-named',
    'where there are machines, one is named',
    line(machines, "return machines.anyInUse ? refused('machine_missing') : legal;", 'return legal;'),
  ),
  hall(
    'machine-known',
    'the machine is registered',
    line(machines, "  if (machine === undefined) return refused('machine_unknown');\n", '  if (machine === undefined) return legal;\n'),
  ),
  hall('machine-retired', 'a machine that is gone destroys nothing', line(machines, "    [state === 'retired', 'machine_retired'],\n")),
  hall(
    'machine-medium',
    'a machine suits the medium',
    line(machines, "    [storage !== undefined && !suits.includes(storage), 'machine_unsuited', 'other_medium'],\n"),
  ),
  hall(
    'machine-unseen',
    'a drive that never told what it is goes into a machine for everything',
    line(machines, "    [storage === undefined && suits.length < 2, 'machine_unsuited', 'medium_unknown'],\n"),
  ),
  hall(
    'machine-technique',
    'a machine does what the record says',
    line(machines, "    [techniqueOf[kind] !== use.technique, 'machine_unsuited', 'other_technique'],\n"),
  ),
  hall(
    'machine-never',
    'a machine was calibrated once',
    line(machines, "    [state === 'not_calibrated', 'machine_not_calibrated', 'never'],\n"),
  ),
  hall('machine-over', 'a calibration ends', line(machines, "    [state === 'over', 'machine_not_calibrated', 'over'],\n")),
  hall(
    'machine-pieces',
    'pieces are no larger than the machine leaves',
    line(machines, ", 'fragments_too_large'],", " && use.nowMs === 0, 'fragments_too_large'],"),
  ),
  hall(
    'place',
    'a policy keeps drives within a place',
    line(places, 'return way === undefined ? verdict : judgeWay(needs, life, way);', 'return verdict;'),
  ),
  hall(
    'place-unknown',
    'nothing leaves while nobody knows the policy',
    line(places, "  if (!isPolicyKnown(store)) return refused('stays_here', 'policy_unknown');\n"),
  ),
  hall(
    'place-least',
    'what was reached covers what the place asks',
    line('domain/policy/place.ts', 'methodCovers(reached.method, least) && (keyChange', '(keyChange'),
  ),
  hall(
    'tenant',
    'a hold on a tenant keeps its drives',
    line(
      contest,
      "    if (held.kind === 'refused' || !waysOut.has(proposed.type)) return held;\n",
      '    if (!waysOut.has(proposed.type)) return verdict;\n',
    ),
  ),
  hall(
    'tenant-erase',
    'a hold on a tenant keeps its data',
    line(
      contest,
      "const endsData: ReadonlySet<string> = new Set([...waysOut, 'erase.cleared']);",
      'const endsData: ReadonlySet<string> = new Set([...waysOut]);',
    ),
  ),
  hall(
    'tenant-owner',
    'while a tenant is on hold, drives of nobody known stay',
    line(marks, "  if (said.length === 0) return 'owner_unknown';\n"),
  ),
  hall(
    'tenant-key',
    'a hold that cannot be read keeps every drive',
    line(marks, "return about.includes(undefined) ? 'unread' : undefined;", 'return undefined;'),
  ),
  hall(
    'tenant-first-owner',
    'saying another owner frees nothing',
    line('station/custody/tenants.ts', '    .flatMap(({ opened }) => opened)\n', '    .flatMap(({ opened }) => opened)\n    .slice(-1)\n'),
  ),
  hall(
    'contract',
    'an ended contract keeps its drives until its day',
    line(terms, "  if (own !== undefined) return { kind: 'kept', until_ms: own };\n"),
  ),
  hall(
    'contract-owner',
    'while a contract keeps its data, drives of nobody known stay',
    line(terms, 'if (word === undefined || owners.length === 0) return undefined;', 'if (word === undefined) return undefined;'),
  ),
  hall(
    'contract-key',
    'while a contract that cannot be read keeps its data, every drive stays',
    line(terms, 'return about.includes(true) ? true : about.includes(undefined) ? undefined : false;', 'return about.includes(true);'),
  ),
  hall(
    'contract-mark',
    'a contract without a mark may be anybody’s',
    line(
      terms,
      'if (word === undefined || owners.length === 0) return undefined;',
      'if (word === undefined) return false;\n  if (owners.length === 0) return undefined;',
    ),
  ),
  hall(
    'contract-list',
    'nothing is erased for the end of a contract by an old list of holds',
    line(
      terms,
      "  return isHoldListOld && told.some(({ about }) => about === true) ? { kind: 'hold_list_old' } : undefined;\n",
      '  return undefined;\n',
    ),
  ),
  hall(
    'recheck-due',
    'a drawn drive waits for its re-check',
    line(contest, 'withDraws(needs, withFields(needs, withPlaces(needs, judge)))', 'withFields(needs, withPlaces(needs, judge))'),
  ),
  hall(
    'recheck-draw',
    'the re-check answers the newest draw',
    line(recheckDraws, 'drawn === draw?.event && verdict', 'draw !== undefined && drawn !== undefined && verdict'),
  ),
  hall('recheck-unread', 'a drive that could not be read is still due', line(recheckDraws, " && verdict !== 'unreadable'")),
  hall('recheck-person', 'it is another person’s', line(recheckRules, "    [isOwnWork(job, hands.actor), 'same_person', 'recheck'],\n")),
  hall(
    'recheck-dock',
    'it is at another dock',
    line(recheckRules, "    [seen?.station === job.station && seen.port === job.port, 'same_dock'],\n"),
  ),
  hall(
    'recheck-seed',
    'its places were fixed before',
    line(recheckRules, "    [seedHash(evidence.seed) !== look.seed_hash, 'proof_rejected', 'other_seed'],\n"),
  ),
  hall(
    'recheck-verdict',
    'its verdict is what was read',
    line(
      recheckRules,
      "    [judgeRecheck(evidence, job.markers_confirmed ?? 0) !== verdict, 'proof_rejected', 'verdict_not_supported'],\n",
    ),
  ),
  hall(
    'recheck-proof',
    'a result that was not borne out proves nothing',
    line(
      'domain/custody/proof.ts',
      "  if (isRefuted(life, job)) return { kind: 'none', why: 'proof_rejected', detail: 'not_borne_out' };\n",
    ),
  ),
];
