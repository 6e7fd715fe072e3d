import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ProblemAlert } from './problem-alert.tsx';
import { Waiting } from './waiting.tsx';

interface Props<Body> {
  readonly read: UseQueryResult<Body, Error>;
  /** What is being waited for, as in `the run`. */
  readonly what: string;
  readonly children: (body: Body) => ReactNode;
}

/** One thing that was asked for: on its way, there, or not to be had. What was there stays while a refresh fails. */
export function Loaded<Body>({ read, what, children }: Props<Body>) {
  if (read.data !== undefined) return children(read.data);
  if (read.error !== null) return <ProblemAlert error={read.error} onRetry={() => read.refetch()} />;
  return <Waiting what={what} />;
}
