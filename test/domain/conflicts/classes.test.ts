import { describe, expect, test } from 'vitest';
import { contestOf } from '../../../domain/conflicts/conflicts.ts';
import { readFact } from '../../../domain/facts/facts.ts';
import { ana, bob, bodies, cem, logged, officer, stage } from './telling.ts';

test('the events that these tests tell are facts', () => {
  const { all, station } = stage();
  const one = station('a');
  one.claim(ana);
  one.offer(ana, bob);
  one.receive(ana, bob);
  one.see();
  one.tell('erase.started', bodies.started);
  one.tell('custody.released', bodies.released('reuse'));
  one.destroy();
  for (const { type, body } of all) expect(readFact(type, body)).toMatchObject({ kind: 'fact' });
});

describe('double_claim', () => {
  test('two stations claim one drive without knowing of each other', () => {
    const { station, contest } = stage();
    const [a, b] = [station('a').claim(ana), station('b').claim(bob)];
    const answer = contest();
    expect(answer.open).toMatchObject([{ class: 'double_claim', events: [a.hash, b.hash], heads: [a.hash, b.hash] }]);
    expect(answer.contested).toBe(true);
    expect(answer.branches.map(({ standing }) => standing)).toMatchObject([
      { kind: 'held', holder: ana },
      { kind: 'held', holder: bob },
    ]);
    expect(answer.standing).toBeUndefined();
  });

  test('one offer, two receipts, is one; an offer taken back while it is received is one', () => {
    const { station, classes, all } = stage();
    const [one, two, three] = [station('a'), station('b'), station('c')];
    one.claim(ana);
    const offer = one.offer(ana, bob);
    two.learn(offer);
    three.learn(offer);
    two.receive(ana, bob);
    expect(classes()).toEqual([]);
    three.receive(ana, bob);
    expect(classes()).toEqual(['double_claim']);
    all.pop();
    one.tell('custody.withdrawn', { from: ana }, { actor: ana });
    expect(classes()).toEqual(['double_claim']);
  });

  test('near misses: a hand-over between stations; a move beside a receipt; a second round after reuse', () => {
    const { station, contest } = stage();
    const [one, two] = [station('a'), station('b')];
    one.claim(ana);
    const offer = one.offer(ana, bob);
    two.learn(offer);
    two.receive(ana, bob);
    one.tell('custody.moved', { holder: ana, place: 'dock door' }, { actor: ana });
    two.tell('custody.released', bodies.released('reuse'), { actor: bob });
    const back = two.claim(bob, 'shelf 2');
    expect(contest()).toMatchObject({
      open: [],
      contested: false,
      standing: { kind: 'held', holder: bob },
      branches: [{ head: back.hash }],
    });
  });

  test('a branch that goes on keeps the conflict; a third story makes it another one', () => {
    const { station, contest } = stage();
    const [one, two, three] = [station('a'), station('b'), station('c')];
    one.claim(ana);
    two.claim(bob);
    const [first] = contest().open;
    one.offer(ana, cem);
    const received = one.receive(ana, cem);
    expect(contest().open).toMatchObject([{ id: first?.id, heads: [received.hash, 'st_b#1'.padEnd(43, '_')] }]);
    three.claim(cem);
    expect(contest().open).toHaveLength(1);
    expect(contest().open[0]?.id).not.toBe(first?.id);
  });
});

describe('no_handoff', () => {
  test('a receipt without an offer, by another giver, of a used offer, or of one that was taken back', () => {
    for (const spoil of ['none', 'other giver', 'other receiver', 'used', 'taken back']) {
      const { station, classes } = stage();
      const one = station('a');
      one.claim(ana);
      if (spoil !== 'none') one.offer(spoil === 'other giver' ? cem : ana, spoil === 'other receiver' ? cem : bob);
      if (spoil === 'used') one.receive(ana, bob);
      if (spoil === 'taken back') one.tell('custody.withdrawn', { from: ana }, { actor: ana });
      one.receive(ana, bob);
      expect(classes(), spoil).toEqual(['no_handoff']);
    }
  });

  test('a claim that takes a drive from the person who has it', () => {
    const { station, classes } = stage();
    const one = station('a');
    one.claim(ana);
    one.claim(bob);
    expect(classes()).toEqual(['no_handoff']);
  });

  test('near misses: an offer with a move between; an offer by another station', () => {
    const { station, classes } = stage();
    const [one, two] = [station('a'), station('b')];
    one.claim(ana);
    one.offer(ana, bob);
    const moved = one.tell('custody.moved', { holder: ana, place: 'dock door' }, { actor: ana });
    two.learn(moved);
    two.receive(ana, bob);
    expect(classes()).toEqual([]);
  });

  test('while the offer is still under way, it says what it waits for; when it comes, the conflict is gone', () => {
    const { station, all } = stage();
    const [one, two] = [station('a'), station('b')];
    one.claim(ana);
    const offer = one.offer(ana, bob);
    two.learn(offer);
    two.receive(ana, bob);
    const early = contestOf(all.filter((event) => event !== offer));
    expect(early.open.length).toBeGreaterThan(0);
    for (const conflict of early.open) expect(conflict.waiting_for).toBe(offer.hash);
    expect(contestOf(all).open).toEqual([]);
  });
});

describe('after_end', () => {
  test('a claim, a sight, or an erase that rests on the end, and a claim beside it', () => {
    for (const end of ['destroyed', 'vendor', 'maker'] as const) {
      for (const sign of ['claim', 'see', 'started', 'beside'] as const) {
        const { station, contest } = stage();
        const [one, two] = [station('a'), station('b')];
        const first = one.claim(ana);
        if (sign === 'beside') {
          one.offer(ana, bob);
          two.learn(...one.known);
          two.receive(ana, bob);
        }
        const over = end === 'destroyed' ? one.destroy() : one.tell('custody.released', bodies.released(end), { actor: ana });
        if (sign === 'claim') one.claim(ana);
        if (sign === 'see') one.see();
        if (sign === 'started') one.tell('erase.started', bodies.started);
        const [conflict, ...more] = contest().open;
        expect(more).toEqual([]);
        expect(conflict, `${sign} after ${end}`).toMatchObject({ class: 'after_end' });
        expect(conflict?.events).toContain(over.hash);
        expect(conflict?.events).not.toContain(first.hash);
      }
    }
  });

  test('near misses: a certificate after the end; a claim after reuse; a sight before the end', () => {
    const { station, classes } = stage();
    const one = station('a');
    one.claim(ana);
    one.see();
    one.tell('custody.released', bodies.released('reuse'), { actor: ana });
    one.claim(ana);
    one.destroy();
    one.tell('certificate.issued', { certificate: `cert_${'c'.repeat(20)}`, outcome: 'destroyed', sha256: 'A'.repeat(43) });
    expect(classes()).toEqual([]);
  });
});

describe('same_drive_two_places', () => {
  test('in two bays at two sites, and nothing shows which came first', () => {
    const { station, all } = stage();
    const [one, two] = [station('a'), station('b')];
    one.claim(ana);
    one.see();
    two.see();
    expect(contestOf(logged(all)).open).toMatchObject([{ class: 'same_drive_two_places' }]);
  });

  test('near misses: one site; a hand-over between; a checkpoint between; a claim and a claim', () => {
    const same = stage();
    same.station('a', 'Lyon').see();
    same.station('b', 'Lyon').see();
    expect(contestOf(logged(same.all)).open).toEqual([]);

    const handed = stage();
    const [one, two] = [handed.station('a'), handed.station('b')];
    one.claim(ana);
    one.see();
    two.learn(one.offer(ana, bob));
    two.receive(ana, bob);
    two.see();
    expect(contestOf(logged(handed.all)).open).toEqual([]);

    const later = stage();
    later.station('a').see();
    const after = later.station('b');
    after.seen = 1;
    after.see();
    expect(contestOf(logged(later.all)).open).toEqual([]);
    // The same two, where the first came into the log after that checkpoint: nothing shows the order any more.
    expect(contestOf(logged(later.all, 1)).open).toMatchObject([{ class: 'same_drive_two_places' }]);

    const twice = stage();
    twice.station('a').claim(ana);
    twice.station('b').claim(bob);
    expect(contestOf(logged(twice.all)).open.map((each) => each.class)).toEqual(['double_claim']);
  });
});

test('same_person: one person as two, wherever two are asked for; and two people are fine', () => {
  const told = (spoil: boolean): readonly string[] => {
    const { station, all } = stage();
    const one = station('a');
    const job = bodies.started.job;
    one.claim(ana);
    one.offer(ana, spoil ? ana : bob);
    one.tell('custody.received', { from: ana, holder: spoil ? ana : bob }, { actor: spoil ? ana : bob });
    one.tell('validation.decided', { job, accepted: true, statement: 's' }, { actor: bob });
    one.tell('drive.destroyed', { technique: 'shred' }, { actor: bob, witness: spoil ? bob : cem });
    return contestOf(all).open.map((each) => each.class);
  };
  expect(told(true)).toEqual(['same_person', 'same_person', 'same_person']);
  expect(told(false)).toEqual([]);
});

test('clock: a flagged custody event is told and contests nothing; a flag on another event says nothing', () => {
  const { station, contest } = stage();
  const one = station('a');
  const claimed = one.claim(ana);
  const seen = one.see();
  expect(contest({ flagged: new Set([claimed.hash]) })).toMatchObject({
    open: [{ class: 'clock' }],
    contested: false,
    standing: { kind: 'held' },
  });
  expect(contest({ flagged: new Set([seen.hash]) }).open).toEqual([]);
});

describe('a resolution', () => {
  test('closes the conflict that it names when it rests on all heads, and says who has the drive', () => {
    const { station, contest } = stage();
    const [one, two, three] = [station('a'), station('b'), station('c')];
    one.claim(ana);
    two.claim(bob);
    const [conflict] = contest().open;
    const resolved = three.resolve(conflict!, bob);
    expect(contest()).toMatchObject({
      open: [],
      closed: [{ id: conflict?.id, closed_by: resolved.hash }],
      contested: false,
      standing: { kind: 'held', holder: bob },
      branches: [{ head: resolved.hash }],
    });
    // Life goes on from there: Bob hands over, and that is no claim beside the old ones.
    three.offer(bob, cem);
    three.receive(bob, cem);
    expect(contest()).toMatchObject({ open: [], standing: { kind: 'held', holder: cem } });
  });

  test('without all heads, of another id, of another class, or by nobody with a name it closes nothing', () => {
    for (const spoil of ['head', 'id', 'class', 'actor', 'not entitled']) {
      const { station, contest } = stage();
      station('a').claim(ana);
      station('b').claim(bob);
      const three = station('c');
      const [conflict] = contest().open;
      const wrong = {
        id: spoil === 'id' ? 'A'.repeat(22) : conflict!.id,
        class: spoil === 'class' ? 'after_end' : conflict!.class,
        heads: spoil === 'head' ? conflict!.heads.slice(0, 1) : conflict!.heads,
      };
      if (spoil === 'actor') {
        three.tell(
          'conflict.resolved',
          { conflict: wrong.id, class: wrong.class, holder: bob, reason: 'seen_in_person' },
          { deps: wrong.heads },
        );
      } else three.resolve(wrong, bob);
      const answer = contest(spoil === 'not entitled' ? { mayResolve: ({ actor }) => actor !== officer } : {});
      expect(answer.open, spoil).toMatchObject([{ id: conflict?.id }]);
      expect(answer.closed).toEqual([]);
    }
  });

  test('that did not know of a story is overtaken by it: another conflict, and the closed one stays closed', () => {
    const { station, contest } = stage();
    const [one, two, three] = [station('a'), station('b'), station('c')];
    one.claim(ana);
    two.claim(bob);
    const [first] = contest().open;
    const resolved = three.resolve(first!, bob);
    one.offer(ana, cem);
    const late = one.receive(ana, cem);
    const [again, ...more] = contest().open;
    expect(more).toEqual([]);
    expect(again?.id).not.toBe(first?.id);
    expect([...again!.heads]).toEqual([late.hash, resolved.hash].sort());
    expect(contest().closed.map(({ id }) => id)).toEqual([first?.id]);
    three.learn(late);
    three.resolve(again!, cem);
    expect(contest()).toMatchObject({ open: [], contested: false, standing: { kind: 'held', holder: cem } });
    // Both first branches go on at once, and the conflict that they make has an id of its own again.
    two.learn(one.known[0]!);
    two.destroy(bob);
    expect(contest().open.map(({ id }) => id)).not.toContain(first?.id);
    expect(contest().open.map((each) => each.class)).toEqual(['after_end']);
  });

  test('after the end brings the drive back, or says that it is gone for good', () => {
    const { station, contest } = stage();
    const [one, two] = [station('a'), station('b')];
    one.claim(ana);
    one.destroy();
    one.see();
    const [zombie] = contest().open;
    two.learn(...one.known);
    two.resolve(zombie!, ana);
    two.see();
    two.offer(ana, bob);
    two.receive(ana, bob);
    expect(contest()).toMatchObject({ open: [], standing: { kind: 'held', holder: bob } });
    two.destroy(bob);
    two.see();
    const [again] = contest().open;
    expect(again).toMatchObject({ class: 'after_end' });
    two.resolve(again!);
    expect(contest()).toMatchObject({ open: [], standing: { kind: 'ended', how: 'resolved' } });
    two.see();
    expect(contest().open).toMatchObject([{ class: 'after_end' }]);
  });

  test('closes what is about one event and leaves the holder alone', () => {
    const { station, contest } = stage();
    const one = station('a');
    one.claim(ana);
    one.tell('drive.destroyed', { technique: 'shred' }, { actor: ana, witness: ana });
    const [same] = contest().open;
    one.resolve(same!);
    expect(contest()).toMatchObject({ open: [], closed: [{ class: 'same_person' }], standing: { kind: 'ended', how: 'destroyed' } });
  });
});
