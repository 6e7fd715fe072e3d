import Alert from '@cloudscape-design/components/alert';
import type { Problem } from '../../shared/api/problem.ts';

/** Parts of the archive that could not be read: what they hold is missing from what is shown. */
export function UnreadableParts({ problems = [] }: { readonly problems?: readonly Problem[] | undefined }) {
  return problems.map((problem) => (
    <Alert key={problem.part ?? problem.detail} type="warning" header={problem.title}>
      {problem.detail}
    </Alert>
  ));
}
