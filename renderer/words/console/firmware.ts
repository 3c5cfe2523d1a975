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
