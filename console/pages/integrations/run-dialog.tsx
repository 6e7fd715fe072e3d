import Checkbox from '@cloudscape-design/components/checkbox';
import FormField from '@cloudscape-design/components/form-field';
import Multiselect from '@cloudscape-design/components/multiselect';
import RadioGroup from '@cloudscape-design/components/radio-group';
import { useState } from 'react';
import type { Integration } from '../../../shared/api/integration.ts';
import type { Run, StartRun } from '../../../shared/api/run.ts';
import { Confirm } from '../../acting/confirm.tsx';
import { useNotices } from '../../acting/notices.tsx';
import { useAct } from '../../acting/use-act.ts';
import { paths } from '../../routing/paths.ts';
import { RouteLink } from '../../routing/route-link.tsx';
import { integrationPath } from './integration-path.ts';

interface Props {
  readonly integration: Integration;
  readonly onClose: () => void;
}

type Mode = 'default' | 'full' | 'update';

/** R5, R10: starts a run by hand: how much is read, of which streams, and whether anything is written. */
export function RunDialog({ integration, onClose }: Props) {
  const { integrationId, name, streams } = integration;
  const [mode, setMode] = useState<Mode>('default');
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [isDry, setDry] = useState(false);
  const notices = useNotices();
  const start = useAct<Run>({
    quietFailure: true,
    onDone: ({ runId }) => {
      notices.success(
        <>
          {isDry ? 'A dry run' : 'A run'} of {name} has started. <RouteLink to={paths.run(runId)}>Show it</RouteLink>
        </>,
      );
      onClose();
    },
  });
  const wanted = streams.filter((stream) => chosen.length === 0 || chosen.includes(stream.name));
  const canUpdate = wanted.every(({ modes }) => modes.includes('update'));
  const body: StartRun = {
    ...(mode !== 'default' && { type: mode }),
    ...(chosen.length > 0 && { streams: [...chosen] }),
    ...(isDry && { dryRun: true }),
  };
  const options = streams.map((stream) => ({ value: stream.name, label: stream.name }));
  return (
    <Confirm
      title={`Run ${name}`}
      verb={isDry ? 'Start dry run' : 'Start run'}
      busy={start.isPending}
      disabled={mode === 'update' && !canUpdate}
      error={start.error}
      onDismiss={onClose}
      onConfirm={() => start.mutate({ path: `${integrationPath(integrationId)}/runs`, body })}
    >
      <FormField label="Streams" description="None chosen: all of them.">
        <Multiselect
          selectedOptions={options.filter(({ value }) => chosen.includes(value))}
          options={options}
          placeholder="All streams"
          deselectAriaLabel={({ label }) => `Remove ${label}`}
          onChange={({ detail }) => setChosen(detail.selectedOptions.flatMap(({ value }) => value ?? []))}
        />
      </FormField>
      <FormField label="Sync type">
        <RadioGroup
          value={mode}
          onChange={({ detail }) => setMode(detail.value as Mode)}
          items={[
            { value: 'default', label: 'As usual', description: 'Update where all streams offer it, else full' },
            {
              value: 'update',
              label: 'Update',
              description: canUpdate
                ? 'Only what changed since the last run'
                : 'Not all of these streams can tell what changed',
              disabled: !canUpdate,
            },
            { value: 'full', label: 'Full', description: 'Everything; finds out what was deleted, too' },
          ]}
        />
      </FormField>
      <Checkbox
        checked={isDry}
        description="Decides and logs everything, and writes nothing"
        onChange={({ detail }) => setDry(detail.checked)}
      >
        Dry run
      </Checkbox>
    </Confirm>
  );
}
