import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { createContext, useContext, useEffect, useState, type ReactElement, type ReactNode } from 'react';
import { change, type Change } from '../../contract/console/reports.ts';
import type { ConsoleRouteId } from '../../contract/console/routes.ts';
import { addressOf } from './ask.ts';
import { parsedJson } from './parts/json.ts';

/** Whether changes reach this page as they happen. */
export type Line = 'opening' | 'live' | 'broken';

const LineContext = createContext<Line>('opening');

export function useLine(): Line {
  return useContext(LineContext);
}

type What = Change['what'][number];

/** Which answers a kind of change makes old. */
const told: Readonly<Record<What, readonly ConsoleRouteId[]>> = {
  drives: ['drives.find', 'ageing.look', 'ageing.list', 'readiness.look', 'tenants.list'],
  stations: ['stations.list', 'stations.look', 'readiness.look'],
  conflicts: ['conflicts.list', 'conflicts.look', 'readiness.look'],
  waiting: ['enrolments.list', 'epochs.list', 'quarantine.list', 'readiness.look'],
  people: ['people.list', 'people.enrolled', 'people.strangers', 'programs.list', 'session.look'],
  policies: ['policies.list', 'policies.look', 'policies.proposals'],
  alarms: ['readiness.look'],
};

/** Follows the registry's stream of changes and marks what they make old. */
export function LiveProvider({ children }: { readonly children: ReactNode }): ReactElement {
  const client = useQueryClient();
  const [line, setLine] = useState<Line>('opening');
  useEffect(() => {
    const source = new EventSource(addressOf('live.follow'));
    let broken = false;
    source.addEventListener('open', () => {
      setLine('live');
      // What happened while the line was down was not told.
      if (broken) void renewAll(client);
      broken = false;
    });
    source.addEventListener('message', ({ data }: MessageEvent<string>) => {
      const read = change.safeParse(parsedJson(data));
      if (read.success) void renew(client, read.data);
    });
    source.addEventListener('error', () => {
      broken = true;
      setLine('broken');
    });
    return () => source.close();
  }, [client]);
  return <LineContext value={line}>{children}</LineContext>;
}

/** Single answers are asked for again; lists are only marked, so that no row moves under a reader. */
async function renew(client: QueryClient, { what, subjects }: Change): Promise<void> {
  const ids = new Set<string>(['overview.look', ...what.flatMap((each) => told[each])]);
  await Promise.all([
    client.invalidateQueries({ predicate: ({ queryKey: [id] }) => typeof id === 'string' && ids.has(id) }),
    client.invalidateQueries({
      refetchType: 'none',
      predicate: ({ queryKey: [list, id] }) => list === 'list' && typeof id === 'string' && ids.has(id),
    }),
    client.invalidateQueries({
      predicate: ({ queryKey: [id, input] }) => id === 'drives.look' && subjects.some((subject) => isAbout(input, subject)),
    }),
  ]);
}

function isAbout(input: unknown, subject: string): boolean {
  return JSON.stringify(input).includes(subject);
}

function renewAll(client: QueryClient): Promise<void> {
  return client.invalidateQueries({ predicate: ({ queryKey: [id] }) => id !== 'list' });
}
