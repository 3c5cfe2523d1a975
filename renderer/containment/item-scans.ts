import { useState } from 'react';
import type { DriveLine } from '../../contract/views.ts';
import { readOwnCode } from '../../domain/label/codes.ts';
import { askedBy } from '../scan/asked.ts';
import { useScans } from '../scan/ears.tsx';
import { isNoDrive } from '../scan/own-codes.ts';
import { earcons } from '../sounds/earcons.ts';
import { useStation } from '../station.tsx';

/** What a scan meant: a drive that is known here, or a container. */
export type ScannedItem =
  { readonly is: 'drive'; readonly item: string; readonly drive: DriveLine } | { readonly is: 'container'; readonly item: string };

/**
 * Hears labels of drives and, where wanted, of containers, and says what they are. A label that fits no drive here, or two,
 * changes nothing: it sounds the stop and is given back to be shown.
 */
export function useItemScans(
  active: boolean,
  { containers, found }: { readonly containers: boolean; readonly found: (item: ScannedItem) => void },
): string | undefined {
  const { station } = useStation();
  const [missed, setMissed] = useState<string>();
  const miss = (text: string): void => {
    setMissed(text);
    earcons.play('stop');
  };
  const take = (item: ScannedItem): void => {
    setMissed(undefined);
    found(item);
  };
  useScans(active, (text) => {
    const own = readOwnCode(text);
    if (own?.kind === 'container' && containers) {
      void station.containers.find({ tag: own.tag }).then(({ found: known }) => {
        if (known?.what === 'container') take({ is: 'container', item: known.container });
        else miss(text);
      });
      return true;
    }
    if (isNoDrive(text)) return false;
    const query = askedBy(text);
    void station.drives.find({ query, limit: 2 }).then(([only, second]) => {
      if (only !== undefined && second === undefined) take({ is: 'drive', item: only.subject, drive: only });
      else miss(query);
    });
    return true;
  });
  return missed;
}
