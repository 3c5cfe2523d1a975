import { useQuery } from '@tanstack/react-query';
import type { ContainerLine, ContainerView, StandingView } from '../../contract/containment.ts';
import type { WholeView } from '../../contract/whole.ts';
import { useBench, useRenewingCall, useStation, type Call } from '../station.tsx';

type What = 'container' | 'lot';

/** What others write at this station shows within this time, ms; what this window writes, at once. */
const lookAgainMs = 3_000;
const key = 'containment';

/** What a list of containers or lots shows; `due` is of containers alone. */
export type Shown = 'standing' | 'due' | 'gone';

export function useLines(what: What, shown: Shown): readonly ContainerLine[] | undefined {
  const { station } = useStation();
  const { data } = useQuery({
    queryKey: [key, what, 'lines', shown, useWritten()],
    queryFn: () => {
      if (shown === 'due') return station.containers.due();
      const gone = shown === 'gone';
      return what === 'lot' ? station.lots.list({ gone }) : station.containers.list({ gone });
    },
    placeholderData: (before, query) => (query?.queryKey[3] === shown ? before : undefined),
    refetchInterval: lookAgainMs,
  });
  return data;
}

/** One container or lot; `unknown` when this station has none of that id. */
export function useContainer(what: What, id: string): ContainerView | 'unknown' | undefined {
  const { station } = useStation();
  const { data } = useQuery({
    queryKey: [key, what, id, useWritten()],
    queryFn: () => (what === 'lot' ? station.lots.look({ lot: id }) : station.containers.look({ container: id })),
    placeholderData: (before, query) => (query?.queryKey[2] === id ? before : undefined),
    refetchInterval: lookAgainMs,
  });
  if (data === undefined) return undefined;
  return 'container' in data ? data : 'unknown';
}

/** A container as its hand-over shows it; `unknown` when this station has none of that id. */
export function useWhole(container: string): WholeView | 'unknown' | undefined {
  const { station } = useStation();
  const { data } = useQuery({
    queryKey: [key, 'whole', container, useWritten()],
    queryFn: () => station.whole.look({ container }),
    placeholderData: (before, query) => (query?.queryKey[2] === container ? before : undefined),
    refetchInterval: lookAgainMs,
  });
  if (data === undefined) return undefined;
  return 'container' in data ? data : 'unknown';
}

/** The containers that are being handed over whole; undefined until they are known. */
export function useWholesInLimbo(): readonly WholeView[] | undefined {
  const { station } = useStation();
  const { data } = useQuery({
    queryKey: [key, 'wholes', useWritten()],
    queryFn: () => station.whole.limbo(),
    placeholderData: (before) => before,
    refetchInterval: lookAgainMs,
  });
  return data;
}

/** What holds one drive in; undefined until it is known. */
export function useStanding(subject: string): StandingView | undefined {
  const { station } = useStation();
  const { data } = useQuery({
    queryKey: [key, 'standing', subject, useWritten()],
    queryFn: () => station.holds.look({ subject }),
    placeholderData: (before, query) => (query?.queryKey[2] === subject ? before : undefined),
    refetchInterval: lookAgainMs,
  });
  return data === undefined || !('holds' in data) ? undefined : data;
}

/** One act at a time; whatever it changed is asked for again. */
export function useContainmentCall(): Call {
  return useRenewingCall(key);
}

/** The newest line changes whenever something about a drive was written. */
function useWritten(): number | undefined {
  return useBench().lines[0]?.at_ms;
}
