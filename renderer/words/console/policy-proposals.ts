/** Policies that wait for a second officer. */
export const proposalsPage = {
  title: 'Waiting for a second officer',
  lead: 'Somebody proposed these. They judge nothing until another officer puts them in force.',
  policy: 'Policy',
  version: 'Version',
  by: 'Proposed by',
  when: 'Proposed',
  acts: 'What to do',
  read: 'Read it',
  adopt: 'Put in force',
  withdraw: 'Withdraw',
  refuse: 'Refuse',
  differs: 'What it changes',
  adoptTitle: (name: string, version: number) => `Put ${name} ${version} in force`,
  adoptWhat: (proposer: string) =>
    `${proposer} proposed it. Read it to the end: every station goes by it once it has read the log so far. Erases under way end under the old one, and there is no way back but a higher version.`,
  withdrawTitle: (name: string, version: number) => `Take ${name} ${version} from the list`,
  withdrawWhat: 'The proposal is deleted here. A draft that it came from stays.',
} as const;

/** The first of two steps. */
export const proposing = {
  propose: 'Propose',
  title: 'Propose this policy',
  what: 'It waits for a second officer under Policies, who reads it and puts it in force or refuses it.',
  seen: 'I have looked at each of these, and mean the policy as it is.',
  tooLong: 'It is too long to stand in the log whole. Shorten its notes, or join rules.',
} as const;
