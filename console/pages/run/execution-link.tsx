import Link from '@cloudscape-design/components/link';

interface Props {
  readonly runId: string;
  /** The address of executions in the AWS console, which a run's id is put behind; undefined where none is known. */
  readonly executionsUrl: string | undefined;
}

/** Leads to the run's execution in the AWS console; nothing where Syncline does not run on AWS. */
export function ExecutionLink({ runId, executionsUrl }: Props) {
  if (executionsUrl === undefined) return null;
  return (
    <Link href={`${executionsUrl}${encodeURIComponent(runId)}`} external externalIconAriaLabel="Opens in a new tab">
      Execution in AWS
    </Link>
  );
}
