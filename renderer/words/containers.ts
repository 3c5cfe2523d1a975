import type { ContainerLine, ContainerView } from '../../contract/containment.ts';
import type { ReleaseWay } from '../../domain/facts/holds.ts';
import { count } from './numbers.ts';
import type { Mark } from './states.ts';

/** Words of the pages of containers and of lots. */
export const containerText = {
  title: 'Containers',
  lead: 'Bins, cages, shelves and boxes: what lies in them, their seals and their counts. Scan a container’s label anywhere to open it.',
  none: 'No container here yet.',
  noneMore: 'Make one, put its label on it, then scan drives into it.',
  noneGone: 'None has left yet.',
  noneDue: 'Nothing is due: no count and no emptying before a week is over.',
  make: 'Make a container',
  kind: 'Kind',
  name: 'Name',
  nameHint: 'As people call it: Cage 2, Bin 14. A place label can be scanned.',
  items: 'Holds',
  state: 'State',
  seal: 'Seal',
  sealAndDue: 'Seal, and what is due',
  cases: 'Open cases',
  since: 'Last touched',
  label: 'Its label',
  labelMore: 'Print this code and put it on the container. Scanning it opens this page.',
  standing: 'In use',
  due: 'Due',
  gone: 'Left or closed',
  content: 'What lies in it',
  empty: 'Nothing lies in it. Scan a drive that you hold, or the label of a sealed container, to place it here.',
  emptySealed: 'Nothing is recorded in it.',
  placeHint: 'Scan drives one after another: each is placed here.',
  placed: 'placed here',
  takeOut: 'Take out',
  notHere: 'No drive here has this label. Nothing was changed.',
  doSeal: 'Seal it',
  sealMore: 'Scan the number on the seal. What the record has in it is signed under this number; a number is used once.',
  sealNumber: 'Number of the seal',
  doOpen: 'Open the seal',
  openMore: 'Read the number on the seal, say whether it is whole, then scan everything that lies in it.',
  intact: 'The seal is',
  whole: 'whole',
  broken: 'broken',
  recount: 'Counted so far',
  recountMore: 'Scan each thing that lies in it. The record is not shown, so that the count is one.',
  takeBack: 'Take the last one back',
  recountNone: 'Nothing scanned yet. An empty container is counted with nothing.',
  openDo: 'Opened, counted as scanned',
  startCount: 'Count it',
  countMore: 'Two people count, each alone. Neither sees the other’s list, nor the record.',
  countFirst: 'First count',
  countSecond: 'Second count',
  countFirstDone: 'First count done: hand over',
  countSecondWho: 'The second person scans their own badge and enters the PIN, then counts everything again.',
  closeCount: 'Both counts done',
  counting: 'Being counted',
  goOn: 'Count now',
  caseTitle: 'Cases',
  closeCase: 'Close the case',
  caseNote: 'What was found',
  outcome: 'Outcome',
  letGo: 'It leaves',
  letGoMore: 'Sealed, with everything in it. Each drive in it has to be out by a fact of its own.',
  vehicle: 'Vehicle',
  note: 'Note',
  breaches: (n: number): string => `${count(n, 'fact about it is', 'facts about it are')} against the rules and had no effect.`,
  unknown: 'This station has no such container or lot.',
  unknownItem: 'Not known here',
} as const;

export const lotText = {
  title: 'Ways out',
  lead: 'Drives leave in lots. A lot closes when each of its drives has proof or a named exception, and not before.',
  none: 'No lot is open.',
  noneMore: 'Open one for a return to a maker, a vendor, or a destruction.',
  noneGone: 'No lot was closed yet.',
  open: 'Open a lot',
  kind: 'Where they go',
  nameHint: 'As it stands on the papers: the RMA number, the day of the shredder.',
  consignee: 'Goes to',
  reference: 'Reference',
  lacking: 'Lacking',
  name: 'Name',
  allOut: 'All are out',
  notOut: (n: number): string => `${count(n, 'drive has', 'drives have')} not left`,
  content: 'Drives in it',
  empty: 'No drive in it. Scan a drive that you hold and whose destination is this way.',
  addHint: 'Scan drives one after another: each joins the lot.',
  added: 'joined the lot',
  ready: 'May leave',
  notDestroyed: 'Not destroyed yet: it is destroyed before a witness, on its own page',
  close: 'Close the lot',
  closeMore: 'All drives leave in one step, each on its own proof or exception, or none does.',
  closeMoreDestroyed: 'Each drive has to be destroyed before a witness first.',
  cannotClose: (n: number): string => `${count(n, 'drive keeps', 'drives keep')} it open.`,
  list: 'Save the list (CSV)',
  papers: 'Papers',
  papersOpen: 'The lot is not closed: its papers say so on their face, and nothing may be loaded on them.',
  papersClosed: 'The load list goes along with the load: who loads, drives and receives signs on it, and the signed file is inside.',
  papersDestroyed: 'What was destroyed together, each drive with its certificate.',
  papersGaps: 'Somebody closed this lot while a drive in it had not left. Its papers say so.',
  loadListPdf: 'Save the load list (PDF)',
  loadListJson: 'Save the load list (JSON)',
  proofs: 'Save the proofs for the maker (ZIP)',
  left: 'Left',
} as const;

export const standingText = {
  title: 'What stands in the way',
  none: 'No hold, no case.',
  hold: 'Put on legal hold',
  holdMore: 'Nothing is erased, released or destroyed until it is lifted.',
  holdGround: 'Because of',
  matter: 'Matter',
  lift: 'Lift the hold',
  liftMore: 'A supervisor lifts it, before a witness.',
  held: 'On legal hold because of',
  tenant: {
    held: 'Its owner is on legal hold with everything. It is lifted in the registry’s console.',
    unread: 'A whole owner is on legal hold, and this station was not told which one. Nothing goes until it was.',
    owner_unknown: 'A whole owner is on legal hold, and nobody has said whose this drive is.',
  },
  owner: 'Say whose it is',
  ownerMore: 'The name is sealed beside the record, as intake seals it. What was said before still counts for every hold.',
  ownerName: 'Owner',
  grant: 'Grant an exception',
  grantMore: 'For this drive, one way, one thing that is lacking, until a day. Somebody else makes use of it.',
  although: 'It may leave although',
  way: 'By the way',
  ground: 'Because',
  days: 'Valid for',
  dayWord: (days: string): string => (days === '1' ? '1 day' : `${days} days`),
  granted: 'Exception',
  until: 'until',
  revoke: 'Take it back',
  miss: 'It is not there',
  missMore: 'Opens a case. Until it is closed the drive leaves by no way.',
  missing: 'Missing. Others must be told in',
  missingOver: 'Missing. The time to tell others is over.',
  lastPlace: 'Last place',
  neighbour: (n: number): string => `drive ${n}`,
  search: 'Look beside these: they lay in the same container',
  inContainer: 'Lies in',
  inLot: 'In lot',
  needNote: 'Say why in a few words.',
} as const;

/** The beginning of a sentence. */
export function begun(words: string): string {
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}

export const releaseWays: Record<ReleaseWay, string> = { maker: 'to the maker', reuse: 'into reuse', vendor: 'to a vendor' };

/** State of a container or lot, with its mark. */
export function containerState(line: Pick<ContainerLine, 'state' | 'gap'> & { readonly counting: unknown }): {
  readonly mark: Mark;
  readonly word: string;
} {
  if (line.state === 'closed_unproven') return { mark: 'stopped', word: 'Closed without proof' };
  if (line.gap !== undefined) return { mark: 'disputed', word: gapWords[line.gap] };
  if (line.counting !== undefined && line.counting !== false) return { mark: 'waiting', word: containerText.counting };
  switch (line.state) {
    case 'open':
      return { mark: 'waiting', word: 'Open' };
    case 'sealed':
      return { mark: 'proven', word: 'Sealed' };
    case 'left':
      return { mark: 'proven', word: 'Left' };
    case 'closed':
      return { mark: 'proven', word: 'Closed' };
  }
}

const gapWords: Record<NonNullable<ContainerView['gap']>, string> = {
  seal_broken: 'Seal broken',
  content_differs: 'Content differs',
  count_gap: 'Count differs',
};
