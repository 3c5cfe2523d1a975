import { useQuery } from '@tanstack/react-query';
import type { MachineView } from '../../contract/machines.ts';
import { useRenewingCall, useStation, type Call } from '../station.tsx';

const key = 'machines';

/** The register; undefined until it is known. */
export function useMachines(): readonly MachineView[] | undefined {
  const { station } = useStation();
  return useQuery({ queryKey: [key], queryFn: () => station.machines.list(), refetchInterval: 10_000 }).data;
}

/** One act at a time; the register is asked for again after it. */
export function useMachineCall(): Call {
  return useRenewingCall(key);
}

/** The end of a day that was typed as 2027-05-31, Unix ms; undefined for anything else. */
export function endOfDay(text: string): number | undefined {
  const typed = text.trim();
  const at = /^\d{4}-\d\d-\d\d$/.test(typed) ? Date.parse(`${typed}T00:00:00Z`) : Number.NaN;
  return Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== typed ? undefined : at + 86_400_000;
}
