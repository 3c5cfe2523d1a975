/** A guard taken out: text patches on a copy of the tree. */
export interface Sabotage {
  readonly name: string;
  readonly what: string;
  readonly patches: readonly { readonly file: string; readonly from: string; readonly to: string }[];
  /** How many times the rounds of the others it takes: what it guards is rare. */
  readonly rare?: number;
  /** Found only where stamps are written. */
  readonly stamps?: true;
  /** Why no race finds the loss of this one alone; the pair in which it is missed is in the list too. */
  readonly backedUpBy?: string;
}

const guard = 'hardware/helper/guard.ts';
const job = 'hardware/helper/erase-job.ts';
const lines = 'hardware/helper/synced-lines.ts';
const stamp = 'hardware/helper/stamp-job.ts';

const serial = { file: guard, from: 'if (words.serial !== clearance.serial)', to: 'if (words.serial === undefined)' };
const guardedFirst = {
  file: guard,
  from: "  if (bay.guarded !== undefined) return stopped('in_use', bay.guarded, data);\n",
  to: '',
};
const guardedAfter = {
  file: guard,
  from: "    if (after.guarded !== undefined) return stopped('in_use', after.guarded, data);\n",
  to: '',
};
const presenceFirst = { file: guard, from: 'if (open.presence === bay.presence) return', to: 'if (open.presence !== undefined) return' };
const presenceAfter = { file: guard, from: ' || after.presence !== open.presence)', to: ')' };
const occupiedAfter = { file: guard, from: 'after === undefined || !after.occupied || ', to: 'after === undefined || ' };
const identityFirst = { file: guard, from: "    if (wrong !== undefined) return stopped('wrong_drive', wrong, data);\n", to: '' };
const expiryEarly = {
  file: job,
  from: "  if (bench.clock.nowMs() > clearance.deadline_ms) return stopped('clearance_expired', 'the deadline has passed');\n  if ((await",
  to: '  if ((await',
};
const expiryAfter = {
  file: job,
  from: "    if (bench.clock.nowMs() > clearance.deadline_ms) return yield stopped('clearance_expired', 'the deadline has passed');\n",
  to: '',
};
const spentEarly = {
  file: job,
  from: "  if ((await bench.spent.lastStep(clearance.id)) !== undefined) return stopped('clearance_spent', 'this clearance has been used');\n",
  to: '',
};
const spentLate = {
  file: job,
  from: '(await bench.spent.spend(clearance.id)) ? undefined',
  to: '((await bench.spent.spend(clearance.id)) || true) ? undefined',
};
const againFirst = {
  file: job,
  from: "    const changed = await askAgain(guarded.open, clearance, guarded.limits, 'untouched');\n    if (changed !== undefined) return yield changed;\n",
  to: '',
};
const againLast = {
  file: job,
  from: '  const changed = await askAgain(open, clearance, limits, marked.data);\n  if (changed !== undefined) return yield changed;\n',
  to: '',
};
const lock = { file: 'hardware/transport/lock.ts', from: 'c.flock(fd, lockExclusive | lockNonBlocking) === 0', to: 'fd >= 0' };
const turn = { file: lines, from: 'const mine = turn.then(async', to: 'const mine = Promise.resolve().then(async' };

/** Every guard between a clearance and a destructive command. */
export const sabotages: readonly Sabotage[] = [
  { name: 'serial', what: 'the serial is compared', patches: [serial] },
  {
    name: 'wwn',
    what: 'the WWN is compared',
    patches: [{ file: guard, from: 'if (words.wwn !== clearance.wwn)', to: 'if (words.serial === undefined)' }],
  },
  {
    name: 'model',
    what: 'the model is compared',
    patches: [{ file: guard, from: 'if (words.model !== clearance.model)', to: 'if (words.serial === undefined)' }],
  },
  {
    name: 'capacity',
    what: 'the capacity is compared',
    patches: [
      {
        file: guard,
        from: 'if (wrong !== undefined || identity.capacity_bytes === clearance.capacity_bytes) return wrong;',
        to: 'if (wrong !== undefined || identity.capacity_bytes > 0) return wrong;',
      },
    ],
  },
  { name: 'guarded-first', what: 'a bay that was seen guarded is not opened', patches: [guardedFirst] },
  { name: 'guarded-after', what: 'a bay that became guarded while it was opened is let go', patches: [guardedAfter] },
  {
    name: 'port',
    what: 'the bay is the one of the clearance’s port',
    patches: [{ file: 'hardware/helper/docks.ts', from: '(one) => one.port === port)', to: '(one) => one.occupied)' }],
  },
  { name: 'presence', what: 'what was opened is what was seen, before and after', patches: [presenceFirst, presenceAfter] },
  {
    name: 'presence-first',
    what: 'what was opened is what was seen before',
    patches: [presenceFirst],
    backedUpBy:
      'presence-after: the look after opening compares with the same opened drive. For `ask` and `attach`, which only read, it stands alone',
  },
  {
    name: 'presence-after',
    what: 'what was opened is what is seen after',
    patches: [presenceAfter],
    backedUpBy: 'presence-first, and the whole identity on the open handle',
  },
  {
    name: 'occupied-after',
    what: 'the bay is not empty after opening',
    patches: [occupiedAfter],
    backedUpBy: 'presence-after (an empty bay has another presence) and the identity, which an empty bay cannot tell',
  },
  {
    name: 'identity-first',
    what: 'the whole identity is held against the clearance before leave is taken',
    patches: [identityFirst],
    backedUpBy: 'again-first and again-last; alone it keeps a clearance from being used up on the wrong drive',
  },
  { name: 'expiry', what: 'the deadline is checked at all', patches: [expiryEarly, expiryAfter] },
  {
    name: 'expiry-early',
    what: 'an expired clearance does not touch the bay',
    patches: [expiryEarly],
    backedUpBy: 'expiry-after; alone it keeps an expired clearance from opening a drive',
  },
  { name: 'expiry-after', what: 'the deadline is checked again when the guard is through', patches: [expiryAfter] },
  { name: 'spent', what: 'a clearance is taken once, on disk', patches: [spentEarly, spentLate] },
  {
    name: 'spent-early',
    what: 'a used clearance does not touch the bay',
    patches: [spentEarly],
    backedUpBy: 'spent-late, which writes and reads the list in one turn',
  },
  { name: 'spent-late', what: 'leave is taken by a line that was not there', patches: [spentLate] },
  {
    name: 'turn',
    what: 'two who take one clearance take turns at the list',
    patches: [turn],
    backedUpBy: 'lock: who takes leave has the drive open for itself alone',
  },
  { name: 'again-first', what: 'the identity once more before the markers', patches: [againFirst] },
  { name: 'again-last', what: 'the identity once more right before the command', patches: [againLast], rare: 8 },
  {
    name: 'again-packet',
    what: 'the identity once more before each packet of a revert by PSID',
    patches: [{ file: 'hardware/helper/revert-job.ts', from: '      if (changed !== undefined) throw new Swapped(changed);\n', to: '' }],
    rare: 8,
  },
  { name: 'lock', what: 'a drive is opened by one program alone', patches: [lock] },
  {
    name: 'stamp-again',
    what: 'the identity once more right before a stamp is written',
    patches: [{ file: stamp, from: " ?? (await askAgain(open, clearance, limits, 'erased_unverified'))", to: '' }],
    rare: 8,
    stamps: true,
  },
  {
    name: 'stamp-expiry',
    what: 'the deadline is checked again before a stamp takes leave',
    patches: [
      {
        file: stamp,
        from: "    if (bench.clock.nowMs() > clearance.deadline_ms) return untouched('clearance_expired', 'the deadline has passed');\n",
        to: '',
      },
    ],
    stamps: true,
  },
  {
    name: 'stamp-spent',
    what: 'a stamp takes its leave on disk',
    patches: [{ file: stamp, from: '(await spend(bench, clearance)) ?? ', to: '' }],
    stamps: true,
  },
];
