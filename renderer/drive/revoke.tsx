import { useState, type ReactElement } from 'react';
import { revocationGround, type RevocationGround } from '../../domain/facts/facts.ts';
import { Act } from '../parts/act.tsx';
import { Choice, Field } from '../parts/field.tsx';
import { Code } from '../parts/marks.tsx';
import { Refused } from '../parts/refused.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { useCall, useStation } from '../station.tsx';
import { certificateText, groundWord, type InItsPlace, inItsPlace, inItsPlaceWord } from '../words/certificate.ts';

/** Takes a certificate back, with a reason, and puts another one in its place where one is due. */
export function Revoke({
  subject,
  certificate,
  onClose,
}: {
  readonly subject: string;
  readonly certificate: string;
  readonly onClose: () => void;
}): ReactElement {
  const { station } = useStation();
  const call = useCall();
  const [reason, setReason] = useState<RevocationGround | undefined>();
  const [place, setPlace] = useState<InItsPlace>('nothing');
  const [note, setNote] = useState('');
  const revoke = async (ground: RevocationGround): Promise<void> => {
    const more = note === '' ? {} : { note };
    const asked = { subject, certificate, reason: ground, replace: place === 'another', ...more };
    if (await call.run(() => station.certificates.revoke(asked))) onClose();
  };
  return (
    <Sheet title={certificateText.takeBack} onClose={onClose}>
      <p>
        <Code>{certificate}</Code>
      </p>
      <p className="small">{certificateText.means}</p>
      <Choice label={certificateText.why} options={revocationGround.options} value={reason} onChange={setReason} word={groundWord} />
      <Choice label={certificateText.replace} options={inItsPlace} value={place} onChange={setPlace} word={inItsPlaceWord} />
      <Field label={certificateText.note} value={note} onChange={setNote} />
      <Refused words={call.refused} />
      <Act
        kind="main"
        disabled={reason === undefined || call.busy}
        onPress={() => (reason === undefined ? undefined : void revoke(reason))}
      >
        {certificateText.takeBack}
      </Act>
    </Sheet>
  );
}
