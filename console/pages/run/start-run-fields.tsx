import Checkbox from '@cloudscape-design/components/checkbox';
import FormField from '@cloudscape-design/components/form-field';
import Multiselect from '@cloudscape-design/components/multiselect';
import RadioGroup from '@cloudscape-design/components/radio-group';
import Select from '@cloudscape-design/components/select';
import Textarea from '@cloudscape-design/components/textarea';
import type { Integration } from '../../../shared/api/integration.ts';
import { countedOf } from '../../shown/numbers.ts';
import { idsOf, type RunChoice } from './run-choice.ts';

interface Props {
  readonly integration: Integration;
  readonly choice: RunChoice;
  readonly onChange: (choice: RunChoice) => void;
}

export function StartRunFields({ integration, choice, onChange }: Props) {
  const change = (part: Partial<RunChoice>): void => onChange({ ...choice, ...part });
  const canUpdate = integration.streams.some(({ modes }) => modes.includes('update'));
  const canAskForOne = integration.streams.some(({ byId }) => byId);
  return (
    <>
      <FormField label="What to sync">
        <RadioGroup
          value={choice.what}
          onChange={({ detail }) => change({ what: detail.value as RunChoice['what'] })}
          items={[
            {
              value: 'default',
              label: 'As usual',
              description: 'Only what changed where a stream can tell, everything of the others',
            },
            {
              value: 'full',
              label: 'Everything',
              description: 'Reads each stream to its end, and finds deletions',
            },
            {
              value: 'update',
              label: 'Only what changed',
              description: canUpdate
                ? 'Streams that cannot tell are refused'
                : 'No stream of this integration can tell what changed',
              disabled: !canUpdate,
            },
            {
              value: 'records',
              label: 'Some records',
              description: canAskForOne
                ? 'By their ids; every decision about them is shown'
                : 'No stream of this integration can be asked for single records',
              disabled: !canAskForOne,
            },
          ]}
        />
      </FormField>
      {choice.what === 'records' ? (
        <RecordFields integration={integration} choice={choice} change={change} />
      ) : (
        <FormField label="Streams">
          <Multiselect
            selectedOptions={choice.streams.map((value) => ({ value }))}
            options={integration.streams.map(({ name, modes }) => ({
              value: name,
              ...(choice.what === 'update' && !modes.includes('update') && { disabled: true }),
            }))}
            placeholder="All streams"
            onChange={({ detail }) => change({ streams: detail.selectedOptions.map(({ value = '' }) => value) })}
          />
        </FormField>
      )}
      <Checkbox
        checked={choice.dryRun}
        onChange={({ detail }) => change({ dryRun: detail.checked })}
        description="Decides and logs everything, writes nothing; kept apart from the other runs"
      >
        Dry run
      </Checkbox>
    </>
  );
}

function RecordFields({
  integration,
  choice,
  change,
}: Omit<Props, 'onChange'> & { readonly change: (part: Partial<RunChoice>) => void }) {
  const count = idsOf(choice).length;
  return (
    <>
      <FormField label="Stream">
        <Select
          selectedOption={{ value: choice.stream }}
          options={integration.streams.filter(({ byId }) => byId).map(({ name }) => ({ value: name }))}
          onChange={({ detail }) => change({ stream: detail.selectedOption.value ?? '' })}
        />
      </FormField>
      <FormField
        label="External ids"
        description="Separated by commas or lines"
        constraintText={count === 0 ? 'Up to 1,000 records' : `${countedOf(count, 'record')} of up to 1,000`}
      >
        <Textarea value={choice.ids} rows={4} onChange={({ detail }) => change({ ids: detail.value })} />
      </FormField>
    </>
  );
}
