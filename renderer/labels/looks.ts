import { useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import type { labelsOfThing, LabelsPage } from '../../contract/labels.ts';
import { useBench, useRenewingCall, useStation, type Call } from '../station.tsx';

/** What the printer has taken shows within this time, ms. */
const lookAgainMs = 1_500;
const key = 'labels';

/** Printer, queue and labels that nobody scanned. */
export function useLabelsPage(): LabelsPage | undefined {
  const { station } = useStation();
  const { data } = useQuery({ queryKey: [key, 'page'], queryFn: () => station.labels.page(), refetchInterval: lookAgainMs });
  return data === undefined || 'kind' in data ? undefined : data;
}

/** The labels of one thing; undefined until they are known, and while nobody is signed in. */
export function useLabelsOf(subject: string): z.infer<typeof labelsOfThing> | undefined {
  const { station } = useStation();
  const written = useBench().lines[0]?.at_ms;
  const { data } = useQuery({
    queryKey: [key, subject, written],
    queryFn: () => station.labels.of({ subject }),
    placeholderData: (before, query) => (query?.queryKey[1] === subject ? before : undefined),
    refetchInterval: lookAgainMs,
  });
  return data === undefined || 'kind' in data ? undefined : data;
}

/** One act at a time; whatever it changed is asked for again. */
export function useLabelCall(): Call {
  return useRenewingCall(key);
}
