import Link from '@cloudscape-design/components/link';
import { useSession } from '../../session/use-session.ts';

/** Leads to the run's execution in the AWS console; nothing where Syncline does not run on AWS. */
export function ExecutionLink({ runId }: { readonly runId: string }) {
  const { executionUrl } = useSession().config;
  if (executionUrl === null) return null;
  return (
    <Link
      href={executionUrl.replace('{runId}', encodeURIComponent(runId))}
      external
      externalIconAriaLabel="Opens in a new tab"
    >
      Execution in AWS
    </Link>
  );
}
