import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import TokenGroup from '@cloudscape-design/components/token-group';
import { type ReactNode, useState } from 'react';
import { Row } from './row.tsx';

interface Props {
  readonly emails: readonly string[];
  readonly onChange: (emails: readonly string[]) => void;
  readonly label: string;
  readonly description?: ReactNode;
  readonly error?: string | undefined;
}

/** The API has the last word; this only keeps what is no address from being taken for one. */
const looksLikeEmail = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

/** Who is written to. Several can be pasted at once. */
export function EmailsField({ emails, onChange, label, description, error }: Props) {
  const [typed, setTyped] = useState('');
  const parts = typed.split(/[\s,;]+/).filter((part) => part !== '');
  const isWrong = parts.some((part) => !looksLikeEmail.test(part));
  const add = (): void => {
    if (parts.length === 0 || isWrong) return;
    onChange([...new Set([...emails, ...parts])]);
    setTyped('');
  };
  return (
    <FormField
      label={label}
      description={description}
      errorText={
        error ??
        (parts.length > 0 && isWrong && typed.includes('@') && /[\s,;]$/.test(typed) && 'This is no e-mail address.')
      }
    >
      <SpaceBetween size="xs">
        <Row>
          <Input
            type="email"
            value={typed}
            placeholder="ops@example.com"
            onChange={({ detail }) => setTyped(detail.value)}
            onKeyDown={(event) => {
              if (event.detail.key !== 'Enter') return;
              event.preventDefault();
              add();
            }}
          />
          <Button disabled={parts.length === 0 || isWrong} onClick={add}>
            Add address
          </Button>
        </Row>
        {emails.length > 0 && (
          <TokenGroup
            items={emails.map((email) => ({ label: email, dismissLabel: `Remove ${email}` }))}
            onDismiss={({ detail }) => onChange(emails.filter((_, index) => index !== detail.itemIndex))}
          />
        )}
      </SpaceBetween>
    </FormField>
  );
}
