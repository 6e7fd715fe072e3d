import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import type { Schedule } from '../../../shared/api/schedule.ts';
import { rateUnitWords } from '../../shown/words.ts';
import { type RhythmDraft, rhythmText } from './rhythm-draft.ts';
import { Row } from './row.tsx';

interface Props {
  readonly stream: Schedule['streams'][number];
  readonly draft: RhythmDraft;
  readonly onChange: (draft: RhythmDraft) => void;
  readonly problem: string | undefined;
}

const units = Object.entries(rateUnitWords).map(([value, label]) => ({ value, label }));

/** How often one stream is collected. */
export function RhythmField({ stream: { name, rhythm, isDefault }, draft, onChange, problem }: Props) {
  const kinds = [
    {
      value: 'default',
      label: isDefault ? `As the connector has it: ${rhythmText(rhythm)}` : 'As the connector has it',
    },
    { value: 'rate', label: 'Every so often' },
    { value: 'cron', label: 'At times of the day (cron)' },
    { value: 'none', label: 'Not by itself' },
  ];
  return (
    <FormField label={name} errorText={problem}>
      <Row>
        <Select
          ariaLabel={`Rhythm of ${name}`}
          selectedOption={kinds.find(({ value }) => value === draft.kind) ?? null}
          options={kinds}
          onChange={({ detail }) => onChange({ ...draft, kind: detail.selectedOption.value as RhythmDraft['kind'] })}
        />
        {draft.kind === 'rate' && (
          <>
            <Input
              ariaLabel={`How many, for ${name}`}
              type="number"
              inputMode="numeric"
              value={draft.every}
              onChange={({ detail }) => onChange({ ...draft, every: detail.value })}
            />
            <Select
              ariaLabel={`Unit for ${name}`}
              selectedOption={units.find(({ value }) => value === draft.unit) ?? null}
              options={units}
              onChange={({ detail }) =>
                onChange({ ...draft, unit: detail.selectedOption.value as RhythmDraft['unit'] })
              }
            />
          </>
        )}
        {draft.kind === 'cron' && (
          <Input
            ariaLabel={`Cron expression of ${name}`}
            value={draft.expression}
            spellcheck={false}
            onChange={({ detail }) => onChange({ ...draft, expression: detail.value })}
          />
        )}
      </Row>
    </FormField>
  );
}
