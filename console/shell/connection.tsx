import Flashbar from '@cloudscape-design/components/flashbar';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { UnreachableError } from '../api/request.ts';

/** Says so while Syncline cannot be reached: what is on the screen is then as it was, and not as it is. */
export function ConnectionBar() {
  const isAway = useIsAway();
  if (!isAway) return null;
  return (
    <Flashbar
      items={[
        {
          id: 'offline',
          type: 'warning',
          loading: true,
          header: 'Syncline cannot be reached',
          content: 'What you see is as of the last answer. The console goes on by itself when the connection is back.',
        },
      ]}
    />
  );
}

const againMs = 3_000;

/** True from the first request without an answer to the next one with one; asks again meanwhile. */
function useIsAway(): boolean {
  const queries = useQueryClient();
  const [isAway, setAway] = useState(false);
  useEffect(
    () =>
      queries.getQueryCache().subscribe(({ type, query }) => {
        if (type !== 'updated') return;
        const { fetchFailureReason, status, fetchStatus } = query.state;
        if (fetchFailureReason instanceof UnreachableError) setAway(true);
        else if (status === 'success' && fetchStatus === 'idle') setAway(false);
      }),
    [queries],
  );
  useEffect(() => {
    if (!isAway) return;
    const again = () => void queries.refetchQueries({ type: 'active' });
    const timer = setInterval(again, againMs);
    addEventListener('online', again);
    return () => {
      clearInterval(timer);
      removeEventListener('online', again);
    };
  }, [isAway, queries]);
  return isAway;
}
