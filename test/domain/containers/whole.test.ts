import { describe, expect, test } from 'vitest';
import { contentHash, contentOf } from '../../../domain/containers/content.ts';
import { type ContainerLife, foldContainer } from '../../../domain/containers/life.ts';
import { judgeContainerMove } from '../../../domain/containers/moves.ts';
import { cameInDoubt, judgeWithin, limboOf, wholeOf } from '../../../domain/containers/whole.ts';
import type { Around } from '../../../domain/containers/around.ts';
import { type DriveLife, evolve, stateOf } from '../../../domain/custody/life.ts';
import { judgeMove } from '../../../domain/custody/moves.ts';
import type { MoveVerdict } from '../../../domain/custody/verdicts.ts';
import type { FactType } from '../../../domain/facts/facts.ts';
import { boss, hashOf, keeper, lived, proposed, type Step, step, tech } from '../custody/story.ts';

const driveOf = (n: number) => `d1_${String(n).padStart(32, '0')}`;
const [bin, cage, elsewhere] = ['a', 'b', 'c'].map((each) => `c1_${each.repeat(32)}`) as [string, string, string];
const sealOf = (items: Parameters<typeof contentOf>[0], seal: string) => ['container.sealed', { seal, ...contentOf(items) }] as const;
const inBin = contentHash([{ item: driveOf(2) }]);
const inCage = [{ item: driveOf(1) }, { item: bin, content: inBin }];
const within = { container: cage, seal: 'S-2', content: contentHash(inCage) };
const whole = {
  offer: { ...step.offer(), body: { ...step.offer().body, within } } as Step,
  withdraw: { ...step.withdraw(), body: { from: tech, within: cage } } as Step,
  receive: { ...step.receive(), body: { ...step.receive().body, within } } as Step,
};
const seal9 = { ...whole.receive, body: { ...whole.receive.body, within: { ...within, seal: 'S-9' } } };

type Told = readonly [FactType, object, string?];
function container(subject: string, facts: readonly Told[]): ContainerLife {
  const life = foldContainer(
    facts.map(([type, body, actor = tech], n) => ({
      hash: hashOf(n + 1),
      station: 'st1_x',
      epoch: 1,
      seq: n + 1,
      type,
      body,
      subject,
      actor,
      deps: [],
      wall: new Date(n * 1000).toISOString(),
    })),
  );
  if (life === undefined) throw new Error('nothing was folded');
  return life;
}

const binFacts: readonly Told[] = [
  ['container.made', { kind: 'bin', name: 'Bin 1' }],
  ['item.placed', { item: driveOf(2) }],
  sealOf([{ item: driveOf(2) }], 'S-1'),
];
const cageFacts: readonly Told[] = [
  ['container.made', { kind: 'cage', name: 'Cage 1' }],
  ...inCage.map((body): Told => ['item.placed', body]),
  sealOf(inCage, 'S-2'),
];

/** Two drives that lived these steps, one in the cage and one in the bin that lies in it. */
function around(steps: readonly Step[], lives: readonly ContainerLife[] = [container(bin, binFacts), container(cage, cageFacts)]): Around {
  const drive = lived(evolve, [step.claim(), ...steps]);
  return {
    drive: (subject) => ([driveOf(1), driveOf(2)].includes(subject) ? { ...(drive as DriveLife), subject } : undefined),
    container: (subject) => lives.find((life) => life.subject === subject),
    inside: (item) => ({ container: lives.find((life) => life.items.some((each) => each.item === item))?.subject }),
  };
}

function said(verdict: MoveVerdict): string {
  return verdict.kind === 'legal' ? 'legal' : `${verdict.why} ${verdict.detail ?? ''}`.trim();
}

describe('a drive that is offered behind a seal', () => {
  const answer = (before: readonly Step[], move: Step) => said(judgeMove(lived(evolve, [step.claim(), ...before]), proposed(move)));
  const offered = [whole.offer];
  const missing: Step = { type: 'case.opened', actor: tech, body: { case: 'A'.repeat(22), kind: 'missing' } };
  test.each([
    ['is received behind that seal', offered, whole.receive, 'legal'],
    ['is not received alone', offered, step.receive(), 'handed_whole'],
    ['is not taken back alone', offered, step.withdraw(), 'handed_whole'],
    ['is taken back with its container', offered, whole.withdraw, 'legal'],
    ['is not received by another number', offered, seal9, 'seal_differs'],
    ['is not received over another content', offered, withinOf({ content: inBin }), 'content_differs'],
    ['is not received out of another container', offered, withinOf({ container: elsewhere }), 'handed_whole'],
    ['is not received by a seal when it was offered alone', [step.offer()], whole.receive, 'handed_whole'],
    ['is not erased meanwhile', [step.seen(), whole.offer], step.clear(), 'illegal_move offered'],
    ['is not destroyed meanwhile', offered, step.destroy(), 'illegal_move offered'],
    ['does not go while its erase runs', [step.seen(), step.clear()], whole.offer, 'job_running'],
    ['does not go while it is missed', [missing], whole.offer, 'drive_missing'],
  ] as const)('%s', (_, before, move, expected) => {
    expect(answer(before, move)).toBe(expected);
  });

  test('is in dispute where somebody recorded its receipt by another number all the same', () => {
    const life = lived(evolve, [step.claim(), whole.offer, seal9]) as DriveLife;
    expect([stateOf(life), life.holder, life.breaches[0]?.why]).toEqual(['disputed', tech, 'seal_differs']);
    const legal = lived(evolve, [step.claim(), whole.offer, whole.receive]) as DriveLife;
    expect([legal.holder, legal.offer, legal.breach_count]).toEqual([keeper, undefined, 0]);
  });

  function withinOf(more: object): Step {
    return { ...whole.receive, body: { ...whole.receive.body, within: { ...within, ...more } } };
  }
});

describe('a container', () => {
  const handed = { from: tech, holder: keeper, seal: 'S-2', ...contentOf(inCage) };
  const move = (world: Around, type: FactType, body: object, of = cage) =>
    said(
      judgeContainerMove(
        world.container(of),
        { type, body, actor: type === 'container.handed' ? keeper : tech, actorRoles: ['technician', 'custodian'] },
        world,
      ),
    );

  test('speaks by its seal for every drive in it, in sealed containers too', () => {
    expect(wholeOf(cage, around([]))).toEqual({ kind: 'whole', within, items: 2, drives: [driveOf(2), driveOf(1)] });
    const asked = (more: object, item = driveOf(2)) => said(judgeWithin(item, { ...within, ...more }, around([])));
    expect([asked({}), asked({ seal: 'S-9' }), asked({ content: inBin }), asked({}, driveOf(3)), asked({ container: elsewhere })]).toEqual([
      'legal',
      'seal_differs',
      'content_differs',
      'item_elsewhere not_in_it',
      'container_unknown',
    ]);
  });

  const opened = (intact: boolean, over: Parameters<typeof contentOf>[0], seal: string): Told => [
    'container.opened',
    { seal, intact, ...contentOf(over) },
  ];
  test.each([
    ['it lies in another one', bin, [], [], 'not_whole in_another_container'],
    ['it is open', cage, [opened(true, inCage, 'S-2')], [], 'not_whole not_sealed'],
    ['a case about it is open', cage, [['case.opened', { case: 'A'.repeat(22), kind: 'seal_broken' }]], [], 'not_whole case_open'],
    ['the seal of one in it was opened', cage, [], [opened(true, [{ item: driveOf(2) }], 'S-1')], 'not_whole nested_differs'],
    [
      'a case about one in it is open',
      cage,
      [],
      [['case.opened', { case: 'A'.repeat(22), kind: 'seal_broken' }]],
      'not_whole nested_differs',
    ],
    [
      'one in it was sealed anew over something else',
      cage,
      [],
      [
        opened(true, [{ item: driveOf(2) }], 'S-1'),
        ['item.placed', { item: driveOf(3) }],
        sealOf([{ item: driveOf(2) }, { item: driveOf(3) }], 'S-3'),
      ],
      'not_whole nested_differs',
    ],
  ] as const)('is not handed over whole when %s', (_, which, more, nested, expected) => {
    const lives = [
      container(bin, [...binFacts, ...(nested as readonly Told[])]),
      container(cage, [...cageFacts, ...(more as readonly Told[])]),
    ];
    expect(said(wholeOf(which, around([], lives)) as MoveVerdict)).toBe(expected);
  });

  test('is not touched between its offer and its receipt', () => {
    const [still, limbo] = [around([]), around([whole.offer])];
    expect(limboOf(container(bin, binFacts), limbo)).toMatchObject({ from: tech, to: keeper, within });
    expect(limboOf(container(cage, cageFacts), around([step.offer()]))).toBeUndefined();
    const open = { seal: 'S-2', intact: true, ...contentOf(inCage) };
    expect([move(still, 'container.opened', open), move(limbo, 'container.opened', open)]).toEqual(['legal', 'handed_whole']);
    expect(move(limbo, 'container.released', { way: 'destruction', ...contentOf(inCage) })).toBe('handed_whole');
  });

  test('changes hands once every drive in it is the receiver’s', () => {
    expect(move(around([whole.offer, whole.receive]), 'container.handed', handed)).toBe('legal');
    expect(move(around([whole.offer]), 'container.handed', handed)).toBe(`not_whole ${driveOf(2)}`);
    expect(move(around([]), 'container.handed', { ...handed, holder: tech })).toBe('same_person');
    expect(move(around([]), 'container.handed', { ...handed, holder: boss })).toBe('not_the_receiver');
  });

  test('keeps a hand-over by its seal as a breach when it had been opened before', () => {
    const after = (more: readonly Told[], body: object = handed) =>
      container(cage, [...cageFacts, ...more, ['container.handed', body, keeper]]);
    expect(after([])).toMatchObject({ handed: { from: tech, holder: keeper }, breach_count: 0 });
    const late = after([opened(true, inCage, 'S-2'), ['item.removed', { item: driveOf(1) }]]);
    expect([late.handed, late.breaches]).toMatchObject([
      undefined,
      [{ type: 'container.handed', why: 'not_in_this_state', detail: 'not_sealed' }],
    ]);
    expect(after([], { ...handed, seal: 'S-9' }).breaches).toMatchObject([{ why: 'seal_differs' }]);
    // Its drives say that they changed hands; that they lie behind no seal now is told of them.
    const came = lived(evolve, [step.claim(), whole.offer, whole.receive]) as DriveLife;
    expect(cameInDoubt(came, around([], [late]))).toBe(cage);
    expect(cameInDoubt(came, around([], [after([])]))).toBeUndefined();
    expect(cameInDoubt({ ...came, holder: boss }, around([], [late]))).toBeUndefined();
    const handedOn = lived(evolve, [step.claim(), whole.offer, whole.receive, step.offer(keeper, boss), step.receive(keeper, boss)]);
    expect(handedOn).not.toHaveProperty('came');
    expect(after([], { ...handed, content: inBin }).breaches).toMatchObject([{ why: 'content_differs' }]);
  });
});
