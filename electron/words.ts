/** What the shell itself says to a person; everything else is said by the page. */
export const words = {
  cannotStart: 'Custos cannot start',
  stationGone:
    'The station stopped and did not come back. Nothing on record is lost: every fact is on disk before it is shown. An erase inside a drive goes on; an overwrite has stopped and is recorded as interrupted. Start Custos again.',
  quit: {
    message: (jobs: number): string => (jobs === 1 ? 'An erase is running.' : `${jobs} erases are running.`),
    detail:
      'If you quit, an overwrite stops and the drive counts as not sanitized until it is taken up again. An erase inside the drive goes on, and the station asks the drive how it ended at the next start.',
    stay: 'Keep Custos open',
    leave: 'Quit',
  },
} as const;
