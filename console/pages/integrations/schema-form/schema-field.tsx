import Box from '@cloudscape-design/components/box';
import { useEffect } from 'react';
import { ChoiceField, ChoicesField, ToggleField } from './choice-fields.tsx';
import { formOf } from './form.ts';
import { useForm } from './form-state.ts';
import { GroupField } from './group-field.tsx';
import { InboundIntegrationField } from './inbound-integration-field.tsx';
import { JsonField } from './json-field.tsx';
import { type FieldProps, Labelled } from './labelled.tsx';
import { ListField } from './list-field.tsx';
import { NamedField } from './named-field.tsx';
import { pointerOf, valueAt } from './place.ts';
import { resolved } from './schema.ts';
import { NumberField, TextField } from './text-fields.tsx';
import { VariantsField } from './variants-field.tsx';

/** Any part of any settings, drawn as its schema says; what no field is made for, as JSON. */
export function SchemaField(props: FieldProps) {
  const { root } = useForm();
  const schema = resolved(props.schema, root) ?? props.schema;
  usePrefilled({ ...props, schema });
  const field = { ...props, schema };
  const form = formOf(schema, root);
  switch (form.kind) {
    case 'fixed':
      return (
        <Labelled {...field}>
          <Box variant="code">{String(form.value)}</Box>
        </Labelled>
      );
    case 'choice':
      return <ChoiceField {...field} choices={form.choices} />;
    case 'choices':
      return <ChoicesField {...field} choices={form.choices} />;
    case 'toggle':
      return <ToggleField {...field} />;
    case 'number':
      return <NumberField {...field} isWhole={form.isWhole} />;
    case 'text':
      if (schema.format === 'inbound-integration') return <InboundIntegrationField {...field} />;
      return <TextField {...field} />;
    case 'list':
      return <ListField {...field} items={form.items} />;
    case 'named':
      return <NamedField {...field} values={form.values} />;
    case 'group':
      return <GroupField {...field} fields={form.fields} isOpen={form.isOpen} />;
    case 'variants':
      return <VariantsField {...field} variants={form.variants} />;
    case 'json':
      return <JsonField {...field} />;
  }
}

/** New settings begin with what is there by default; those of an integration stay as they are. */
function usePrefilled({ place, schema, isRequired }: FieldProps): void {
  const { root, settings, isNew, change } = useForm();
  const form = formOf(schema, root);
  const given = form.kind === 'fixed' && (isRequired || isNew) ? form.value : isNew ? schema.default : undefined;
  const isMissing = given !== undefined && valueAt(settings, place) === undefined;
  const pointer = pointerOf(place);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once a field, so that a default can be cleared
  useEffect(() => {
    if (isMissing) change(place, given);
  }, [pointer]);
}
