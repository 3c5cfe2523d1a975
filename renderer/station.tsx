import {
  createContext,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
  type ReactElement,
  type ReactNode,
} from 'react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { Receipt } from '../contract/bridge.ts';
import type { ScannersView } from '../contract/scanners.ts';
import type { BaysView, BenchView, DriveView, Person, PersonElsewhere } from '../contract/views.ts';
import type { Connection, Line, Station } from './connect.ts';
import { callFailed, refusalWords, type RefusalWords } from './words/refusals.ts';
import { earcons } from './sounds/earcons.ts';

interface Joined {
  readonly station: Station;
  readonly line: Line;
  /** The newest view of the bench; kept while the line is down, so that the last known state stays readable. */
  readonly bench: BenchView | undefined;
  /** The line is open but the feed ends at once: window and station do not understand each other. */
  readonly misunderstood: boolean;
}

const Context = createContext<Joined | undefined>(undefined);

/** Gives every part below the station, the line's state and the newest bench view. */
export function StationProvider({ connection, children }: { readonly connection: Connection; readonly children: ReactNode }): ReactElement {
  const line = useSyncExternalStore(connection.onLine, connection.line);
  const { view: bench, failing } = useFeed<BenchView>(line, (signal) => connection.station.bench.feed(undefined, { signal }), 'bench');
  const joined = useMemo(() => ({ station: connection.station, line, bench, misunderstood: failing }), [connection, line, bench, failing]);
  return <Context value={joined}>{children}</Context>;
}

export function useStation(): Joined {
  const joined = useContext(Context);
  if (joined === undefined) throw new Error('a part stands outside of StationProvider');
  return joined;
}

/** The newest bench view. Only for parts that the app draws once a view is there. */
export function useBench(): BenchView {
  const { bench } = useStation();
  if (bench === undefined) throw new Error('a bench part was drawn before the first view');
  return bench;
}

/** The newest view of the bays; undefined until the first one came. */
export function useBays(): BaysView | undefined {
  const { station, line } = useStation();
  return useFeed<BaysView>(line, (signal) => station.bays.feed(undefined, { signal }), 'bays').view;
}

/** The scanners of this machine that are no keyboards; undefined until the first view came. */
export function useScanners(): ScannersView | undefined {
  const { station, line } = useStation();
  return useFeed<ScannersView>(line, (signal) => station.scanners.feed(undefined, { signal }), 'scanners').view;
}

/** The newest view of one drive; undefined until the first one came. */
export function useDrive(subject: string): DriveView | undefined {
  const { station, line } = useStation();
  return useFeed<DriveView>(line, (signal) => station.drives.feed({ subject }, { signal }), subject).view;
}

const feedPauseMs = 1000;

/** Follows a feed for as long as the line is open, and asks again when it ends. Newest wins. */
function useFeed<View>(
  line: Line,
  open: (signal: AbortSignal) => Promise<AsyncIterable<View>>,
  key: string,
): { readonly view: View | undefined; readonly failing: boolean } {
  const [held, hold] = useState<{ readonly key: string; readonly view: View }>();
  const [failing, setFailing] = useState(false);
  const opener = useRef(open);
  opener.current = open;
  useEffect(() => {
    if (line !== 'open') return undefined;
    const stop = new AbortController();
    const follow = async (): Promise<void> => {
      while (!stop.signal.aborted) {
        try {
          for await (const view of await opener.current(stop.signal)) {
            if (stop.signal.aborted) return;
            setFailing(false);
            hold({ key, view });
          }
        } catch {
          // The line went down or the station ended the feed: asked again below, or when the line is back.
          if (!stop.signal.aborted) setFailing(true);
        }
        await new Promise((resolve) => setTimeout(resolve, feedPauseMs));
      }
    };
    void follow();
    return () => stop.abort();
  }, [line, key]);
  return { view: held?.key === key ? held.view : undefined, failing };
}

export interface Call {
  /** Runs a call once. Answers true when the station wrote it down. */
  readonly run: (call: () => Promise<Receipt>) => Promise<boolean>;
  readonly busy: boolean;
  readonly refused: RefusalWords | undefined;
  /** The refusal's code, for steps that ask for more (a witness). */
  readonly why: string | undefined;
  readonly clear: () => void;
}

/** One call at a time, its refusal in words, its sound. */
export function useCall(): Call {
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<{ readonly words: RefusalWords; readonly why: string }>();
  const run = useCallback(async (call: () => Promise<Receipt>): Promise<boolean> => {
    setBusy(true);
    setRefused(undefined);
    try {
      const receipt = await call();
      if (receipt.kind === 'done') {
        earcons.play('ok');
        return true;
      }
      setRefused({ words: refusalWords(receipt.why, receipt.detail), why: receipt.why });
    } catch {
      setRefused({ words: callFailed, why: 'call_failed' });
    } finally {
      setBusy(false);
    }
    earcons.play('stop');
    return false;
  }, []);
  const clear = useCallback(() => setRefused(undefined), []);
  return { run, busy, refused: refused?.words, why: refused?.why, clear };
}

/** The same, and what was asked for under a key is asked for again after each act. */
export function useRenewingCall(key: string): Call {
  const client = useQueryClient();
  const call = useCall();
  return {
    ...call,
    run: async (act: () => Promise<Receipt>) => {
      const done = await call.run(act);
      await client.invalidateQueries({ queryKey: [key] });
      return done;
    },
  };
}

/** Everybody enrolled here, for names and for choosing a receiver. Empty while signed out. */
export function usePeople(): readonly Person[] {
  const { station, bench, line } = useStation();
  const who = bench?.session?.person.id;
  const { data } = useQuery({
    queryKey: ['people', who],
    queryFn: () => station.people.list(),
    enabled: line === 'open' && who !== undefined,
  });
  return data ?? [];
}

/** Whom other stations enrolled: somebody there may be offered a drive. Empty while signed out. */
export function usePeopleElsewhere(): readonly PersonElsewhere[] {
  const { station, bench, line } = useStation();
  const who = bench?.session?.person.id;
  const { data } = useQuery({
    queryKey: ['elsewhere', who],
    queryFn: () => station.people.elsewhere(),
    enabled: line === 'open' && who !== undefined,
  });
  return data ?? [];
}

/** Turns a pseudonym into a name where one is known here. */
export function useNames(): (person: string) => string {
  const people = usePeople();
  return useCallback((id: string) => people.find((person) => person.id === id)?.name ?? id, [people]);
}
