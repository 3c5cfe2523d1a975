import type { ReactElement } from 'react';
import { Link } from 'wouter';
import type { ConsoleDrive } from '../../../contract/console/drives.ts';
import { Section } from '../../parts/field.tsx';
import { Code, Pair, Time } from '../../parts/marks.tsx';
import { State } from '../../parts/shape.tsx';
import { drivePage } from '../../words/console/drive.ts';
import { dataClassWord, destinationWord, reasonPulled } from '../../words/custody.ts';
import { driveText } from '../../words/drive.ts';
import { outcomeWord } from '../../words/erase.ts';
import { grouped } from '../../words/numbers.ts';
import { useNames, useTenants } from '../session.tsx';

/** What holds now, and the papers. */
export function DriveSide({ look }: { readonly look: ConsoleDrive }): ReactElement {
  return (
    <>
      <Now look={look} />
      <Papers look={look} />
    </>
  );
}

function Now({ look: { drive, site, tenant, opened } }: { readonly look: ConsoleDrive }): ReactElement {
  const names = useNames();
  const tenants = useTenants();
  const { record } = drive;
  const from = [record.host, record.slot].filter((part) => part !== undefined).join(', ');
  return (
    <Section title={drivePage.facts}>
      <dl className="pairs">
        {drive.holder === undefined ? null : <Pair name={driveText.holder}>{names(drive.holder)}</Pair>}
        {drive.offered_to === undefined ? null : <Pair name={driveText.offeredTo}>{names(drive.offered_to)}</Pair>}
        {drive.place === undefined ? null : <Pair name={driveText.place}>{drive.place}</Pair>}
        <Pair name={drivePage.site}>{site}</Pair>
        {tenant === undefined ? null : <Pair name={drivePage.tenant}>{tenants(tenant)}</Pair>}
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
      {opened ? null : <p className="small quiet">{drivePage.sealed}</p>}
    </Section>
  );
}

function Papers({ look: { certificates, checkpoint } }: { readonly look: ConsoleDrive }): ReactElement {
  return (
    <Section title={drivePage.certificates}>
      {certificates.length === 0 ? <p className="quiet">{drivePage.noCertificates}</p> : null}
      <ul className="papers">
        {certificates.map(({ id, outcome, issued_ms: issuedMs }) => {
          const { mark, word } = outcomeWord(outcome);
          return (
            <li key={id}>
              <State mark={mark} word={word} size={20} />
              <Code small>{id}</Code>
              <Time ms={issuedMs} long />
            </li>
          );
        })}
      </ul>
      {checkpoint === undefined ? null : (
        <p className="small quiet">
          {drivePage.checkpoint}{' '}
          <Link href="/log" className="mono small">
            {checkpoint.origin}
          </Link>
          , {grouped(checkpoint.size)} {drivePage.checkpointMore}, <span className="mono small story-hash">{checkpoint.root}</span>
        </p>
      )}
    </Section>
  );
}
