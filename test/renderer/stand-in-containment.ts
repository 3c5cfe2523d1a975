import { implement } from '@orpc/server';
import { bridge, type Receipt } from '../../contract/bridge.ts';
import { makerRules } from '../../domain/returns/makers.ts';
import { expectedViews } from './scenes-intake.ts';
import { standInLabels } from './stand-in-labels.ts';
import { answerScene } from './scenes-answers.ts';
import { dueScene } from './scenes-due.ts';
import { machineScene } from './scenes-machines.ts';
import { shiftKept, shiftScene } from './scenes-shift.ts';
import { wholeScene, wholesInLimbo } from './scenes-whole.ts';
import { containerLines, containerViews, lotLines, lotViews, heldSubject, nothingStands, standing } from './scenes-containment.ts';

type Say = (name: string, receipt?: Receipt) => Receipt;

/** Holds, containers, lots and expected lists of the stand-in: canned ones, and no rules. */
export function standInContainment(say: Say) {
  const os = implement(bridge);
  const noList: Receipt = { kind: 'refused', why: 'no_list' };
  const none: Receipt = { kind: 'refused', why: 'container_unknown' };
  return {
    holds: {
      look: os.holds.look.handler(({ input }) => (input.subject === heldSubject ? standing : nothingStands)),
      place: os.holds.place.handler(() => say('holds.place')),
      lift: os.holds.lift.handler(() => say('holds.lift')),
      owner: os.holds.owner.handler(() => say('holds.owner')),
      grant: os.holds.grant.handler(() => say('holds.grant')),
      revoke: os.holds.revoke.handler(() => say('holds.revoke')),
      miss: os.holds.miss.handler(() => say('holds.miss')),
      closeCase: os.holds.closeCase.handler(() => say('holds.closeCase')),
    },
    retention: { due: os.retention.due.handler(() => dueScene) },
    returns: {
      makers: os.returns.makers.handler(() => makerRules({}).map((rule) => ({ rule, from: 'program' as const }))),
      advise: os.returns.advise.handler(() => ({
        kind: 'advice' as const,
        decision: 'keep' as const,
        reasons: ['data_never_back' as const, 'proven' as const, 'keep_priced' as const],
        may: ['keep' as const, 'shred' as const],
        price: { minor: 18_000, currency: 'EUR' },
      })),
      decide: os.returns.decide.handler(() => say('returns.decide')),
      expectCredit: os.returns.expectCredit.handler(() => say('returns.expectCredit')),
      receiveCredit: os.returns.receiveCredit.handler(() => say('returns.receiveCredit')),
      refuseCredit: os.returns.refuseCredit.handler(() => say('returns.refuseCredit')),
      rule: os.returns.rule.handler(() => say('returns.rule')),
      giveNumber: os.returns.giveNumber.handler(() => say('returns.giveNumber')),
      pack: os.returns.pack.handler(() => say('returns.pack')),
      allowLate: os.returns.allowLate.handler(() => say('returns.allowLate')),
    },
    machines: {
      list: os.machines.list.handler(() => [...machineScene]),
      find: os.machines.find.handler(({ input }) => {
        const found = machineScene.find(({ machine }) => machine.startsWith(`c1_${input.tag}`));
        return found === undefined ? {} : { found };
      }),
      register: os.machines.register.handler(() => say('machines.register')),
      calibrate: os.machines.calibrate.handler(() => say('machines.calibrate')),
      retire: os.machines.retire.handler(() => say('machines.retire')),
    },
    containers: {
      list: os.containers.list.handler(({ input }) => (input.gone ? [] : [...containerLines])),
      due: os.containers.due.handler(() => containerLines.filter(({ care }) => care !== undefined)),
      find: os.containers.find.handler(({ input }) => {
        const found = [...containerViews, ...lotViews].find(({ container }) => container.startsWith(`c1_${input.tag}`));
        return found === undefined ? {} : { found: { container: found.container, what: found.what } };
      }),
      look: os.containers.look.handler(({ input }) => containerViews.find(({ container }) => container === input.container) ?? none),
      make: os.containers.make.handler(() => say('containers.make')),
      bound: os.containers.bound.handler(() => say('containers.bound')),
      place: os.containers.place.handler(() => say('containers.place')),
      remove: os.containers.remove.handler(() => say('containers.remove')),
      seal: os.containers.seal.handler(() => say('containers.seal')),
      open: os.containers.open.handler(() => say('containers.open')),
      startCount: os.containers.startCount.handler(() => say('containers.startCount')),
      closeCount: os.containers.closeCount.handler(() => say('containers.closeCount')),
      release: os.containers.release.handler(() => say('containers.release')),
    },
    expected: {
      lists: os.expected.lists.handler(() => expectedViews.map(({ rows: _rows, finds: _finds, breaches: _breaches, ...line }) => line)),
      look: os.expected.look.handler(({ input }) => expectedViews.find(({ list }) => list === input.list) ?? noList),
      read: os.expected.read.handler(() => ({ kind: 'unread' as const, why: 'no_serial_column', more: 0 })),
      make: os.expected.make.handler(() => say('expected.make')),
      take: os.expected.take.handler(() => say('expected.take')),
      meet: os.expected.meet.handler(() => say('expected.meet')),
      miss: os.expected.miss.handler(() => say('expected.miss')),
      settle: os.expected.settle.handler(() => say('expected.settle')),
      close: os.expected.close.handler(() => say('expected.close')),
    },
    shift: {
      look: os.shift.look.handler(() => shiftScene),
      handOver: os.shift.handOver.handler(({ input }) => {
        say('shift.handOver');
        return { kind: 'handed' as const, events: [], handed: input.drives.length - 1, kept: shiftKept };
      }),
    },
    whole: {
      look: os.whole.look.handler(({ input }) => wholeScene(input.container) ?? none),
      limbo: os.whole.limbo.handler(() => [...wholesInLimbo]),
      offer: os.whole.offer.handler(() => say('whole.offer')),
      withdraw: os.whole.withdraw.handler(() => say('whole.withdraw')),
      receive: os.whole.receive.handler(() => say('whole.receive')),
      doubt: os.whole.doubt.handler(() => say('whole.doubt')),
    },
    labels: standInLabels(say),
    photos: {
      keep: os.photos.keep.handler(() => say('photos.keep')),
      read: os.photos.read.handler(() => ({ kind: 'refused' as const, why: 'photo_not_here' as const })),
    },
    lots: {
      list: os.lots.list.handler(({ input }) => (input.gone ? [] : [...lotLines])),
      look: os.lots.look.handler(({ input }) => lotViews.find(({ container }) => container === input.lot) ?? none),
      papers: os.lots.papers.handler(() => none),
      open: os.lots.open.handler(() => say('lots.open')),
      weigh: os.lots.weigh.handler(() => say('lots.weigh')),
      excuseWeight: os.lots.excuseWeight.handler(() => say('lots.excuseWeight')),
      readAnswer: os.lots.readAnswer.handler(() => answerScene),
      signAnswer: os.lots.signAnswer.handler(() => say('lots.signAnswer')),
      excuse: os.lots.excuse.handler(() => say('lots.excuse')),
      add: os.lots.add.handler(() => say('lots.add')),
      remove: os.lots.remove.handler(() => say('lots.remove')),
      close: os.lots.close.handler(() => say('lots.close')),
    },
  };
}
