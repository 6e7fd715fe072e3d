import Button from '@cloudscape-design/components/button';
import FileInput from '@cloudscape-design/components/file-input';
import Input, { type InputProps } from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import { useState } from 'react';
import { Row } from '../row.tsx';
import styles from './code.module.css';
import { useForm } from './form-state.ts';
import { type FieldProps, fieldLabel, Labelled } from './labelled.tsx';
import { pointerOf, valueAt } from './place.ts';
import type { Schema } from './schema.ts';

export function TextField(props: FieldProps) {
  const { place, schema } = props;
  const { settings, change, secrets, stored } = useForm();
  const pointer = pointerOf(place);
  const given = valueAt(settings, place);
  const value = typeof given === 'string' ? given : '';
  const set = (text: string): void => change(place, text === '' ? undefined : text);
  if (schema.contentMediaType !== undefined) return <CodeField {...props} value={value} onChange={set} />;
  const isSecret = secrets.has(pointer) || schema.airbyte_secret === true || schema.writeOnly === true;
  if (isSecret && stored.has(pointer)) return <StoredSecretField {...props} />;
  return (
    <Labelled {...props} constraint={hintOf(schema)}>
      {schema.multiline === true ? (
        <Textarea value={value} onChange={({ detail }) => set(detail.value)} placeholder={exampleOf(schema)} />
      ) : (
        <Input
          value={value}
          onChange={({ detail }) => set(detail.value)}
          type={isSecret ? 'password' : inputType(schema)}
          autoComplete={false}
          placeholder={isSecret ? '' : exampleOf(schema)}
        />
      )}
    </Labelled>
  );
}

/** A secret is never shown: it can be kept, replaced, or removed. */
function StoredSecretField(props: FieldProps) {
  const { place, isRequired } = props;
  const { settings, change } = useForm();
  const given = valueAt(settings, place);
  if (given === null) {
    return (
      <Labelled {...props} constraint="It is removed when you save.">
        <Button onClick={() => change(place, undefined)}>Keep {fieldLabel(props)}</Button>
      </Labelled>
    );
  }
  return (
    <Labelled {...props} constraint="It is set, and never shown. Leave this empty to keep it.">
      <Row>
        <Input
          type="password"
          autoComplete={false}
          placeholder="Set"
          value={typeof given === 'string' ? given : ''}
          onChange={({ detail }) => change(place, detail.value === '' ? undefined : detail.value)}
        />
        {!isRequired && (
          <Button onClick={() => change(place, null)} ariaLabel={`Remove ${fieldLabel(props)}`}>
            Remove
          </Button>
        )}
      </Row>
    </Labelled>
  );
}

interface CodeProps extends FieldProps {
  readonly value: string;
  readonly onChange: (text: string) => void;
}

/** A text of many lines in a language of its own, typed, pasted or taken from a file. */
function CodeField({ value, onChange, ...field }: CodeProps) {
  return (
    <Labelled {...field} stretch>
      <SpaceBetween size="xs">
        <div className={styles['code']}>
          <Textarea
            value={value}
            rows={16}
            spellcheck={false}
            disableBrowserAutocorrect
            onChange={({ detail }) => onChange(detail.value)}
          />
        </div>
        <FileInput
          value={[]}
          accept=".yaml,.yml"
          onChange={({ detail }) => {
            const [file] = detail.value;
            if (file !== undefined) void file.text().then(onChange);
          }}
        >
          Take it from a file
        </FileInput>
      </SpaceBetween>
    </Labelled>
  );
}

/** Kept as it is typed: `1.` is not yet a number, and must not vanish. */
export function NumberField({ isWhole, ...props }: FieldProps & { readonly isWhole: boolean }) {
  const { place, schema } = props;
  const { settings, change } = useForm();
  const given = valueAt(settings, place);
  const [typed, setTyped] = useState<string | null>(null);
  const shown = typed !== null && (typed === '' ? undefined : Number(typed)) === given ? typed : String(given ?? '');
  return (
    <Labelled {...props} constraint={hintOf(schema)}>
      <Input
        type="number"
        inputMode={isWhole ? 'numeric' : 'decimal'}
        step={isWhole ? 1 : 'any'}
        value={shown}
        placeholder={exampleOf(schema)}
        onChange={({ detail }) => {
          setTyped(detail.value);
          const number = Number(detail.value);
          change(place, detail.value.trim() === '' || Number.isNaN(number) ? undefined : number);
        }}
      />
    </Labelled>
  );
}

const inputType = ({ format }: Schema): InputProps.Type =>
  format === 'email' ? 'email' : format === 'uri' || format === 'url' ? 'url' : 'text';

function exampleOf({ examples, format, default: given }: Schema): string {
  const [example] = examples ?? [];
  if (given !== undefined && given !== null && typeof given !== 'object') return String(given);
  if (example !== undefined && typeof example !== 'object') return String(example);
  return format === 'date' ? '2026-01-31' : format === 'date-time' ? '2026-01-31T09:00:00Z' : '';
}

function hintOf({ minimum, maximum, default: given }: Schema): string | undefined {
  const hints = [
    // JSON Schema of whole numbers that may be any has the bounds of what JavaScript can count.
    ...(minimum !== undefined && Math.abs(minimum) < 2 ** 50 ? [`at least ${minimum}`] : []),
    ...(maximum !== undefined && maximum < 2 ** 50 ? [`at most ${maximum}`] : []),
    ...(given !== undefined && given !== null && typeof given !== 'object' ? [`default ${given}`] : []),
  ].join(', ');
  return hints === '' ? undefined : `${hints[0]?.toUpperCase()}${hints.slice(1)}.`;
}
