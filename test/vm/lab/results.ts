/** How the line of a result begins: the guest prints them, the host counts them. */
export const resultMarks = { passed: '  ✓ ', failed: '  ✗ ', skipped: '  - ' } as const;

/** A guest that prints this line alone has its power cut. */
export const cutPowerLine = 'cut the power now';

/** The last line of a suite that ran to its end. */
export const suiteEndedLine = 'the suite has ended';
