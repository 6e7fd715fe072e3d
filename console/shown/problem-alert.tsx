import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import { RefusedError, UnreachableError } from '../api/request.ts';
import { paths } from '../routing/paths.ts';
import { RouteLink } from '../routing/route-link.tsx';

/** What happened, in a few words. */
export function headlineOf(error: Error): string {
  if (error instanceof UnreachableError) return 'Syncline cannot be reached';
  if (!(error instanceof RefusedError)) return 'Something went wrong in the console';
  if (error.problem.status === 401) return 'You are not signed in';
  if (error.problem.status === 403) return 'You are not allowed to do this';
  return error.problem.title;
}

interface Props {
  readonly error: Error;
  /** Offered as a button. */
  readonly onRetry?: (() => unknown) | undefined;
}

/** Why something cannot be shown or done, with what to do about it. */
export function ProblemAlert({ error, onRetry }: Props) {
  const problem = error instanceof RefusedError ? error.problem : null;
  return (
    <Alert
      type={problem?.status === 403 ? 'warning' : 'error'}
      header={headlineOf(error)}
      action={onRetry && <Button onClick={() => onRetry()}>Try again</Button>}
    >
      {error instanceof UnreachableError
        ? 'No answer came. Check your connection; the page goes on by itself when it is back.'
        : error.message}
      {problem?.problems?.map(({ pointer, detail }) => (
        <div key={`${pointer}${detail}`}>
          {pointer !== '' && <Box variant="code">{pointer}</Box>} {detail}
        </div>
      ))}
      {problem?.runId !== undefined && (
        <div>
          <RouteLink to={paths.run(problem.runId)}>Show that run</RouteLink>
        </div>
      )}
      {problem?.instance !== undefined && <Box variant="small">Request {problem.instance}</Box>}
    </Alert>
  );
}
