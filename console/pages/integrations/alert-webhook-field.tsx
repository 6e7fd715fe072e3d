import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import type { AlertDraft } from './alert-draft.ts';
import { Row } from './row.tsx';

interface Props {
  /** As it is stored: its origin. */
  readonly stored: string | null;
  readonly url: AlertDraft['webhookUrl'];
  readonly onChange: (url: AlertDraft['webhookUrl']) => void;
  readonly error: string | undefined;
}

/** The address is a secret of its own: it can be replaced or removed, not seen. */
export function AlertWebhookField({ stored, url, onChange, error }: Props) {
  const constraint =
    url === null
      ? 'It is removed when you save.'
      : stored === null
        ? 'Takes a POST with a body that Slack understands.'
        : `Set to ${stored}. Leave this empty to keep it.`;
  return (
    <FormField
      label={
        <>
          Webhook <i>- optional</i>
        </>
      }
      constraintText={constraint}
      errorText={error}
    >
      <Row>
        <Input
          type="url"
          ariaLabel="Address of the webhook"
          value={url ?? ''}
          placeholder={stored ?? 'https://hooks.example.com/…'}
          autoComplete={false}
          onChange={({ detail }) => onChange(detail.value === '' ? undefined : detail.value)}
        />
        {stored !== null &&
          (url === null ? (
            <Button onClick={() => onChange(undefined)}>Keep webhook</Button>
          ) : (
            <Button onClick={() => onChange(null)}>Remove webhook</Button>
          ))}
      </Row>
    </FormField>
  );
}
