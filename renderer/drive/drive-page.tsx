import type { ReactElement } from 'react';
import { Link as Anchor, useLocation } from 'wouter';
import type { DriveView } from '../../contract/views.ts';
import { ThingLabels } from '../labels/thing-labels.tsx';
import { routeOf, type DeviceClass } from '../../domain/intake/device-classes.ts';
import { Section } from '../parts/field.tsx';
import { Code, Pair, Serial, Time } from '../parts/marks.tsx';
import { useNow } from '../parts/now.ts';
import { Photos } from '../photos/photos.tsx';
import { Progress } from '../parts/progress.tsx';
import { State } from '../parts/shape.tsx';
import { TimeLeft } from '../parts/time-left.tsx';
import { useDrive, useNames } from '../station.tsx';
import { boundFor, causeWord, dataClassWord, destinationWord, mediaWord, reasonPulled } from '../words/custody.ts';
import { deviceText, deviceWords, noMethodWords } from '../words/devices.ts';
import { driveText, stepText } from '../words/drive.ts';
import { capacity, exactBytes } from '../words/numbers.ts';
import { screens } from '../words/screens.ts';
import { stateMeans, stateWord } from '../words/states.ts';
import { wholeText } from '../words/whole.ts';
import { Certificate } from './certificate.tsx';
import { Dispute } from './dispute.tsx';
import { DoneToIt } from './done.tsx';
import { Fields } from './fields.tsx';
import { IdentityLock } from './identity-lock.tsx';
import { Life } from './life.tsx';
import { Plan } from './plan.tsx';
import { Credits } from './credits.tsx';
import { ReturnOrKeep } from './return-decision.tsx';
import { Standing } from './standing.tsx';
import { Recheck } from './recheck.tsx';
import { StampPart } from './stamp.tsx';
import { Stock } from './stock.tsx';
import { Steps, StepSheet, sheetSteps } from './steps.tsx';
import { WaysOut } from './ways-out.tsx';

/** Everything about one drive: what it is, its life, its proofs, its ways out. */
export function DrivePage({ subject, step }: { readonly subject: string; readonly step: string | undefined }): ReactElement {
  const drive = useDrive(subject);
  const [, go] = useLocation();
  const open = sheetSteps.find((name) => name === step);
  if (drive === undefined)
    return (
      <main className="page" id="work">
        <p className="quiet">{screens.app.loading}</p>
      </main>
    );
  const page = `/drive/${subject}`;
  return (
    <main className="page drive" id="work">
      <Head drive={drive} onOpen={(name) => go(`${page}/${name}`)} />
      <div className="drive-body">
        <div className="drive-main">
          <Dispute dispute={drive.dispute} />
          <IdentityLock drive={drive} />
          <Life life={drive.life} />
        </div>
        <div className="drive-side">
          <Custody drive={drive} />
          <Recheck recheck={drive.recheck} />
          <Fields drive={drive} />
          <Plan plan={drive.plan} dock={drive.dock_grade} />
          <DoneToIt drive={drive} />
          <Certificate drive={drive} />
          <StampPart drive={drive} />
          <Stock stock={drive.stock} />
          <Standing drive={drive} />
          <ReturnOrKeep drive={drive} />
          <Credits drive={drive} />
          <ThingLabels subject={drive.subject} />
          <Photos drive={drive} />
          <WaysOut ways={drive.ways_out} />
        </div>
      </div>
      {open === undefined ? null : <StepSheet step={open} drive={drive} onClose={() => go(page)} />}
    </main>
  );
}

function Head({
  drive,
  onOpen,
}: {
  readonly drive: DriveView;
  readonly onOpen: (step: (typeof sheetSteps)[number]) => void;
}): ReactElement {
  const nowMs = useNow();
  const { identity } = drive;
  const { mark, word } = stateWord(drive.state);
  return (
    <header className="drive-head">
      <div className="drive-name">
        <h1 className="drive-serial">
          <Serial text={drive.serial} />
        </h1>
        <p className="quiet">
          {[drive.model ?? drive.record.model, drive.media === undefined ? undefined : mediaWord(drive.media)]
            .filter((part) => part !== undefined)
            .join(', ')}
        </p>
        {identity === undefined ? null : (
          <p className="small quiet">
            <Code small>{capacity(identity.capacity_bytes)}</Code> = <Code small>{exactBytes(identity.capacity_bytes)}</Code>;{' '}
            {nativeWords(identity.capacity_bytes, identity.native_bytes)}
          </p>
        )}
      </div>
      <div className={`drive-state lamp-${mark}`}>
        <p className="drive-word">
          <State mark={mark} word={word} ppm={drive.progress === undefined ? undefined : (drive.progress.done_ppm ?? 'unread')} size={32} />
        </p>
        <p>{stateMeans(drive.state)}</p>
        {drive.limit === undefined ? null : (
          <p>
            <TimeLeft limit={drive.limit} nowMs={nowMs} next />
          </p>
        )}
        {drive.quarantine === undefined ? null : (
          <p>
            {causeWord(drive.quarantine.cause)}. {boundFor(drive.quarantine.bound_for)}
          </p>
        )}
      </div>
      {drive.progress === undefined ? null : (
        <div className="drive-progress">
          <Progress progress={drive.progress} nowMs={nowMs} />
          {drive.progress.can_cancel ? null : <p className="small">{stepText.cancelNot}</p>}
        </div>
      )}
      <div className="drive-steps">
        <Steps drive={drive} onOpen={onOpen} />
      </div>
    </header>
  );
}

function nativeWords(bytes: number, native: number | undefined): string {
  if (native === undefined) return driveText.unknownNative;
  return native === bytes ? driveText.sameAsNative : `${driveText.hiddenCapacity.toLowerCase()} ${exactBytes(native)}`;
}

function deviceLine(device: DeviceClass): string {
  const route = routeOf(device);
  return route.to === 'bench' ? deviceWords[device] : `${deviceWords[device]}. ${deviceText.forced} ${noMethodWords[route.why]}`;
}

function Custody({ drive }: { readonly drive: DriveView }): ReactElement {
  const { record } = drive;
  const names = useNames();
  const from = [record.host, record.slot].filter((part) => part !== undefined).join(', ');
  return (
    <Section title={driveText.custody}>
      <dl className="pairs">
        {drive.holder === undefined ? null : <Pair name={driveText.holder}>{names(drive.holder)}</Pair>}
        {drive.offered_to === undefined ? null : (
          <Pair name={driveText.offeredTo}>
            {names(drive.offered_to)} {drive.offered_since_ms === undefined ? null : <Time ms={drive.offered_since_ms} long />}
          </Pair>
        )}
        {drive.came_in_doubt === undefined ? null : (
          <Pair name={wholeText.cameInDoubt}>
            <State mark="disputed" word={wholeText.inDoubt} size={20} />{' '}
            <Anchor href={`/containers/${drive.came_in_doubt.container}`}>{drive.came_in_doubt.name}</Anchor>, {wholeText.cameInDoubtMore}
          </Pair>
        )}
        {drive.offered_within === undefined ? null : (
          <Pair name={wholeText.within}>
            <Anchor href={`/hand-over/container/${drive.offered_within.container}`}>{drive.offered_within.name}</Anchor>,{' '}
            {wholeText.withinMore}
          </Pair>
        )}
        {drive.place === undefined ? null : <Pair name={driveText.place}>{drive.place}</Pair>}
        {record.device === undefined ? null : <Pair name={deviceText.label}>{deviceLine(record.device)}</Pair>}
        <Pair name={driveText.reason}>{reasonPulled(record.reason)}</Pair>
        <Pair name={driveText.dataClass}>{dataClassWord(record.data_class)}</Pair>
        <Pair name={driveText.destination}>{destinationWord(record.destination)}</Pair>
        {from === '' ? null : (
          <Pair name={driveText.pulledFrom}>
            <Code>{from}</Code>
          </Pair>
        )}
        {record.ticket === undefined ? null : (
          <Pair name={driveText.ticket}>
            <Code>{record.ticket}</Code>
          </Pair>
        )}
        {record.owner === undefined ? null : <Pair name={driveText.owner}>{record.owner}</Pair>}
        {record.note === undefined ? null : <Pair name={driveText.note}>{record.note}</Pair>}
      </dl>
    </Section>
  );
}
