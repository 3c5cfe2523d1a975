import type { BranchView, DisputeView } from '../../contract/views.ts';
import type { Fact, OverriddenAct } from '../../domain/facts/facts.ts';

export const disputeText = {
  title: 'In dispute',
  locked: 'It cannot be erased, released or destroyed until a supervisor has settled it. Nothing is lost: both stories are kept.',
  notLocked: 'Nothing is locked by this.',
  waiting: 'A fact that this rests on has not come yet. When it comes, this may settle itself.',
  letThrough: 'Two people have let one step through.',
  why: 'Why',
  override: 'Let one step through',
  overrideMore:
    'A supervisor and a witness let one step through in the face of the dispute as it stands here. It stays open, and both are named.',
  overrideAct: 'Which step',
  overrideDo: 'Let it through',
  resolve: 'Settle the dispute',
  resolveWhich: 'Which of them',
  resolveHolder: 'Who has it after all',
  resolveNobody: 'Nobody is to hold it',
  resolveReason: 'How you know',
  resolveDo: 'Settle it',
} as const;

type Class = DisputeView['conflicts'][number]['class'];

/** The same in a few words, where several are to be told apart. */
export function disputeWord(kind: Class | undefined): string {
  switch (kind) {
    case 'double_claim':
      return 'Two holders';
    case 'no_handoff':
      return 'Taken without an offer';
    case 'after_end':
      return 'Alive after its end';
    case 'same_drive_two_places':
      return 'Two places at once';
    case 'same_person':
      return 'One person for two';
    case 'clock':
      return 'A clock';
    case undefined:
      return '';
  }
}

/** A step that can be let through. */
export function overrideWord(act: OverriddenAct): string {
  switch (act) {
    case 'erase':
      return 'Erase it';
    case 'release':
      return 'Release it';
    case 'destroy':
      return 'Destroy it';
  }
}

/** What a supervisor goes by. */
export function settledWord(reason: Fact<'conflict.resolved'>['reason']): string {
  switch (reason) {
    case 'seen_in_person':
      return 'Seen with own eyes';
    case 'paper_trail':
      return 'Papers show it';
    case 'clerical_error':
      return 'A slip in writing';
    case 'clock_error':
      return 'A clock was wrong';
    case 'duplicate_record':
      return 'Written twice';
    case 'accepted_as_is':
      return 'Accepted as it is';
  }
}

/** What is wrong, in one sentence. */
export function disputeWords(kind: Class): string {
  switch (kind) {
    case 'double_claim':
      return 'Two people have this drive by what was written down, and neither knew of the other.';
    case 'no_handoff':
      return 'It changed hands and nobody had offered it to the one who took it.';
    case 'after_end':
      return 'It was written about after it had been destroyed or sent away for good.';
    case 'same_drive_two_places':
      return 'It was in a bay at one site while another site had it, and nothing shows which came first.';
    case 'same_person':
      return 'One person took both parts of a step that needs two.';
    case 'clock':
      return 'The clock of a station cannot have been right. What it wrote stands.';
  }
}

/** One story about the drive, as a sentence. */
export function branchWords(branch: BranchView): string {
  const by = branch.by === undefined ? '' : ` ${branch.by} wrote it.`;
  switch (branch.state) {
    case 'held':
    case 'offered':
      return `${branch.holder ?? 'Somebody'} has it${branch.place === undefined ? '' : ` at ${branch.place}`}.${by}`;
    case 'reused':
      return `It went back into use.${by}`;
    case 'ended':
      return `${endWords(branch.how)}${by}`;
    case 'unknown':
      return `It was written about.${by}`;
  }
}

function endWords(how: BranchView['how']): string {
  switch (how) {
    case 'destroyed':
      return 'It was destroyed.';
    case 'maker':
      return 'It went to its maker.';
    case 'vendor':
      return 'It went to a vendor.';
    case 'resolved':
    case undefined:
      return 'A supervisor closed it: nobody is to hold it.';
  }
}

/** An act that two people let through on a contested drive. */
export function overriddenWord(act: OverriddenAct): string {
  switch (act) {
    case 'erase':
      return 'erase it';
    case 'release':
      return 'release it';
    case 'destroy':
      return 'destroy it';
  }
}
