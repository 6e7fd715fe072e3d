import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import type { ReactNode } from 'react';

interface Props {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly description?: ReactNode;
  readonly constraint?: ReactNode;
  readonly error?: string | undefined;
  readonly disabled?: boolean;
}

/** A number, kept as it is typed; the API says what is wrong with one that is none. */
export function NumberField({ label, value, onChange, description, constraint, error, disabled = false }: Props) {
  return (
    <FormField label={label} description={description} constraintText={constraint} errorText={error}>
      <Input
        type="number"
        inputMode="decimal"
        step="any"
        value={value}
        disabled={disabled}
        onChange={({ detail }) => onChange(detail.value)}
      />
    </FormField>
  );
}
