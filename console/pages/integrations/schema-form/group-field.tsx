import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { type Field, initialOf } from './form.ts';
import { useForm } from './form-state.ts';
import { JsonRest } from './json-field.tsx';
import { type FieldProps, fieldLabel } from './labelled.tsx';
import { Part } from './part.tsx';
import { type Place, pointerOf, valueAt } from './place.ts';
import { isObject } from './schema.ts';
import { SchemaField } from './schema-field.tsx';

interface Fields {
  readonly fields: readonly Field[];
  readonly isOpen: boolean;
}

/** Named fields. One that may be left out as a whole is shown when somebody asks for it. */
export function GroupField({ fields, isOpen, ...props }: FieldProps & Fields) {
  const { place, schema, isRequired } = props;
  const { root, settings, stored, change } = useForm();
  const pointer = pointerOf(place);
  const isThere =
    isRequired ||
    schema.default !== undefined ||
    valueAt(settings, place) !== undefined ||
    [...stored].some((secret) => secret.startsWith(`${pointer}/`));
  if (!isThere) {
    return (
      <Part
        {...props}
        action={
          <Button iconName="add-plus" onClick={() => change(place, initialOf(schema, root) ?? {})}>
            Add {fieldLabel(props).toLowerCase()}
          </Button>
        }
      />
    );
  }
  return (
    <Part
      {...props}
      action={
        !isRequired &&
        schema.default === undefined && (
          <Button onClick={() => change(place, undefined)}>Remove {fieldLabel(props).toLowerCase()}</Button>
        )
      }
    >
      <GroupFields place={place} fields={fields} isOpen={isOpen} />
    </Part>
  );
}

interface GroupFieldsProps extends Fields {
  readonly place: Place;
  /** Fields that are known, and not shown. */
  readonly hidden?: readonly string[];
}

/** The fields alone, and behind them whatever else is there. */
export function GroupFields({ place, fields, isOpen, hidden = [] }: GroupFieldsProps) {
  const { settings } = useForm();
  const value = valueAt(settings, place);
  const known = [...fields.map(({ name }) => name), ...hidden];
  const hasMore = isObject(value) && Object.keys(value).some((name) => !known.includes(name));
  return (
    <SpaceBetween size="l">
      {fields.map(({ name, schema, isRequired }) => (
        <SchemaField key={name} place={[...place, name]} schema={schema} isRequired={isRequired} />
      ))}
      {(isOpen || hasMore) && <JsonRest place={place} known={known} />}
    </SpaceBetween>
  );
}
