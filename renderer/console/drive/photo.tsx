import { useEffect, useState, type ReactElement } from 'react';
import type { ConsoleLine } from '../../../contract/console/drives.ts';
import { Act } from '../../parts/act.tsx';
import { Refused } from '../../parts/refused.tsx';
import { drivePhoto } from '../../words/console/photos.ts';
import { askFile } from '../ask.ts';
import { useDeed } from '../queries.ts';
import { useMay } from '../session.tsx';

/** The picture behind a line about a photo, asked for by a press: each look is written into the read log. */
export function LinePhoto({ subject, line }: { readonly subject: string; readonly line: ConsoleLine }): ReactElement | null {
  const may = useMay('drives.photo');
  const deed = useDeed();
  const [address, setAddress] = useState<string>();
  useEffect(() => (address === undefined ? undefined : () => URL.revokeObjectURL(address)), [address]);
  const { sha256 } = line.body;
  if (!may || line.type !== 'photo.kept' || typeof sha256 !== 'string') return null;
  const show = (): void =>
    void deed.run(async () => {
      const { bytes } = await askFile('drives.photo', { params: { subject, photo: sha256 } });
      setAddress(URL.createObjectURL(bytes));
    });
  return (
    <div>
      {address === undefined ? (
        <Act disabled={deed.busy} onPress={show}>
          {drivePhoto.show}
        </Act>
      ) : (
        <img className="line-photo" src={address} alt={drivePhoto.alt} />
      )}
      <Refused words={deed.fault} tight />
    </div>
  );
}
