import type { ReactElement } from 'react';
import { Act } from '../parts/act.tsx';
import { useNow } from '../parts/now.ts';
import { useBench, useCall, useStation } from '../station.tsx';
import { useKey } from '../scan/ears.tsx';
import { lineWords } from '../words/scan.ts';
import { screens } from '../words/screens.ts';

/** The last act, while it can be taken back without a word: a quiet bar that goes by itself. */
export function Undo(): ReactElement | null {
  const { station } = useStation();
  const { undo, intake } = useBench();
  const nowMs = useNow();
  const { run, busy } = useCall();
  const left = undo === undefined ? 0 : Math.ceil((undo.until_ms - nowMs) / 1000);
  const press = (): void => {
    if (undo !== undefined && left > 0 && !busy) void run(() => station.bench.undo({ event: undo.event }));
  };
  useKey('u', press);
  if (undo === undefined || left <= 0) return null;
  return (
    <aside className="undo" aria-label={screens.undo.title}>
      <p>
        {lineWords(undo.what)} {undo.name === undefined ? null : <span className="mono">{undo.name}</span>}
      </p>
      {/* While a label is being gathered the card takes back the last scan of it. */}
      <Act command={intake === undefined ? 'UNDO' : undefined} disabled={busy} onPress={press}>
        {screens.undo.button} <span className="mono small">{left}</span>
      </Act>
    </aside>
  );
}
