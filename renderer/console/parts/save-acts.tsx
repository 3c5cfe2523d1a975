import { useState, type ReactElement } from 'react';
import { saveAs, type SaveAs } from '../../../contract/console/parts.ts';
import { Act } from '../../parts/act.tsx';
import { Refused } from '../../parts/refused.tsx';
import { saveText, saveWords } from '../../words/console/figures.ts';
import { askFile } from '../ask.ts';
import { useDeed } from '../queries.ts';
import { saveFile } from './save.ts';

/** Takes a report away, in any of its forms. */
export function SaveActs({
  id,
  asked,
}: {
  readonly id: Parameters<typeof askFile>[0];
  readonly asked?: (as: SaveAs) => object;
}): ReactElement {
  const deed = useDeed();
  const [saved, setSaved] = useState('');
  const take = (as: SaveAs): void => {
    setSaved('');
    void deed.run(async () => {
      const file = await askFile(id, asked?.(as) ?? { query: { as } });
      saveFile(file.name, file.bytes);
      setSaved(file.name);
    });
  };
  return (
    <>
      {saveAs.options.map((as) => (
        <Act key={as} disabled={deed.busy} onPress={() => take(as)}>
          {saveWords[as]}
        </Act>
      ))}
      <span role="status" className="small">
        {saved === '' ? '' : saveText.saved(saved)}
      </span>
      <Refused words={deed.fault} />
    </>
  );
}
