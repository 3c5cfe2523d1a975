import type { ReactElement } from 'react';
import type { DriveView } from '../../contract/views.ts';
import type { Command } from '../../domain/label/codes.ts';
import { Act } from '../parts/act.tsx';
import { Refused } from '../parts/refused.tsx';
import { useCall, useStation } from '../station.tsx';
import { disputeText } from '../words/dispute.ts';
import { stepText } from '../words/drive.ts';
import { recheckText } from '../words/recheck.ts';
import { Cancel, StartWitness, Validate } from './steps-erase.tsx';
import { Move, Offer, Quarantine, Readmit, Receive, Redirect } from './steps-custody.tsx';
import { Override, Resolve } from './steps-dispute.tsx';
import { Destroy, Release } from './steps-out.tsx';

/** Steps that open a sheet; they are also the last part of the page's address. */
export const sheetSteps = [
  'offer',
  'receive',
  'move',
  'redirect',
  'quarantine',
  'readmit',
  'release',
  'destroy',
  'validate',
  'cancel',
  'witness',
  'resolve',
  'override',
] as const;
export type SheetStep = (typeof sheetSteps)[number];

/** The sheet for a step. */
export function StepSheet({
  step,
  drive,
  onClose,
}: {
  readonly step: SheetStep;
  readonly drive: DriveView;
  readonly onClose: () => void;
}): ReactElement | null {
  switch (step) {
    case 'offer':
      return <Offer drive={drive} onClose={onClose} />;
    case 'receive':
      return <Receive drive={drive} onClose={onClose} />;
    case 'move':
      return <Move drive={drive} onClose={onClose} />;
    case 'redirect':
      return <Redirect drive={drive} onClose={onClose} />;
    case 'quarantine':
      return <Quarantine drive={drive} onClose={onClose} />;
    case 'readmit':
      return <Readmit drive={drive} onClose={onClose} />;
    case 'release':
      return <Release drive={drive} onClose={onClose} />;
    case 'destroy':
      return <Destroy drive={drive} onClose={onClose} />;
    case 'validate':
      return <Validate drive={drive} onClose={onClose} />;
    case 'resolve':
      return <Resolve drive={drive} onClose={onClose} />;
    case 'override':
      return <Override drive={drive} onClose={onClose} />;
    case 'cancel':
      return <Cancel subject={drive.subject} onClose={onClose} />;
    case 'witness':
      return drive.port === undefined ? null : <StartWitness subject={drive.subject} port={drive.port} onClose={onClose} />;
  }
}

interface Offered {
  readonly step: SheetStep | 'start' | 'start_again' | 'recheck' | 'withdraw' | 'blink';
  readonly word: string;
  readonly command?: Command;
  readonly kind?: 'main' | 'stop';
}

/** Which steps make sense to offer here. The station decides; this only keeps the page short. */
export function offeredSteps(drive: DriveView): readonly Offered[] {
  const steps: Offered[] = [];
  const next = drive.next?.kind;
  if (drive.dispute !== undefined) steps.push({ step: 'resolve', word: disputeText.resolve, command: 'RESOLVE', kind: 'main' });
  if (drive.dispute?.locked === true) steps.push({ step: 'override', word: disputeText.override, command: 'OVERRIDE' });
  if (next === 'start_erase')
    steps.push({
      step: drive.plan?.kind === 'plan' && drive.plan.witness ? 'witness' : 'start',
      word: drive.next?.kind === 'start_erase' && drive.next.opens === true ? stepText.open : stepText.start,
      command: 'START',
      kind: 'main',
    });
  if (next === 'start_again') steps.push({ step: 'start_again', word: stepText.startAgain, command: 'START', kind: 'main' });
  if (drive.next?.kind === 'recheck' && drive.next.port !== undefined)
    steps.push({ step: 'recheck', word: recheckText.step, command: 'START', kind: 'main' });
  if ((drive.state === 'verified' || drive.state === 'sanitized_unverified') && drive.validation === undefined)
    steps.push({ step: 'validate', word: stepText.validate, command: 'VALIDATE', kind: 'main' });
  if (drive.progress?.can_cancel === true) steps.push({ step: 'cancel', word: stepText.cancel, command: 'CANCEL', kind: 'stop' });
  // Behind a seal nothing is received or taken back alone: its container is.
  if (drive.state === 'offered' && drive.offered_within === undefined)
    steps.push(
      { step: 'receive', word: stepText.receive, command: 'RECEIVE', kind: 'main' },
      { step: 'withdraw', word: stepText.withdraw },
    );
  if (drive.ways_out.some(({ way, open }) => open && way !== 'destroy'))
    steps.push({ step: 'release', word: stepText.release, command: 'RELEASE', kind: 'main' });
  if (drive.state === 'quarantined' && drive.quarantine?.bound_for === 'decision') steps.push({ step: 'readmit', word: stepText.readmit });
  if (drive.port !== undefined && drive.progress === undefined) steps.push({ step: 'blink', word: stepText.blink });
  if (drive.state === 'released' || drive.state === 'destroyed' || drive.progress !== undefined || drive.state === 'offered') return steps;
  steps.push({ step: 'offer', word: stepText.offer }, { step: 'move', word: stepText.move });
  if (drive.state !== 'quarantined')
    steps.push({ step: 'redirect', word: stepText.redirect }, { step: 'quarantine', word: stepText.quarantine, command: 'QUARANTINE' });
  if (drive.ways_out.some(({ way, open }) => open && way === 'destroy')) steps.push({ step: 'destroy', word: stepText.destroy });
  return steps;
}

/** The row of steps under a drive's name. */
export function Steps({ drive, onOpen }: { readonly drive: DriveView; readonly onOpen: (step: SheetStep) => void }): ReactElement {
  const { station } = useStation();
  const call = useCall();
  const press = (step: Offered['step']): void => {
    const { port, subject } = drive;
    if (step === 'blink') {
      if (port !== undefined) void call.run(() => station.bays.blink({ port }));
    } else if (step === 'withdraw') void call.run(() => station.custody.withdraw({ subject }));
    else if (step === 'recheck') {
      if (port !== undefined) void call.run(() => station.erase.recheck({ subject, port }));
    } else if (step === 'start' || step === 'start_again') {
      if (port !== undefined) void call.run(() => station.erase.start({ subject, port }));
    } else onOpen(step);
  };
  return (
    <>
      <div className="acts">
        {offeredSteps(drive).map(({ step, word, command, kind }) => (
          <Act key={step} onPress={() => press(step)} command={command} kind={kind ?? 'plain'} disabled={call.busy}>
            {word}
          </Act>
        ))}
      </div>
      <Refused words={call.refused} />
      {call.why === 'witness_missing' ? <Act onPress={() => onOpen('witness')}>{stepText.witness}</Act> : null}
    </>
  );
}
