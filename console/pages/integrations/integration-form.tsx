import Alert from '@cloudscape-design/components/alert';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useCallback, useMemo } from 'react';
import type { ConnectorInfo } from '../../../shared/api/connector.ts';
import { OfferedStreams } from './offered-streams.tsx';
import { byPointer, problemsOf } from './problem-places.ts';
import { type Place, RunsOnField } from './runs-on-field.tsx';
import type { JsonObject, Schema } from './schema-form/schema.ts';
import { SettingsForm } from './schema-form/settings-form.tsx';
import { useCheck } from './use-check.ts';

/** What a person writes of an integration, new or not. */
export interface Draft extends Place {
  readonly name: string;
  readonly settings: JsonObject;
}

interface Props {
  readonly connector: ConnectorInfo;
  readonly draft: Draft;
  readonly onChange: (change: (draft: Draft) => Draft) => void;
  readonly onReadable: (isReadable: boolean) => void;
  readonly isNew: boolean;
  /** JSON pointers of the secrets that are stored. */
  readonly stored?: readonly string[];
  /** Why the last try to save or to test was refused. */
  readonly error: Error | null;
  /** Whether the person has tried: before, nobody is told that what they have not reached yet is missing. */
  readonly wasTried: boolean;
}

const none: readonly string[] = [];

/** H3: name, settings, and where the source is read. What is wrong stands at its field. */
export function IntegrationForm(props: Props) {
  const { connector, draft, onChange, onReadable, isNew, stored = none, error, wasTried } = props;
  const check = useCheck(connector.type, draft.settings);
  const refused = problemsOf(error);
  const found = useMemo(() => {
    const stands = check.data?.problems.filter(({ pointer }) => !stored.includes(pointer)) ?? [];
    return byPointer(wasTried ? stands : []);
  }, [check.data, wasTried, stored]);
  const storedSet = useMemo(() => new Set(stored), [stored]);
  const secrets = useMemo(() => new Set(check.data?.secrets ?? []), [check.data]);
  const changeSettings = useCallback(
    (change: (settings: JsonObject) => JsonObject) =>
      onChange((before) => ({ ...before, settings: change(before.settings) })),
    [onChange],
  );
  const whole = found.get('');
  return (
    <SpaceBetween size="l">
      <Container header={<Header variant="h2">Account</Header>}>
        <FormField
          label="Name"
          description="What this account is called in lists, logs and mails."
          constraintText="Up to 100 letters, digits, spaces and . _ -"
          errorText={refused.get('/name')}
        >
          <Input
            value={draft.name}
            autoComplete={false}
            onChange={({ detail }) => onChange((before) => ({ ...before, name: detail.value }))}
          />
        </FormField>
      </Container>
      <Container header={<Header variant="h2">Settings of {connector.title}</Header>}>
        <SpaceBetween size="l">
          <SettingsForm
            schema={(check.data?.settings ?? connector.settings) as Schema}
            settings={draft.settings}
            onChange={changeSettings}
            onReadable={onReadable}
            isNew={isNew}
            stored={storedSet}
            secrets={secrets}
            problems={new Map([...found, ...refused])}
          />
          {whole !== undefined && (check.data?.streams.length ?? 0) === 0 && <Alert type="error">{whole}</Alert>}
        </SpaceBetween>
      </Container>
      {check.data !== undefined && (check.data.streams.length > 0 || check.data.remarks.length > 0) && (
        <Container header={<Header variant="h2">What it offers</Header>}>
          <OfferedStreams check={check.data} />
        </Container>
      )}
      {connector.direction === 'inbound' && (
        <Container header={<Header variant="h2">Where it runs</Header>}>
          <RunsOnField
            place={draft}
            problems={refused}
            onChange={(place) => onChange((before) => ({ ...before, ...place }))}
          />
        </Container>
      )}
    </SpaceBetween>
  );
}
