import Checkbox from '@cloudscape-design/components/checkbox';
import ColumnLayout from '@cloudscape-design/components/column-layout';
import FormField from '@cloudscape-design/components/form-field';
import RadioGroup from '@cloudscape-design/components/radio-group';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { AlertDraft } from './alert-draft.ts';
import { NumberField } from './number-field.tsx';

interface Props {
  readonly draft: AlertDraft;
  readonly onChange: (change: Partial<AlertDraft>) => void;
  readonly problems: ReadonlyMap<string, string>;
}

const usualPercent = '30';

/** H7, H10: from which state on something is wrong. */
export function AlertConditions({ draft, onChange, problems }: Props) {
  return (
    <SpaceBetween size="l">
      <Checkbox
        checked={draft.records !== null}
        onChange={({ detail }) => onChange({ records: detail.checked ? usualPercent : null })}
      >
        Too many records fail
      </Checkbox>
      {draft.records !== null && (
        <ColumnLayout columns={2}>
          <NumberField
            label="Failed records, in %"
            value={draft.records}
            error={problems.get('/alerts/errorRate/records')}
            onChange={(records) => onChange({ records })}
          />
          <NumberField
            label="Not below so many records"
            value={draft.minimumRecords}
            constraint="Fewer within the window make no alert."
            error={problems.get('/alerts/errorRate/minimumRecords')}
            onChange={(minimumRecords) => onChange({ minimumRecords })}
          />
        </ColumnLayout>
      )}
      <Checkbox
        checked={draft.runs !== null}
        onChange={({ detail }) => onChange({ runs: detail.checked ? usualPercent : null })}
      >
        Too many runs fail
      </Checkbox>
      {draft.runs !== null && (
        <ColumnLayout columns={2}>
          <NumberField
            label="Failed runs, in %"
            value={draft.runs}
            error={problems.get('/alerts/errorRate/runs')}
            onChange={(runs) => onChange({ runs })}
          />
          <NumberField
            label="Not below so many runs"
            value={draft.minimumRuns}
            constraint="Fewer within the window make no alert."
            error={problems.get('/alerts/errorRate/minimumRuns')}
            onChange={(minimumRuns) => onChange({ minimumRuns })}
          />
        </ColumnLayout>
      )}
      <NumberField
        label="Window, in hours"
        value={draft.windowHours}
        constraint="1 to 720, the current hour included."
        error={problems.get('/alerts/errorRate/windowHours')}
        onChange={(windowHours) => onChange({ windowHours })}
      />
      <FormField label="No run succeeds for long" errorText={problems.get('/alerts/stalenessHours')}>
        <RadioGroup
          value={draft.staleness}
          onChange={({ detail }) => onChange({ staleness: detail.value as AlertDraft['staleness'] })}
          items={[
            {
              value: 'auto',
              label: 'As its schedule has it',
              description: 'After twice its longest rhythm, at least a day',
            },
            { value: 'hours', label: 'After so many hours' },
            { value: 'never', label: 'Never an alert' },
          ]}
        />
      </FormField>
      {draft.staleness === 'hours' && (
        <NumberField
          label="Hours without a successful run"
          value={draft.stalenessHours}
          onChange={(stalenessHours) => onChange({ stalenessHours })}
        />
      )}
      <Checkbox
        checked={draft.volume}
        description="When a full run pulls far more or fewer records than those before it"
        onChange={({ detail }) => onChange({ volume: detail.checked })}
      >
        Unusual volume
      </Checkbox>
    </SpaceBetween>
  );
}
