import { useQuery } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import type { DriveView, LifeLine } from '../../contract/views.ts';
import { photoFacts } from '../../domain/facts/photos.ts';
import { Act } from '../parts/act.tsx';
import { Section } from '../parts/field.tsx';
import { Code, Time } from '../parts/marks.tsx';
import { useBench, useNames, useStation } from '../station.tsx';
import { photoText } from '../words/photos.ts';
import { TakePhoto } from './take.tsx';

/** The photos of a drive, newest first, and the way to take one. */
export function Photos({ drive }: { readonly drive: DriveView }): ReactElement {
  const { session } = useBench();
  const [taking, setTaking] = useState(false);
  const taken = drive.life.filter(({ type }) => type === 'photo.kept').toReversed();
  return (
    <Section title={photoText.title}>
      {taken.length === 0 ? <p className="quiet">{photoText.none}</p> : null}
      <ul className="photos">
        {taken.map((line) => (
          <Photo key={line.hash} subject={drive.subject} line={line} />
        ))}
      </ul>
      {session === undefined ? null : <Act onPress={() => setTaking(true)}>{photoText.take}</Act>}
      {taking ? <TakePhoto subject={drive.subject} onClose={() => setTaking(false)} /> : null}
    </Section>
  );
}

function Photo({ subject, line }: { readonly subject: string; readonly line: LifeLine }): ReactElement | null {
  const { station } = useStation();
  const names = useNames();
  const body = photoFacts['photo.kept'].safeParse(line.body).data;
  const sha256 = body?.sha256 ?? '';
  const { data } = useQuery({
    queryKey: ['photo', subject, sha256],
    queryFn: () => station.photos.read({ subject, sha256 }),
    enabled: body !== undefined,
    staleTime: Infinity,
  });
  if (body === undefined) return null;
  const words = line.opened['note'] ?? photoText.from[body.from];
  return (
    <li>
      <figure className="photo">
        {data === undefined ? null : data.kind === 'file' ? (
          <img src={`data:${data.media};base64,${data.base64}`} alt={words} />
        ) : (
          <p className="quiet">{photoText.gone}</p>
        )}
        <figcaption className="small">
          {words}. {photoText.from[body.from]}, <Time ms={line.at_ms} long /> {line.actor === undefined ? '' : names(line.actor)}{' '}
          <Code small>{sha256.slice(0, 12)}…</Code>
        </figcaption>
      </figure>
    </li>
  );
}
