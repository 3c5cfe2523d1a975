/** Something taken out of the code, by text patches on a copy of the tree. */
export interface Break {
  readonly name: string;
  readonly what: string;
  /** Beginnings of the invariants of which one must be found broken. */
  readonly breaks: readonly string[];
  readonly patches: readonly { readonly file: string; readonly from: string; readonly to: string }[];
  /** Seeds that are played at most; 200 unless told. */
  readonly within?: number;
}

const chain = 'domain/ledger/chain.ts';
const placement = 'registry/ledger/placement.ts';
const integrator = 'registry/ledger/integrator.ts';
const registryPush = 'registry/ledger/push.ts';
const pushRoutes = 'registry/http/push-routes.ts';
const stationPush = 'station/sync/push.ts';

export const breaks: readonly Break[] = [
  {
    name: 'no-refill',
    what: 'a station does not go back to what the registry has lost',
    breaks: ['I1', 'I16'],
    patches: [
      {
        file: stationPush,
        from: "  sync.acknowledge({ head: { seq: head.seq, hash: head.hash }, state: {} });\n  return 'moved';",
        to: '  return waitLonger(needs, sent, {});',
      },
    ],
  },
  {
    name: 'signature-before-gap',
    what: 'signatures are judged before the question for a missing part',
    breaks: ['I1', 'I9', 'I16'],
    within: 600,
    patches: [{ file: registryPush, from: '  if (header.from > row.head.seq + 1) {', to: '  if (header.from < 0) {' }],
  },
  {
    name: 'doubles',
    what: 'known events are appended again, and the head does not look',
    breaks: ['I2', 'I3', 'I15'],
    patches: [
      { file: placement, from: 'entries.slice(placement.known)', to: 'entries.slice(0)' },
      {
        file: placement,
        from: 'if (event.epoch !== moved.epoch || event.seq !== moved.seq + 1 || event.prev !== moved.hash)',
        to: 'if (event.seq < 0)',
      },
    ],
  },
  {
    name: 'any-prev',
    what: 'what an event names as its past is not looked at',
    breaks: ['I2', 'I7'],
    patches: [
      {
        file: chain,
        from: "    if (link.event.prev !== before) return { kind: 'fork', index };\n",
        to: "    if (before === '') return { kind: 'fork', index };\n",
      },
      {
        file: placement,
        from: 'if (event.epoch !== moved.epoch || event.seq !== moved.seq + 1 || event.prev !== moved.hash)',
        to: 'if (event.seq < 0)',
      },
    ],
  },
  {
    name: 'leaf-left-out',
    what: 'the tree leaves an entry out once it has some',
    breaks: ['I4', 'I6'],
    patches: [
      { file: integrator, from: 'store.entries(tree.size, batch)', to: 'store.entries(tree.size < 12 ? tree.size : tree.size + 1, batch)' },
    ],
  },
  {
    name: 'no-guard',
    what: 'a signature is released before the guard knows of it',
    breaks: ['I5'],
    patches: [
      { file: integrator, from: '    guard.replace({ log: logName, size, root: toBase64url(root) });\n    published', to: '    published' },
    ],
  },
  {
    name: 'no-wake',
    what: 'accepted events wake nobody who covers them',
    breaks: ['I6'],
    patches: [{ file: pushRoutes, from: 'if (outcome.accepted > 0) ledger.integrator.wake();', to: '' }],
  },
  {
    name: 'fork-unseen',
    what: 'a known seq with another hash passes as a duplicate',
    breaks: ['I7', 'I8'],
    patches: [{ file: chain, from: 'if (input.hashAt(link.event.seq) !== link.hash)', to: 'if (link.event.seq < 0)' }],
  },
  {
    name: 'fork-untold',
    what: 'a fork is kept as evidence and the log is not told',
    breaks: ['I7'],
    patches: [
      {
        file: 'registry/ledger/control.ts',
        from: 'for (const fork of await store.unreportedForks())',
        to: 'for (const fork of (await store.unreportedForks()).slice(1))',
      },
    ],
  },
  {
    name: 'fork-shrugged-off',
    what: 'a station goes on after it was told of a fork',
    breaks: ['I8', 'I1', 'I16'],
    patches: [
      {
        file: stationPush,
        from: "      return stop(needs, 'frozen', problem.code);\n    case 'frozen':\n",
        to: "    case 'frozen':\n      return waitLonger(needs, sent, {});\n",
      },
    ],
  },
  {
    name: 'guard-unread',
    what: 'data that is older than the guard is taken for good',
    breaks: ['I9', 'I4', 'I5'],
    within: 400,
    patches: [
      {
        file: integrator,
        from: "if (kept.log !== logName || root === undefined || toBase64url(root) !== kept.root) return 'log_rollback';",
        to: "if (kept.log !== logName && root === undefined) return 'log_rollback';",
      },
    ],
  },
  {
    name: 'split-view-unseen',
    what: 'a station takes another root for the same size, and what is not consistent',
    breaks: ['I9'],
    within: 600,
    patches: [
      { file: 'station/sync/checkpoint.ts', from: "root === last.root ? 'same' : fault(needs, 'split_view', note)", to: "'same'" },
      {
        file: 'station/sync/checkpoint.ts',
        from: "if (!agrees) return fault(needs, 'split_view', note);",
        to: "if (!agrees) return 'same';",
      },
      { file: 'station/sync/checkpoint.ts', from: "agrees === false ? fault(needs, 'log_went_back', note) : 'same'", to: "'same'" },
      {
        file: pushRoutes,
        from: 'if (own !== undefined && hashText(own) === seen.root) continue;',
        to: 'if (own === undefined || own !== undefined) continue;',
      },
    ],
  },
  {
    name: 'auth-before-alarm',
    what: 'a registry that was put back asks who it is before it says that it was put back',
    breaks: ['I1', 'I16'],
    within: 400,
    patches: [
      {
        file: pushRoutes,
        from: "      if (integrator.alarm() !== undefined)\n        return sendProblem(reply, 'read_only', 'this log signs nothing until someone looks at it', { retry_ms: 60_000 });\n      const carrier = await carrierOf({ store, verifier: keys.verifier, clock }, request, reply);\n      if (carrier === undefined) return reply;\n",
        to: "      const carrier = await carrierOf({ store, verifier: keys.verifier, clock }, request, reply);\n      if (carrier === undefined) return reply;\n      if (integrator.alarm() !== undefined)\n        return sendProblem(reply, 'read_only', 'this log signs nothing until someone looks at it', { retry_ms: 60_000 });\n",
      },
    ],
  },
  {
    name: 'rebuild-adds',
    what: 'counts are not emptied before they are made anew',
    breaks: ['I11'],
    patches: [{ file: 'db/projections.ts', from: "'drive_counts', ", to: '' }],
  },
  {
    name: 'repeat-alarms',
    what: 'a repeated push raises its alarm again',
    breaks: ['I15'],
    patches: [{ file: registryPush, from: 'lines.slice(lines.length - outcome.accepted)', to: 'lines' }],
    within: 400,
  },
  {
    name: 'back-off-for-ever',
    what: 'a back-off kept by a clock that was set back lasts as long as the clock says',
    breaks: ['I16', 'I1'],
    patches: [
      { file: 'station/sync/pump.ts', from: 'if (seen?.notBeforeMs !== notBeforeMs)', to: 'if (seen?.notBeforeMs !== -1)' },
      { file: 'station/sync/pump.ts', from: 'Math.min(notBeforeMs - clock.wallMs(), lastBackOffMs)', to: 'notBeforeMs - clock.wallMs()' },
    ],
  },
  {
    name: 'clock-stays-wrong',
    what: 'a station that is told the time goes on with its own',
    breaks: ['I16', 'I1', 'I12'],
    patches: [{ file: 'station/sync/call.ts', from: "said.problem.code !== 'clock' ||", to: "said.problem.code === 'clock' ||" }],
  },
  {
    name: 'fault-for-good',
    what: 'a registry that failed inside is never asked again',
    breaks: ['I16', 'I1'],
    patches: [
      {
        file: stationPush,
        from: "    case 'internal':\n      return waitLonger",
        to: "    case 'internal':\n      return stop(needs, 'refused', problem.code);\n    case 'role':\n      return waitLonger",
      },
      { file: stationPush, from: "    case 'not_enrolled':\n    case 'role':\n", to: "    case 'not_enrolled':\n" },
    ],
  },
  {
    name: 'conflict-by-arrival',
    what: 'of several missing events a conflict waits for the one that came first',
    breaks: ['I10'],
    within: 400,
    patches: [{ file: 'domain/conflicts/conflicts.ts', from: 'node.missing ?? []).sort();', to: 'node.missing ?? []);' }],
  },
  {
    name: 'past-forgotten',
    what: 'the registry judges a drive by what has just come, and not by what it was told before',
    breaks: ['I10'],
    patches: [
      {
        file: 'registry/projections/conflicts.ts',
        from: 'Map.groupBy([...before, ...fresh]',
        to: 'Map.groupBy([...before.slice(0, 0), ...fresh]',
      },
    ],
  },
  {
    name: 'offer-unheard',
    what: 'a site is not told of a drive that is offered to its people',
    breaks: ['I12'],
    patches: [
      {
        file: 'registry/projections/feed.ts',
        from: "  if (type === 'custody.offered') return new Set([...before, ...namedBy(body['to'])]);\n",
        to: '',
      },
    ],
  },
  {
    name: 'feed-skips',
    what: 'a page of the feed that was cut says that it goes on one entry later',
    breaks: ['I12'],
    patches: [{ file: 'registry/feed/scan.ts', from: 'next: isCut ? lastTold : last,', to: 'next: isCut ? lastTold + 1 : last,' }],
  },
  {
    name: 'feed-doubles',
    what: 'a page of the feed begins with what was told last',
    breaks: ['I12'],
    patches: [
      {
        file: 'registry/feed/scan.ts',
        from: 'const { logId, stationNo, siteNo, after, limit } = question;',
        to: 'const { logId, stationNo, siteNo, limit } = question;\n  const after = question.after - 1;',
      },
    ],
  },
  {
    name: 'site-unknown',
    what: 'a new station is fed before the registry has taken in at which site it stands',
    breaks: ['I12'],
    within: 400,
    patches: [
      { file: 'registry/http/feed-routes.ts', from: '      if (who.siteNo === everySite)\n', to: '      if (who.siteNo < everySite)\n' },
    ],
  },
  {
    name: 'revoked-logged',
    what: 'what a revoked key signs is logged like everything else',
    breaks: ['I13'],
    patches: [{ file: 'registry/ledger/check-push.ts', from: 'if (signers.byRevoked) revokedFrom ??= index;', to: '' }],
  },
  {
    name: 'held-in-vain',
    what: 'it is said of an event that it is kept aside, and it is not',
    breaks: ['I13'],
    patches: [{ file: registryPush, from: 'if (quarantined) await store.sql.apply(', to: 'if (!quarantined) await store.sql.apply(' }],
  },
  {
    name: 'old-keys-speak',
    what: 'the keys of the epoch before are good in the new one',
    breaks: ['I8'],
    within: 600,
    patches: [
      {
        file: 'registry/ledger/epochs.ts',
        from: '      othersReplaced(station, [eventKey.keyId, transportKey.keyId], place),\n',
        to: '',
      },
    ],
  },
  {
    name: 'epoch-in-vain',
    what: 'a station that was put back to before its newest epoch does not learn which one it has to end',
    breaks: ['I8', 'I16'],
    patches: [
      {
        file: 'station/sync/epoch.ts',
        from: 'if (epoch === undefined || epoch <= body.epoch) return false;',
        to: 'if (epoch !== -1) return false;',
      },
    ],
  },
  {
    name: 'erased-at-one-end',
    what: 'a station that hears of an erasure keeps the value',
    breaks: ['I14'],
    patches: [{ file: 'db/erasures.ts', from: '        erase.run(n, field);\n', to: '' }],
  },
  {
    name: 'erased-comes-back',
    what: 'an event whose values were erased brings them back when it is told again',
    breaks: ['I14'],
    within: 600,
    patches: [
      {
        file: 'registry/ledger/check-push.ts',
        from: 'bringNothing.has(at) ? { ...each, sealed: [] } : each',
        to: 'bringNothing.has(-1) ? { ...each, sealed: [] } : each',
      },
    ],
  },
  {
    name: 'owner-stays',
    what: 'the name of an erased owner stays in the list that the console made',
    breaks: ['I14'],
    within: 400,
    patches: [
      {
        file: 'registry/ledger/erasure.ts',
        from: "text: 'DELETE FROM tenants WHERE owner = $1 AND NOT EXISTS",
        to: "text: 'DELETE FROM tenants WHERE owner = $1 AND name IS NULL AND NOT EXISTS",
      },
    ],
  },
  {
    name: 'clock-decides',
    what: 'conflicts of events that bear a far time are not looked at',
    breaks: ['I17'],
    patches: [
      {
        file: 'domain/conflicts/conflicts.ts',
        from: 'const open = findOpen(scope).map(told)',
        to: "const open = findOpen(scope).filter((each) => each.events.every(({ event }) => event.wall < '2030')).map(told)",
      },
    ],
  },
];
