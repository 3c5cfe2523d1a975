/** A gate taken out: text patches on a copy of the tree. */
export interface Sabotage {
  readonly name: string;
  readonly what: string;
  readonly patches: readonly { readonly file: string; readonly from: string; readonly to: string }[];
  /** Where its loss shows: what only the station asks, only the station can miss. */
  readonly on: 'fold' | 'station' | 'hall';
  /** Why no walk finds the loss of this one alone. */
  readonly backedUpBy?: string;
}

const gate = 'domain/custody/release-gate.ts';
const custody = 'domain/custody/custody-rules.ts';
const holds = 'domain/custody/holds.ts';
const erase = 'domain/custody/erase-rules.ts';
const proof = 'domain/custody/proof.ts';
const around = 'domain/containers/around.ts';

export const line = (file: string, from: string, to = ''): Sabotage['patches'][number] => ({ file, from, to });
const bound = line(gate, "    [leaves && life.quarantine?.bound_for === 'destruction', 'bound_for_destruction'],\n");
const quarantined = line(gate, "    [leaves && life.quarantine !== undefined, 'quarantined'],\n");
const condemned = line(gate, "    [leaves && life.must_be_destroyed, 'bound_for_destruction'],\n");

/** Every gate between a drive and a way out. */
export const sabotages: readonly Sabotage[] = [
  {
    name: 'dispute',
    what: 'a drive in dispute does not leave',
    on: 'fold',
    patches: [line(gate, "    [isLocked(life, leaves ? 'release' : 'destroy'), 'disputed'],\n")],
  },
  {
    name: 'after-end',
    what: 'a drive that was seen after its end does not leave',
    on: 'fold',
    patches: [line(gate, "    [life.zombie, 'disputed', 'after_end'],\n")],
    backedUpBy: 'the end itself: a drive that has left leaves no second time, and a resolution takes both marks away',
  },
  {
    name: 'ended',
    what: 'a drive that has left does not leave again',
    on: 'fold',
    patches: [
      line(
        'domain/custody/rules.ts',
        "return refused('already_ended');\n  return judgeClaimed",
        'return judgeClaimed(claimed, fact, hands);\n  return judgeClaimed',
      ),
    ],
    backedUpBy: 'holder: who has left is held by nobody',
  },
  { name: 'hold', what: 'a drive on hold does not leave', on: 'fold', patches: [line(gate, "    [holds.length > 0, 'on_hold'],\n")] },
  {
    name: 'hold-list',
    what: 'nothing leaves by an old list of holds',
    on: 'station',
    patches: [line('station/custody/hold-list.ts', 'return nowMs - readMs > holdListDays * dayMs || ', 'return ')],
  },
  {
    name: 'missing',
    what: 'a drive that is missed does not leave',
    on: 'fold',
    patches: [line(gate, "    [life.cases?.some(({ kind }) => kind === 'missing') === true, 'drive_missing'],\n")],
  },
  {
    name: 'legal-quarantine',
    what: 'the quarantine of a legal hold forbids destruction too',
    on: 'fold',
    patches: [line(gate, "    [!leaves && life.quarantine?.cause === 'legal_hold', 'quarantined', 'legal_hold'],\n")],
  },
  {
    name: 'condemned',
    what: 'a drive whose sanitization failed is released by no way',
    on: 'fold',
    patches: [condemned],
    backedUpBy: 'the proof, which the failed erase is not, and the grant, which no such drive gets',
  },
  { name: 'quarantine', what: 'a drive in quarantine is not released', on: 'fold', patches: [bound, quarantined] },
  {
    name: 'quarantine-bound',
    what: 'a drive that is bound for destruction is not released',
    on: 'fold',
    patches: [bound],
    backedUpBy: 'quarantine, which answers for every cause',
  },
  {
    name: 'job-running',
    what: 'a drive that is being erased does not leave',
    on: 'fold',
    patches: [line(gate, "    [isRunning(currentJob(life)), 'job_running'],\n")],
  },
  {
    name: 'limbo',
    what: 'a drive in limbo does not leave',
    on: 'fold',
    patches: [line(gate, "    [life.offer !== undefined, 'illegal_move', 'offered'],\n")],
  },
  {
    name: 'way',
    what: 'a drive leaves only the way it was to go',
    on: 'fold',
    patches: [line(gate, "  if (life.record?.destination !== way) return refusal('illegal_move', 'way_is_not_destination');\n")],
  },
  {
    name: 'lock',
    what: 'a proof speaks for a drive whose identity lock is open',
    on: 'fold',
    patches: [line(gate, "life.seen?.lock.verdict === 'open' ? { kind: 'proof'", "way !== undefined ? { kind: 'proof'")],
  },
  {
    name: 'lock-exception',
    what: 'an exception speaks for a drive that told no other name',
    on: 'fold',
    patches: [line(gate, "  if (life.seen?.lock.verdict === 'shut') return refusal(found.why, found.detail);\n")],
  },
  {
    name: 'exception-end',
    what: 'an exception ends',
    on: 'fold',
    patches: [line(gate, "  if (nowMs === undefined || nowMs >= exception.until_ms) return 'expired';\n")],
  },
  {
    name: 'exception-way',
    what: 'an exception is for one way',
    on: 'fold',
    patches: [line(gate, "  if (exception.way !== way) return 'other_way';\n")],
  },
  {
    name: 'exception-rule',
    what: 'an exception does without one thing alone',
    on: 'fold',
    patches: [line(gate, "exception.rule === missing && isExceptionRule(missing) ? undefined : 'other_rule'", 'undefined')],
  },
  {
    name: 'exception-fault',
    what: 'the exception that was named is looked at',
    on: 'fold',
    patches: [line(gate, "  if (fault !== undefined) return refused('exception_not_valid', fault);\n")],
  },
  {
    name: 'exception-approver',
    what: 'whoever approves an exception does not use it',
    on: 'fold',
    patches: [line(gate, "    [named.mark.by === undefined || named.mark.by === hands.actor, 'same_person', 'approver'],\n")],
  },
  {
    name: 'exception-alone',
    what: 'a release rests on one ground',
    on: 'fold',
    patches: [line(gate, "    [body.certificate !== undefined || body.proof !== undefined, 'exception_not_valid', 'not_alone'],\n")],
  },
  {
    name: 'exception-long',
    what: 'an exception is good for thirty days at most',
    on: 'fold',
    patches: [line(holds, "    [nowMs !== undefined && body.until_ms > nowMs + longestExceptionMs, 'exception_not_valid', 'too_long'],\n")],
  },
  {
    name: 'exception-round',
    what: 'exceptions end with a decision on a dispute',
    on: 'fold',
    patches: [line('domain/custody/effects.ts', "'released', 'destroyed', 'exceptions', 'lots')", "'released', 'destroyed', 'lots')")],
  },
  {
    name: 'no-proof',
    what: 'a release without a ground is refused',
    on: 'fold',
    patches: [line(gate, "    case 'refused':\n      return ground;\n", "    case 'refused':\n      return firstOf();\n")],
  },
  {
    name: 'proof-named',
    what: 'a release names the proof that counts',
    on: 'fold',
    patches: [line(gate, '      return judgeProof(question.life, ground.proof, body);\n', '      return firstOf();\n')],
  },
  {
    name: 'proof-revoked',
    what: 'a certificate that was taken back proves nothing',
    on: 'fold',
    patches: [line(proof, ' && issued.revoked === undefined);', ');')],
  },
  {
    name: 'proof-validated',
    what: 'a proof was validated',
    on: 'fold',
    patches: [
      line(
        proof,
        "  if (job.validation === undefined) return none('not_validated');\n  if (!job.validation.accepted) return",
        '  if (job.validation?.accepted === false) return',
      ),
    ],
  },
  {
    name: 'proof-accepted',
    what: 'a validator has accepted it',
    on: 'fold',
    patches: [line(proof, "  if (!job.validation.accepted) return { kind: 'none', why: 'proof_rejected', detail: 'rejected' };\n")],
  },
  {
    name: 'proof-demand',
    what: 'the method covers what the policy demands of this way',
    on: 'fold',
    patches: [line(proof, " || !methodCovers(reached, rule.least)) return 'method_below_demand'", ") return 'method_below_demand'")],
  },
  {
    name: 'holder',
    what: 'the holder lets a drive go',
    on: 'fold',
    patches: [
      line(
        custody,
        "  return life.holder === hands.actor ? judgeGround(question, body, hands) : refused('not_the_holder');",
        '  return judgeGround(question, body, hands);',
      ),
    ],
  },
  {
    name: 'witness',
    what: 'nobody destroys a drive alone',
    on: 'fold',
    patches: [
      line(
        custody,
        "    [life.holder !== hands.actor, 'not_the_holder'],\n    [hands.witness === undefined, 'witness_missing'],\n    [hands.witness === hands.actor, 'same_person'],\n",
        "    [life.holder !== hands.actor, 'not_the_holder'],\n",
      ),
    ],
  },
  {
    name: 'lift-alone',
    what: 'nobody lifts a hold alone',
    on: 'fold',
    patches: [
      line(
        holds,
        "'hold_unknown'],\n        [hands.witness === undefined, 'witness_missing'],\n        [hands.witness === hands.actor, 'same_person'],\n",
        "'hold_unknown'],\n",
      ),
    ],
  },
  {
    name: 'erase-on-hold',
    what: 'a drive on hold is not erased',
    on: 'fold',
    patches: [
      line(
        erase,
        "    [isLocked(life, 'erase'), 'disputed'],\n    [life.holds !== undefined, 'on_hold'],\n",
        "    [isLocked(life, 'erase'), 'disputed'],\n",
      ),
      line(
        erase,
        "    [life.holds !== undefined, 'on_hold'],\n    [life.quarantine !== undefined, 'quarantined'],\n    [job.order",
        "    [life.quarantine !== undefined, 'quarantined'],\n    [job.order",
      ),
    ],
  },
  {
    name: 'lot',
    what: 'a lot is closed when every drive of it has left',
    on: 'fold',
    patches: [line(around, '  if (isOut) return [];\n', '  if (isOut || drive !== undefined) return [];\n')],
  },
  {
    name: 'container',
    what: 'a container leaves when every drive in it has left',
    on: 'station',
    patches: [line(around, '      return provenOr(unprovenIn(life, fact.body.way, around, hands.nowMs));\n', '      return legal;\n')],
  },
  {
    name: 'station-lot',
    what: 'the recorder asks before it writes of a container or lot',
    on: 'station',
    patches: [line('station/record/recorder.ts', '  if (isContainer) pass(', '  if (isContainer && draft.actor === undefined) pass(')],
  },
  {
    name: 'station-gate',
    what: 'the recorder asks before it writes of a drive',
    on: 'station',
    patches: [line('station/record/recorder.ts', '  if (isDrive) pass(', '  if (isDrive && draft.actor === undefined) pass(')],
  },
  {
    name: 'station-roles',
    what: 'roles are asked for',
    on: 'station',
    patches: [
      line(
        'domain/custody/moves.ts',
        "  if (!mayCause(proposed.type, actor === undefined ? 'machine' : { roles: proposed.actorRoles })) return refused('role_missing');\n",
      ),
    ],
  },
];
