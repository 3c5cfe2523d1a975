import type { FirmwareTechnique } from '../../../domain/policy/firmware-list.ts';
import type { FirmwareLiftGround } from '../../../domain/facts/control.ts';
import { techniqueWord } from '../erase.ts';

const grounds: Readonly<Record<FirmwareLiftGround, string>> = {
  cause_was_elsewhere: 'The cause was elsewhere',
  recorded_in_error: 'It was recorded in error',
};

export function firmwareBlockedWords({ model, firmware, technique }: FirmwareTechnique): string {
  return `Firmware ${firmware} of ${model} left data behind after ${techniqueWord(technique)}. No plan offers it to these drives any more.`;
}

export function firmwareLiftedWords({ ground, ...row }: FirmwareTechnique & { readonly ground: FirmwareLiftGround }): string {
  return `${techniqueWord(row.technique)} may be used again on ${row.model} with firmware ${row.firmware}. ${grounds[ground]}.`;
}

export function liftGroundWord(ground: FirmwareLiftGround): string {
  return grounds[ground];
}

export const firmwarePage = {
  title: 'Firmware',
  lead: 'Drives that said they were erased and were not, by model and firmware. No station offers them that technique again.',
  model: 'Model and firmware',
  technique: 'Technique',
  state: 'State',
  since: 'Since',
  drives: 'Drives',
  others: (count: string) => `${count} more that are not shown here`,
  blocked: 'Not offered',
  lifted: 'Lifted',
  liftedBy: (ground: string, by: string) => `${ground}. By ${by === '' ? 'an officer' : by}.`,
  act: 'Decision',
  lift: 'Lift',
  liftOf: (row: Pick<FirmwareTechnique, 'model' | 'firmware'>) => `Lift: ${row.firmware} of ${row.model}`,
  liftWhat:
    'Every station offers this technique to these drives again when it next reads the log. What was found stays found: a drive that leaves data behind after this blocks it anew.',
  ground: 'Ground',
  empty: 'No firmware left data behind.',
  emptyMore: 'When the read-back of one erased drive finds old data, its model and firmware stand here, and every site knows.',
} as const;
