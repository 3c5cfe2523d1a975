import { useState, type ReactElement } from 'react';
import type { DriveView } from '../../contract/views.ts';
import { Act } from '../parts/act.tsx';
import { Section } from '../parts/field.tsx';
import { Code, Time } from '../parts/marks.tsx';
import { Refused } from '../parts/refused.tsx';
import { save } from '../parts/save.ts';
import { State } from '../parts/shape.tsx';
import { useCall, useStation } from '../station.tsx';
import { certificateText, revokedWords } from '../words/certificate.ts';
import { driveText } from '../words/drive.ts';
import { outcomeWord } from '../words/erase.ts';
import { safetyWords } from '../words/life.ts';
import { Revoke } from './revoke.tsx';

/** The certificate: the JSON is the truth, the PDF the paper. */
export function Certificate({ drive }: { readonly drive: DriveView }): ReactElement {
  const { station } = useStation();
  const call = useCall();
  const [revoking, setRevoking] = useState(false);
  const { certificate } = drive;
  if (certificate === undefined)
    return (
      <Section title={driveText.certificate}>
        <p className="quiet">{driveText.noCertificate}</p>
      </Section>
    );
  const { id } = certificate;
  const json = (): Promise<boolean> =>
    call.run(async () => {
      const answer = await station.certificates.json({ id });
      if (answer.kind !== 'file') return answer;
      save(answer.name, new Blob([answer.text], { type: 'application/json' }));
      return { kind: 'done', events: [] };
    });
  const pdf = (): Promise<boolean> =>
    call.run(async () => {
      const answer = await station.certificates.pdf({ id });
      if (answer.kind !== 'file') return answer;
      save(answer.name, new Blob([Uint8Array.from(atob(answer.base64), (char) => char.charCodeAt(0))], { type: 'application/pdf' }));
      return { kind: 'done', events: [] };
    });
  return (
    <Section title={driveText.certificate}>
      {certificate.revoked === undefined ? (
        <State {...outcomeWord(certificate.outcome)} />
      ) : (
        <State mark="stopped" word={revokedWords(certificate.revoked)} />
      )}
      <p>
        <Code>{id}</Code>
      </p>
      <p className="small quiet">
        <Time ms={certificate.issued_ms} long />, {safetyWords(certificate.safety, undefined)}
      </p>
      <div className="acts">
        <Act disabled={call.busy} onPress={() => void pdf()}>
          {driveText.savePdf}
        </Act>
        <Act disabled={call.busy} onPress={() => void json()}>
          {driveText.saveJson}
        </Act>
        {certificate.revoked === undefined ? (
          <Act disabled={call.busy} onPress={() => setRevoking(true)}>
            {certificateText.takeBack}
          </Act>
        ) : null}
      </div>
      <Refused words={call.refused} />
      {revoking ? <Revoke subject={drive.subject} certificate={id} onClose={() => setRevoking(false)} /> : null}
    </Section>
  );
}
