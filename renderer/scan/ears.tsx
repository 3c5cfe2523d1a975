import { createContext, useContext, useEffect, useLayoutEffect, useMemo, useRef, useState, type ReactElement, type ReactNode } from 'react';
import { useStation } from '../station.tsx';
import { earcons } from '../sounds/earcons.ts';
import { followScanners } from './follow-scanners.ts';
import { type Heard, heardText } from './heard.ts';
import { listen } from './listen.ts';
import { createTurns } from './turns.ts';

/** Takes a scan for itself. Answers false to let it go on to the station. */
export type Claim = (text: string, heard: Heard) => boolean;

/** What hears in a window. The bench gives it by `EarsProvider`; another face of the parts gives its own. */
export interface Ears {
  /** The newest claim is asked first. */
  readonly claim: (claim: Claim) => () => void;
  readonly key: (key: string, press: () => void) => () => void;
  /** Sends a code that somebody typed the same way as a scan. */
  readonly typed: (text: string) => void;
  /** Announces a verdict to people who listen to the screen. */
  readonly announce: (text: string) => void;
}

export const EarsContext = createContext<Ears | undefined>(undefined);

/** Hears scans anywhere in the window, dialogs included, and routes them: who asked for one first, else the station. */
export function EarsProvider({ children }: { readonly children: ReactNode }): ReactElement {
  const { station, bench, line } = useStation();
  const claims = useRef<Claim[]>([]);
  const keys = useRef(new Map<string, () => void>());
  const [said, say] = useState('');
  const route = useRef<(heard: Heard) => Promise<number | undefined> | undefined>(() => undefined);
  route.current = (heard) => {
    const { text, source, aim, device } = heard;
    if (claims.current.some((claim) => claim(text, heard))) return undefined;
    return station.bench.scan({ text, source, ...(aim === undefined ? {} : { aim }), ...(device === undefined ? {} : { device }) }).then(
      ({ number }) => number,
      () => {
        earcons.play('stop');
        return undefined;
      },
    );
  };
  const turns = useMemo(
    () =>
      createTurns(
        (heard) => route.current(heard),
        (ms, run) => void setTimeout(run, ms),
      ),
    [],
  );
  useEffect(
    () => (line === 'open' ? followScanners(window, station, (reading) => turns.heard(reading)) : undefined),
    [line, station, turns],
  );
  useEffect(
    () =>
      listen(window, {
        onScan: (text, suffixed) => turns.heard({ ...heardText(text, 'wedge'), suffixed }),
        onKey: (key) => keys.current.get(key)?.(),
      }),
    [turns],
  );
  const heard = bench?.scan;
  const last = useRef<number>(undefined);
  useEffect(() => {
    // The first view after a start shows an old scan: only newer ones sound.
    if (heard !== undefined && last.current !== undefined && heard.number !== last.current) earcons.play(heard.sound);
    if (bench !== undefined) last.current = heard?.number ?? -1;
    if (heard !== undefined) turns.shown(heard.number);
  }, [bench, heard, turns]);
  const ears = useMemo<Ears>(
    () => ({
      claim: (claim) => {
        claims.current.unshift(claim);
        return () => {
          claims.current = claims.current.filter((other) => other !== claim);
        };
      },
      key: (key, press) => {
        keys.current.set(key, press);
        return () => keys.current.delete(key);
      },
      typed: (text) => turns.heard(heardText(text, 'typed')),
      // The same words twice are two verdicts: an invisible mark makes a screen reader say them again.
      announce: (text) => say((old) => (old === text ? `${text}\u200b` : text)),
    }),
    [turns],
  );
  return (
    <EarsContext value={ears}>
      {children}
      <div className="hidden-word" role="status" aria-live="assertive">
        {said}
      </div>
    </EarsContext>
  );
}

export function useEars(): Ears {
  const ears = useContext(EarsContext);
  if (ears === undefined) throw new Error('a part stands outside of EarsProvider');
  return ears;
}

/** Takes scans while `active`; the callback answers false for those that are not for it. */
export function useScans(active: boolean, claim: Claim): void {
  const { claim: put } = useEars();
  const newest = useRef(claim);
  newest.current = claim;
  // Together with what people see: a button on the screen already hears its card.
  useLayoutEffect(() => (active ? put((text, heard) => newest.current(text, heard)) : undefined), [active, put]);
}

/** A single key that works wherever no field has the focus. */
export function useKey(key: string, press: () => void): void {
  const { key: put } = useEars();
  const newest = useRef(press);
  newest.current = press;
  useEffect(() => put(key, () => newest.current()), [key, put]);
}
