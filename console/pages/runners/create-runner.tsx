import Autosuggest from '@cloudscape-design/components/autosuggest';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import { useState } from 'react';
import type { CreatedRunner, CreateRunner as Request } from '../../../shared/api/runner.ts';
import { Confirm } from '../../acting/confirm.tsx';
import { useAct } from '../../acting/use-act.ts';
import { RefusedError } from '../../api/request.ts';

interface Props {
  /** Those that there are. */
  readonly pools: readonly string[];
  readonly onCreated: (runner: CreatedRunner) => void;
  readonly onDismiss: () => void;
}

export function CreateRunner({ pools, onCreated, onDismiss }: Props) {
  const [name, setName] = useState('');
  const [pool, setPool] = useState('runner');
  const create = useAct<CreatedRunner>({ quietFailure: true, onDone: onCreated });
  const problems = create.error instanceof RefusedError ? (create.error.problem.problems ?? []) : [];
  const problemAt = (pointer: string) => problems.find((problem) => problem.pointer === pointer)?.detail;
  const body: Request = { name, pool };
  return (
    <Confirm
      title="Create runner"
      verb="Create runner"
      disabled={name.trim() === ''}
      busy={create.isPending}
      error={create.error}
      onDismiss={onDismiss}
      onConfirm={() => create.mutate({ path: '/v1/runners', body })}
    >
      <FormField label="Name" description="Where it is, such as office-berlin-1." errorText={problemAt('/name')}>
        <Input value={name} autoComplete={false} onChange={({ detail }) => setName(detail.value)} />
      </FormField>
      <FormField
        label="Pool"
        description="Runners of one pool stand in for each other. Have a pool for each network."
        constraintText="Up to 40 lower-case letters, digits and hyphens."
        errorText={problemAt('/pool')}
      >
        <Autosuggest
          value={pool}
          onChange={({ detail }) => setPool(detail.value)}
          options={pools.map((value) => ({ value }))}
          enteredTextLabel={(text) => `Pool “${text}”`}
          empty="There are no pools yet"
        />
      </FormField>
    </Confirm>
  );
}
