import type { NextStep } from '../../contract/views.ts';
import type { Command } from '../../domain/label/codes.ts';
import { count, day } from './numbers.ts';

export interface NextWords {
  /** The one thing to do now, as a sentence. */
  readonly sentence: string;
  /** For a bay tile: the same in a few words. */
  readonly short: string;
  /** The word on the button, when there is one. */
  readonly button?: string;
  /** The command card that does the same. */
  readonly command?: Command;
}

/** Words for the one next step. `bay` turns a port into the name people use; `serial` a subject into its serial. */
export function nextWords(step: NextStep, bay: (port: string) => string, serial: (subject: string) => string): NextWords {
  switch (step.kind) {
    case 'set_up':
      return { sentence: 'Name this station and its first supervisor.', short: 'Set up', button: 'Set up' };
    case 'sign_in':
      return { sentence: 'Scan your badge.', short: 'Scan your badge', button: 'Sign in' };
    case 'scan_or_dock':
      return { sentence: 'Scan a drive label, or dock a drive.', short: '' };
    case 'finish_intake':
      return { sentence: 'Scan the rest of the label, then take the drive into custody.', short: 'Finish the intake' };
    case 'dock_drive':
      return { sentence: `Dock drive ${step.serial} in a free bay.`, short: 'Dock it' };
    case 'scan_label':
      return { sentence: `Scan the label on the drive in ${bay(step.port)}.`, short: 'Scan its label' };
    case 'scan_psid':
      return {
        sentence: `Scan the PSID on the label of ${serial(step.subject)} in ${bay(step.port)}. It is printed on the drive itself, 32 letters and digits, and opens it where its keys are lost. Nothing was erased.`,
        short: 'Scan its PSID',
      };
    case 'start_erase':
      return startWords(step, bay, serial);
    case 'wait':
      return { sentence: `${count(step.jobs, 'erase is', 'erases are')} running. Scan or dock the next drive.`, short: '' };
    case 'reconnect':
    case 'change_dock':
    case 'power_cycle':
      return dockWords(step, bay(step.port), serial(step.subject));
    case 'start_again':
      return {
        sentence: `The erase of ${serial(step.subject)} stopped before its end. Start it again.`,
        short: 'Start it again',
        button: 'Start again',
        command: 'START',
      };
    case 'validate':
      return {
        sentence: `${serial(step.subject)} is verified. A validator accepts or rejects the result.`,
        short: 'Validate the result',
        button: 'Validate',
        command: 'VALIDATE',
      };
    case 'recheck':
      return recheckWords(step, bay, serial(step.subject));
    case 'quarantine':
      return {
        sentence: `Move ${serial(step.subject)} to quarantine.`,
        short: 'Move to quarantine',
        button: 'Quarantine',
        command: 'QUARANTINE',
      };
    case 'receive':
      return {
        sentence: `${serial(step.subject)} was offered to you. Receive it.`,
        short: 'Receive it',
        button: 'Receive',
        command: 'RECEIVE',
      };
    case 'release':
      return {
        sentence: `${serial(step.subject)} is validated and may leave. Release it.`,
        short: 'May leave',
        button: 'Release',
        command: 'RELEASE',
      };
    case 'keep_data':
      return keepWords(step, serial(step.subject));
    case 'destroy':
      return {
        sentence: `${serial(step.subject)} is bound for destruction. Destroy it before a witness.`,
        short: 'Send to destruction',
        button: 'Destroy',
      };
  }
}

/** Steps in which the drive is taken in the hand. */
function dockWords(step: Extract<NextStep, { kind: 'reconnect' | 'change_dock' | 'power_cycle' }>, bay: string, serial: string): NextWords {
  switch (step.kind) {
    case 'reconnect':
      return { sentence: `Dock ${serial} again in ${bay}.`, short: 'Dock it again' };
    case 'change_dock':
      return {
        sentence: `Take ${serial} out of ${bay} and put it into another dock.`,
        short: 'Use another dock',
      };
    case 'power_cycle':
      return {
        sentence: `Take ${serial} out of ${bay}, wait a few seconds, and put it in again. It goes on only after it had no power. Nothing was erased.`,
        short: 'Take out, put in again',
      };
  }
}

function recheckWords({ port }: Extract<NextStep, { kind: 'recheck' }>, bay: (port: string) => string, serial: string): NextWords {
  if (port === undefined)
    return {
      sentence: `${serial} was drawn for a re-check. Put it into another bay than the one where it was erased.`,
      short: 'Re-check in another bay',
    };
  return {
    sentence: `${serial} was drawn for a re-check. Whoever did not erase it reads it again in ${bay(port)}. Nothing is written to it.`,
    short: 'Re-check it',
    button: 'Re-check',
    command: 'START',
  };
}

function keepWords({ until_ms: untilMs }: Extract<NextStep, { kind: 'keep_data' }>, serial: string): NextWords {
  const until = untilMs === undefined ? '' : ` until ${day(untilMs)}`;
  return {
    sentence: `${serial} is to be kept${until}. Put it away.`,
    short: until === '' ? 'Kept, put it away' : `Kept${until}`,
    button: 'See why',
  };
}

function startWords(
  step: Extract<NextStep, { kind: 'start_erase' }>,
  bay: (port: string) => string,
  serial: (subject: string) => string,
): NextWords {
  if (step.opens === true)
    return {
      sentence: `The PSID of ${serial(step.subject)} was scanned. Open the drive: what is on it may be gone then, and its erase follows after that.`,
      short: 'Open it by its PSID',
      button: 'Open the drive',
      command: 'START',
    };
  return {
    sentence: `Label, drive and record agree for ${serial(step.subject)} in ${bay(step.port)}. Start the erase.`,
    short: 'Start the erase',
    button: 'Start the erase',
    command: 'START',
  };
}
