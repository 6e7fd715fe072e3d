import { keepPreviousData, type UseQueryResult, useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { type Query, request } from './request.ts';

export interface ReadOptions<Body> {
  readonly query?: Query;
  /** Nothing is asked while this is false. */
  readonly enabled?: boolean;
  /**
   * Milliseconds until it is asked again, from what was answered last; false: not by itself. Where it becomes false
   * because what was watched has come to its end, the end is asked for once more.
   */
  readonly refreshMs?: number | false | ((body: Body | undefined) => number | false);
  /** Whether the last answer stays visible while one with another query is on its way. */
  readonly keepPrevious?: boolean;
}

/** What a GET answers, kept, shared between whoever asks for the same, and asked again as the options say. */
export function useRead<Body>(path: string, options: ReadOptions<Body> = {}): UseQueryResult<Body, Error> {
  const { query = {}, enabled = true, refreshMs = false, keepPrevious = false } = options;
  const read = useQuery<Body, Error>({
    queryKey: [path, query],
    queryFn: ({ signal }) => request<Body>(path, { query, signal }),
    enabled,
    refetchInterval: typeof refreshMs === 'function' ? ({ state }) => refreshMs(state.data) : refreshMs,
    ...(keepPrevious && { placeholderData: keepPreviousData }),
  });
  const { refetch } = read;
  const isWatched = refreshMs !== false;
  const wasWatched = useRef(isWatched);
  useEffect(() => {
    if (wasWatched.current && !isWatched) void refetch();
    wasWatched.current = isWatched;
  }, [isWatched, refetch]);
  return read;
}
