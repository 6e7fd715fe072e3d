import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import type { Settings as Shown, UpdateSettings } from '../../../shared/api/settings.ts';
import { useAct } from '../../acting/use-act.ts';
import { useMay } from '../../acting/use-may.ts';
import { useRead } from '../../api/use-read.ts';
import { Page } from '../../shell/page.tsx';
import { Loaded } from '../../shown/loaded.tsx';
import { ProblemAlert } from '../../shown/problem-alert.tsx';
import { archiveDaysWords } from '../../shown/words.ts';
import { EmailsField } from '../integrations/emails-field.tsx';
import { NumberField } from '../integrations/number-field.tsx';
import { problemsOf } from '../integrations/problem-places.ts';

/** What applies to all integrations of the organization. */
export default function Settings() {
  const read = useRead<Shown>('/v1/settings');
  return (
    <Page title="Settings" description="They apply to all integrations of the organization.">
      <Loaded read={read} what="settings">
        {(settings) => (
          <SpaceBetween size="l">
            <Retention retention={settings.retention} />
            <Recipients emails={settings.alerts.emails} />
          </SpaceBetween>
        )}
      </Loaded>
    </Page>
  );
}

const path = '/v1/settings';
const archiveOptions = Object.entries(archiveDaysWords).map(([value, label]) => ({ value, label }));

interface RetentionDraft {
  readonly hotDays: string;
  readonly archiveDays: string;
}

/** T8: how long logs are kept, and where. */
function Retention({ retention }: Pick<Shown, 'retention'>) {
  const [edited, setEdited] = useState<RetentionDraft | null>(null);
  const draft = edited ?? { hotDays: String(retention.hotDays), archiveDays: String(retention.archiveDays) };
  const save = useAct<Shown>({
    quietFailure: true,
    done: () => 'Logs of runs that start from now on are kept as you said.',
    onDone: () => setEdited(null),
  });
  const problems = problemsOf(save.error);
  const body: UpdateSettings = {
    retention: { hotDays: Number(draft.hotDays), archiveDays: Number(draft.archiveDays) },
  };
  return (
    <Container
      header={
        <Header
          variant="h2"
          description="It applies to runs that start from then on."
          actions={
            <SaveButtons
              what="retention"
              isEdited={edited !== null}
              isSaving={save.isPending}
              onDiscard={() => setEdited(null)}
              onSave={() => save.mutate({ path, method: 'PATCH', body })}
            />
          }
        >
          How long logs are kept
        </Header>
      }
    >
      <SpaceBetween size="l">
        <NumberField
          label="Days in the database"
          description="Afterwards they are read from the archive, which looks the same and costs less."
          value={draft.hotDays}
          constraint="1 to 30."
          error={problems.get('/retention/hotDays')}
          onChange={(hotDays) => setEdited({ ...draft, hotDays })}
        />
        <FormField
          label="Kept in all"
          description="From the start of a run until its log is gone."
          errorText={problems.get('/retention/archiveDays') ?? problems.get('/retention')}
        >
          <Select
            selectedOption={archiveOptions.find(({ value }) => value === draft.archiveDays) ?? null}
            options={archiveOptions}
            onChange={({ detail }) =>
              setEdited({ ...draft, archiveDays: detail.selectedOption.value ?? draft.archiveDays })
            }
          />
        </FormField>
        {save.error !== null && <ProblemAlert error={save.error} />}
      </SpaceBetween>
    </Container>
  );
}

function Recipients({ emails }: { readonly emails: readonly string[] }) {
  const [edited, setEdited] = useState<readonly string[] | null>(null);
  const save = useAct<Shown>({
    quietFailure: true,
    done: () => 'The recipients of alerts are saved.',
    onDone: () => setEdited(null),
  });
  const shown = edited ?? emails;
  return (
    <Container
      header={
        <Header
          variant="h2"
          actions={
            <SaveButtons
              what="recipients"
              isEdited={edited !== null}
              isSaving={save.isPending}
              onDiscard={() => setEdited(null)}
              onSave={() => save.mutate({ path, method: 'PATCH', body: { alerts: { emails: [...shown] } } })}
            />
          }
        >
          Who is told of alerts
        </Header>
      }
    >
      <SpaceBetween size="l">
        <EmailsField
          label="E-mail"
          description="For integrations that name nobody of their own."
          emails={shown}
          error={[...problemsOf(save.error)].find(([pointer]) => pointer.startsWith('/alerts/emails'))?.[1]}
          onChange={setEdited}
        />
        {save.error !== null && <ProblemAlert error={save.error} />}
      </SpaceBetween>
    </Container>
  );
}

interface SaveProps {
  readonly what: string;
  readonly isEdited: boolean;
  readonly isSaving: boolean;
  readonly onDiscard: () => void;
  readonly onSave: () => void;
}

function SaveButtons({ what, isEdited, isSaving, onDiscard, onSave }: SaveProps) {
  const mayChange = useMay('admin');
  return (
    <SpaceBetween direction="horizontal" size="xs">
      <Button disabled={!isEdited} onClick={onDiscard} ariaLabel={`Discard changes of ${what}`}>
        Discard changes
      </Button>
      <Button variant="primary" disabled={!isEdited || !mayChange} loading={isSaving} onClick={onSave}>
        Save {what}
      </Button>
    </SpaceBetween>
  );
}
