import { useInfiniteQuery, useMutation, useQuery, useQueryClient, type UseQueryResult } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import type { ConsoleRouteId } from '../../contract/console/routes.ts';
import type { RefusalWords } from '../words/refusals.ts';
import { faultWords } from '../words/console/faults.ts';
import { ask, Refusal, type Answer, type Input } from './ask.ts';

/** One answer of the registry, kept and asked for again when the live stream says that it changed. */
export function useLook<Id extends ConsoleRouteId>(id: Id, input: Input<Id>, enabled = true): UseQueryResult<Answer<Id>> {
  return useQuery({ queryKey: [id, input], queryFn: ({ signal }) => ask(id, input, signal), enabled });
}

/** Routes that answer with a page of rows. */
type ListId = {
  readonly [Id in ConsoleRouteId]: Answer<Id> extends { readonly rows: readonly unknown[]; readonly next?: string | undefined }
    ? Id
    : never;
}[ConsoleRouteId];
export type RowOf<Id extends ListId> = Answer<Id> extends { readonly rows: readonly (infer Row)[] } ? Row : never;

export interface List<Row> {
  /** Undefined until the first page came. */
  readonly rows: readonly Row[] | undefined;
  readonly more: boolean;
  readonly loadingMore: boolean;
  readonly loadMore: () => void;
  /** Something changed since the first page was read; the rows stay where they are until `renew`. */
  readonly stale: boolean;
  readonly renew: () => void;
  readonly fault: RefusalWords | undefined;
  readonly readMs: number;
}

/** A list that is walked by key and does not move under the reader: rows come at its end, changes wait for `renew`. */
export function useList<Id extends ListId>(id: Id, query: NonNullable<Input<Id>['query']>, enabled = true): List<RowOf<Id>> {
  const client = useQueryClient();
  const key = ['list', id, query];
  const { data, error, hasNextPage, isFetchingNextPage, fetchNextPage, isStale, dataUpdatedAt, isSuccess } = useInfiniteQuery({
    queryKey: key,
    enabled,
    staleTime: Number.POSITIVE_INFINITY,
    initialPageParam: undefined as string | undefined,
    queryFn: async ({ pageParam, signal }) => {
      const input = { query: { ...query, limit: 50, ...(pageParam === undefined ? {} : { after: pageParam }) } };
      return (await ask(id, input as unknown as Input<Id>, signal)) as { readonly rows: readonly RowOf<Id>[]; readonly next?: string }; // the shape that ListId asks for
    },
    getNextPageParam: (last) => last.next,
  });
  return {
    rows: data?.pages.flatMap((page) => page.rows),
    more: hasNextPage,
    loadingMore: isFetchingNextPage,
    loadMore: () => void fetchNextPage(),
    stale: isSuccess && isStale,
    renew: () => void client.resetQueries({ queryKey: key }),
    fault: error === null ? undefined : wordsOf(error),
    readMs: dataUpdatedAt,
  };
}

export interface Deed {
  /** Runs a call once; true when the registry did it. */
  readonly run: (call: () => Promise<unknown>) => Promise<boolean>;
  readonly busy: boolean;
  readonly fault: RefusalWords | undefined;
  readonly clear: () => void;
}

/** One act at a time. Whatever it may have changed is asked for again. */
export function useDeed(): Deed {
  const client = useQueryClient();
  const [fault, setFault] = useState<RefusalWords>();
  const { mutateAsync, isPending } = useMutation({
    mutationFn: (call: () => Promise<unknown>) => call(),
    onSuccess: () => client.invalidateQueries(),
  });
  const run = useCallback(
    async (call: () => Promise<unknown>): Promise<boolean> => {
      setFault(undefined);
      try {
        await mutateAsync(call);
        return true;
      } catch (error) {
        setFault(wordsOf(error));
        return false;
      }
    },
    [mutateAsync],
  );
  return { run, busy: isPending, fault, clear: useCallback(() => setFault(undefined), []) };
}

/** Any error in words: what happened, what it means, what to do. */
export function wordsOf(error: unknown): RefusalWords {
  return error instanceof Refusal ? faultWords(error.code, error.why, error.retryMs) : faultWords('misread');
}
