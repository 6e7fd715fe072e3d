import Textarea from '@cloudscape-design/components/textarea';
import { useEffect, useState } from 'react';
import styles from './code.module.css';
import { useForm } from './form-state.ts';
import { type FieldProps, Labelled } from './labelled.tsx';
import { type Place, pointerOf, valueAt } from './place.ts';
import { isObject, type Json } from './schema.ts';

/** A part that no field is made for. */
export function JsonField(props: FieldProps) {
  const { settings, change } = useForm();
  return (
    <JsonText {...props} value={valueAt(settings, props.place)} onChange={(value) => change(props.place, value)} />
  );
}

const restSchema = { title: 'Further settings', description: 'What the form has no field for, as a JSON object' };

/** What an object holds beside its known fields. */
export function JsonRest({ place, known }: { readonly place: Place; readonly known: readonly string[] }) {
  const { settings, change } = useForm();
  const value = valueAt(settings, place);
  const whole = isObject(value) ? value : {};
  const rest = Object.fromEntries(Object.entries(whole).filter(([name]) => !known.includes(name)));
  const kept = Object.fromEntries(Object.entries(whole).filter(([name]) => known.includes(name)));
  return (
    <JsonText
      place={[...place, '(further)']}
      schema={restSchema}
      isRequired={false}
      value={Object.keys(rest).length === 0 ? undefined : rest}
      onChange={(next) => change(place, { ...kept, ...(isObject(next) ? next : {}) })}
    />
  );
}

interface Props extends FieldProps {
  readonly value: Json | undefined;
  readonly onChange: (value: Json | undefined) => void;
}

function JsonText({ value, onChange, ...field }: Props) {
  const { problems, setUnreadable } = useForm();
  const pointer = pointerOf(field.place);
  const [typed, setTyped] = useState<string | null>(null);
  const parsed = typed === null ? null : parse(typed);
  useEffect(() => () => setUnreadable(pointer, false), [pointer, setUnreadable]);
  const below = [...problems].find(([at]) => at.startsWith(`${pointer}/`));
  return (
    <Labelled
      {...field}
      stretch
      constraint="JSON"
      error={parsed?.error ?? (below === undefined ? null : `${below[0].slice(pointer.length)}: ${below[1]}`)}
    >
      <div className={styles['code']}>
        <Textarea
          value={typed ?? (value === undefined ? '' : JSON.stringify(value, null, 2))}
          rows={5}
          spellcheck={false}
          disableBrowserAutocorrect
          onChange={({ detail }) => {
            setTyped(detail.value);
            const { error, value: next } = parse(detail.value);
            setUnreadable(pointer, error !== null);
            if (error === null) onChange(next);
          }}
        />
      </div>
    </Labelled>
  );
}

function parse(text: string): { readonly error: string | null; readonly value: Json | undefined } {
  if (text.trim() === '') return { error: null, value: undefined };
  try {
    return { error: null, value: JSON.parse(text) as Json };
  } catch (thrown) {
    return { error: `This is not JSON yet: ${thrown instanceof Error ? thrown.message : thrown}`, value: undefined };
  }
}
