import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Modal from '@cloudscape-design/components/modal';
import RadioGroup from '@cloudscape-design/components/radio-group';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import type { ExportFormat, ExportList } from '../../../shared/api/export.ts';
import type { Run } from '../../../shared/api/run.ts';
import { exportFormatWords, exportListWords } from '../../shown/words.ts';
import { ExportedFiles } from './exported-files.tsx';

interface Props {
  readonly run: Run;
  readonly step?: string;
  readonly onDismiss: () => void;
}

const descriptions: Readonly<Record<ExportFormat, string>> = {
  csv: 'For spreadsheets, with a line of titles',
  ndjson: 'For programs: one JSON object a line, as the API gives it',
  parquet: 'As it lies in the archive, for any engine; from about a minute after the end of the run',
};

const allSteps = '';

/** What is exported in which form, and then the files. */
export default function ExportDialog({ run, step: offered = allSteps, onDismiss }: Props) {
  const [format, setFormat] = useState<ExportFormat>('csv');
  const [of, setOf] = useState<ExportList>('entities');
  const [step, setStep] = useState(offered);
  const [asked, setAsked] = useState(false);
  const steps = [allSteps, ...run.streams].map((name) => ({
    value: name,
    label: name === allSteps ? 'All steps' : name,
  }));
  return (
    <Modal
      visible
      header="Export the log"
      closeAriaLabel="Close"
      onDismiss={onDismiss}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            {asked ? (
              <Button variant="link" onClick={() => setAsked(false)}>
                Something else
              </Button>
            ) : (
              <Button variant="primary" onClick={() => setAsked(true)}>
                Export
              </Button>
            )}
            <Button onClick={onDismiss}>Close</Button>
          </SpaceBetween>
        </Box>
      }
    >
      {asked ? (
        <ExportedFiles runId={run.runId} format={format} of={of} {...(step !== allSteps && { step })} />
      ) : (
        <SpaceBetween size="m">
          <FormField label="Format">
            <RadioGroup
              value={format}
              items={entriesOf(exportFormatWords).map(([value, label]) => ({
                value,
                label,
                description: descriptions[value],
              }))}
              onChange={({ detail }) => setFormat(detail.value as ExportFormat)}
            />
          </FormField>
          <FormField label="What">
            <RadioGroup
              value={of}
              items={entriesOf(exportListWords).map(([value, label]) => ({ value, label }))}
              onChange={({ detail }) => setOf(detail.value as ExportList)}
            />
          </FormField>
          <FormField label="Step">
            <Select
              selectedOption={steps.find(({ value }) => value === step) ?? null}
              options={steps}
              expandToViewport
              onChange={({ detail }) => setStep(detail.selectedOption.value ?? allSteps)}
            />
          </FormField>
        </SpaceBetween>
      )}
    </Modal>
  );
}

const entriesOf = <Key extends string>(words: Readonly<Record<Key, string>>): [Key, string][] =>
  Object.entries(words) as [Key, string][];
