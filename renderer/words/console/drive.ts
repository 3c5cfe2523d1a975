import { controlFacts, readControlFact, type AnyControlFact } from '../../../domain/facts/control.ts';
import type { ConflictRow, ConsoleLine } from '../../../contract/console/drives.ts';
import { facts } from '../../../domain/facts/facts.ts';
import { lifeSentence, type Names, type Sentence } from '../life.ts';
import { duration } from '../numbers.ts';
import { firmwareBlockedWords, firmwareLiftedWords } from './firmware.ts';
import { codeWords } from '../refusals.ts';

export const drivePage = {
  title: 'Drive',
  unknown: 'No record of this drive that you may see.',
  unknownMore: 'It may stand under another site or tenant, or nobody has taken it in yet.',
  life: 'Life',
  lifeLead: 'Oldest first. Every line is signed by the station that wrote it.',
  print: 'Print this life',
  printPage: 'Print',
  proof: 'Proof',
  verifiedHere: 'verified in this browser, in the log at',
  notProven: 'not proven',
  hideProof: 'Hide proof',
  event: 'Event',
  verify: 'Verify here',
  verifyAll: 'Verify every line',
  verifying: 'Verifying.',
  verified: (lines: number, all: number) => `${lines} of ${all} lines verified in this browser`,
  save: 'Save the proof',
  notYet: 'In the log, and not under a signed tree head yet. Look again in a minute.',
  noKey: 'This browser does not know the log’s key. Paste it on the Log page; get it from somebody other than this registry’s operator.',
  noKeyLink: 'Open the Log page',
  noEd25519: 'This browser cannot verify Ed25519, or the page did not come over HTTPS. Save the proof and check it with another tool.',
  proven: (index: number, size: number) =>
    `This line is leaf ${index} of the tree of ${size} leaves. Path, tree head and signature were verified in this browser.`,
  clock: 'Clock',
  chain: 'Chain',
  signedBy: 'Signed by',
  facts: 'Now',
  site: 'Site',
  tenant: 'Tenant',
  sealed: 'Sealed values are closed to your roles. Their commitments are in the log all the same.',
  breaches: 'Recorded although the rules forbid it',
  certificates: 'Certificates',
  noCertificates: 'None yet.',
  checkpoint: 'Proofs lead to',
  checkpointMore: 'leaves',
  dispute: 'Two stories of this drive',
  told: 'Told as',
  between: 'By the log',
  notBefore: 'not before',
  notAfter: 'not after',
  openBefore: 'No earliest time: its station had seen no tree head of this log.',
  openAfter: 'No latest time yet: no signed tree head covers it.',
  witnessed: 'a witness cosigned it then',
  ownWord: 'the registry’s own word, no witness',
  clockBefore: 'The station’s clock told an earlier time than can be. What counts is the log.',
  clockAfter: 'The station’s clock told a later time than can be. What counts is the log.',
} as const;

const refusedWords = {
  malformed: 'The proof is not one. Do not rely on this line; tell whoever runs the registry.',
  wrong_entry: 'The proof is about another entry. Do not rely on this line.',
  bad_checkpoint: 'The tree head is not signed by the key that this browser trusts. Do not rely on it until somebody has found out why.',
  not_in_log: 'The path does not lead to the tree head: this line is not in the log that was signed.',
  other_event: 'The proof is good, and about another event than this line.',
} as const;

export function proofRefusal(code: keyof typeof refusedWords): string {
  return refusedWords[code];
}

/** How far the station's clock may be off, from the event's own time member. Milliseconds and seconds. */
export function clockWords({
  src,
  off,
  age,
}: {
  readonly src: 'registry' | 'ntp' | 'none';
  readonly off: number;
  readonly age: number;
}): string {
  if (src === 'none') return 'the station had measured its clock against nothing';
  const how = off === 0 ? 'right to the millisecond' : `${duration(Math.abs(off) / 1000)} ${off > 0 ? 'behind' : 'ahead'}`;
  const small = Math.abs(off) < 1000 ? `${Math.abs(off)} ms ${off > 0 ? 'behind' : 'ahead'}` : how;
  return `${off === 0 ? how : small} when it was measured, ${duration(age)} before`;
}

/** A line of a life, whether a station or the registry wrote it. */
export function lineSentence(line: Pick<ConsoleLine, 'type' | 'body' | 'opened'>, names: Names): Sentence {
  if (Object.hasOwn(facts, line.type) || !Object.hasOwn(controlFacts, line.type)) return lifeSentence(line, names);
  const fact = readControlFact(line.type, line.body);
  return fact === undefined
    ? { mark: 'unknown', text: `A fact of the registry that cannot be read: ${line.type}.` }
    : controlSentence(fact, names);
}

function controlSentence(fact: AnyControlFact, names: Names): Sentence {
  switch (fact.type) {
    case 'conflict.opened':
      return { mark: 'disputed', text: `The registry found a conflict: ${conflictWords(fact.body.class).what}` };
    case 'conflict.resolved':
      return {
        mark: 'waiting',
        text: `The conflict was closed: ${fact.body.holder === undefined ? 'nobody holds it' : `${names(fact.body.holder)} has it`}. ${resolutionWord(fact.body.reason)}.`,
      };
    case 'quarantine.admitted':
      return { mark: 'waiting', text: `A fact that was held back was let into the log: ${codeWords(fact.body.ground)}.` };
    case 'quarantine.dismissed':
      return { mark: 'stopped', text: `A fact was kept out of the log: ${codeWords(fact.body.ground)}.` };
    case 'erasure.done':
      return { mark: 'waiting', text: `Sealed values were erased: ${fact.body.fields.join(', ')}. Their commitments stay.` };
    case 'firmware.blocked':
      return { mark: 'stopped', text: firmwareBlockedWords(fact.body) };
    case 'firmware.lifted':
      return { mark: 'waiting', text: firmwareLiftedWords(fact.body) };
    case 'log.opened':
    case 'log.closed':
    case 'station.enrolled':
    case 'epoch.opened':
    case 'key.added':
    case 'key.revoked':
    case 'role.granted':
    case 'role.ended':
    case 'policy.set':
    case 'contract.ended':
    case 'contract.resumed':
    case 'tenant.held':
    case 'tenant.freed':
    case 'chain.forked':
    case 'recheck.closed':
    case 'recheck.drawn':
    case 'index.root':
      return { mark: 'waiting', text: `The registry wrote: ${codeWords(fact.type.replace('.', ' '))}.` };
  }
}

/** What a class of conflict means and what closes it. */
export function conflictWords(kind: ConflictRow['class']): { readonly word: string; readonly what: string; readonly next: string } {
  switch (kind) {
    case 'double_claim':
      return {
        word: 'Claimed twice',
        what: 'Two stations took this drive into custody.',
        next: 'Find the drive and read its serial. Say who has it.',
      };
    case 'no_handoff':
      return {
        word: 'No hand-over',
        what: 'It went from one holder to another without both signing.',
        next: 'Ask both. Say who has it now.',
      };
    case 'after_end':
      return {
        word: 'Seen after its end',
        what: 'It was written about after it was released or destroyed.',
        next: 'Look whether it is the same drive. If it is, its release was no release.',
      };
    case 'same_drive_two_places':
      return {
        word: 'In two places',
        what: 'Two stations had this drive in a bay in times that overlap.',
        next: 'One of the labels is wrong. Compare both drives’ own serials.',
      };
    case 'same_person':
      return {
        word: 'One person, two parts',
        what: 'One person acted in two parts that the rules keep apart.',
        next: 'A supervisor looks at what was done, and says whether it stands.',
      };
    case 'clock':
      return {
        word: 'Clocks disagree',
        what: 'The stations’ clocks tell an order that cannot be.',
        next: 'Set the clock of the station that is off, then say which story holds.',
      };
  }
}

export const conflictPage = {
  title: 'Conflicts',
  lead: 'Two stories of one drive. Both are kept; a supervisor says which one holds, and that is written down.',
  empty: 'No conflict is open.',
  emptyMore: 'Each drive has one story.',
  emptyClosed: 'None has been closed yet.',
  closed: 'Closed ones too',
  kind: 'Conflict',
  drive: 'Drive',
  site: 'Site',
  opened: 'Found',
  ended: 'Closed',
  open: 'Open',
  branch: 'Story',
  holds: 'Has the drive',
  nobody: 'Nobody',
  at: 'at',
  resolve: 'Close this conflict',
  resolveTitle: 'Close the conflict',
  resolveWhat: 'You say who has the drive. Your word rests on every branch, so no story is lost.',
  resolveDo: 'Write it down',
  who: 'Who has the drive',
  why: 'How it is known',
  resolved: 'How it was closed',
  step: 'Differs from here',
  look: 'Look at the drive',
  side: 'Both stories',
} as const;

const resolutions = {
  seen_in_person: 'Seen in person',
  paper_trail: 'Paper trail',
  clerical_error: 'Clerical error',
  clock_error: 'Clock error',
  duplicate_record: 'Same drive, two records',
  accepted_as_is: 'Accepted as it is',
} as const;

export type Resolution = keyof typeof resolutions;

export function resolutionWord(reason: Resolution): string {
  return resolutions[reason];
}
