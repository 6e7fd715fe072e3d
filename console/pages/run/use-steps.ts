import type { UseQueryResult } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { Run, Step } from '../../../shared/api/run.ts';
import type { Query } from '../../api/request.ts';
import { useRead } from '../../api/use-read.ts';
import type { ListBody } from '../../list/use-list.ts';
import { isGoing } from '../../shown/statuses.tsx';

/** The steps of a run, asked for again while it goes and once when it has ended. */
export function useSteps(run: Run, query: Query = {}): UseQueryResult<ListBody<Step>, Error> {
  const read = useRead<ListBody<Step>>(`/v1/runs/${encodeURIComponent(run.runId)}/steps`, {
    query,
    refreshMs: isGoing(run) ? 2_000 : false,
    keepPrevious: true,
  });
  const { refetch } = read;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the end is what makes the answer before it an old one.
  useEffect(() => {
    refetch();
  }, [run.endedAt, refetch]);
  return read;
}
