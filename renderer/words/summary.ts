/** One certificate for many drives. */
export const summaryText = {
  title: 'One certificate for all of them',
  ofList: 'What stands of each drive of this list, what is missing and who signed for it, with sums that are made from the lines.',
  ofLot: 'What stands of each drive of this lot, with sums that are made from the lines.',
  ofBatch: (count: number) =>
    count === 1 ? 'A certificate for the drive shown here.' : `One certificate for the ${count} drives shown here.`,
  pdf: 'Save as PDF',
  json: 'Save the signed file',
} as const;
