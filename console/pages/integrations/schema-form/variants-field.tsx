import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import styles from './code.module.css';
import { formOf, initialOf, variantAt, variantName } from './form.ts';
import { useForm } from './form-state.ts';
import { GroupFields } from './group-field.tsx';
import { type FieldProps, Labelled } from './labelled.tsx';
import { pointerOf, valueAt } from './place.ts';
import type { Schema } from './schema.ts';
import { SchemaField } from './schema-field.tsx';

const unset = { value: 'unset', label: 'Not set' };

/** One of several forms: which one is chosen first. */
export function VariantsField({ variants, ...props }: FieldProps & { readonly variants: readonly Schema[] }) {
  const { place, isRequired } = props;
  const { root, settings, stored, change } = useForm();
  const value = valueAt(settings, place);
  const [chosen, setChosen] = useState(-1);
  const fitting = variantAt(variants, root, value);
  // A variant without anything that sets it apart is the one that was chosen last.
  const index = fitting >= 0 && (chosen < 0 || value !== undefined) ? fitting : chosen;
  const variant = variants[index];
  const options = variants.map((one, at) => ({ value: String(at), label: variantName(one, root) }));
  const hasSecret = [...stored].some((secret) => secret.startsWith(`${pointerOf(place)}/`));
  return (
    <SpaceBetween size="s">
      <Labelled {...props}>
        <Select
          selectedOption={options[index] ?? null}
          options={[...(isRequired ? [] : [unset]), ...options]}
          placeholder={hasSecret ? 'As it is stored' : 'Choose'}
          onChange={({ detail }) => {
            const next = variants[Number(detail.selectedOption.value)];
            setChosen(next === undefined ? -1 : Number(detail.selectedOption.value));
            change(place, next === undefined ? undefined : initialOf(next, root));
          }}
        />
      </Labelled>
      {variant !== undefined && (
        <div className={styles['part']}>
          <Variant {...props} key={index} schema={variant} />
        </div>
      )}
    </SpaceBetween>
  );
}

function Variant(props: FieldProps) {
  const { root } = useForm();
  const form = formOf(props.schema, root);
  if (form.kind !== 'group') return <SchemaField {...props} isRequired label={variantName(props.schema, root)} />;
  // What sets it apart has been chosen already.
  const fields = form.fields.filter(({ schema }) => formOf(schema, root).kind !== 'fixed');
  const fixed = form.fields.filter(({ schema }) => formOf(schema, root).kind === 'fixed');
  return (
    <GroupFields place={props.place} fields={fields} hidden={fixed.map(({ name }) => name)} isOpen={form.isOpen} />
  );
}
