import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { Row } from '../row.tsx';
import { initialOf } from './form.ts';
import { useForm } from './form-state.ts';
import { type FieldProps, fieldLabel } from './labelled.tsx';
import { Part } from './part.tsx';
import { placeOf, pointerOf, valueAt } from './place.ts';
import { isObject, type Schema } from './schema.ts';
import { SchemaField } from './schema-field.tsx';

/** Any number of the same, each under a name that the person chooses. */
export function NamedField({ values, ...props }: FieldProps & { readonly values: Schema }) {
  const { place } = props;
  const { root, settings, stored, change } = useForm();
  const [name, setName] = useState('');
  const given = valueAt(settings, place);
  const pointer = pointerOf(place);
  // Secrets are not among the settings, but their names are known.
  const secret = [...stored].filter((one) => one.startsWith(`${pointer}/`)).map((one) => placeOf(one)[place.length]);
  const names = [...new Set([...(isObject(given) ? Object.keys(given) : []), ...secret])].filter(
    (one) => one !== undefined,
  );
  const label = fieldLabel(props).toLowerCase();
  const isTaken = names.includes(name.trim());
  const add = (): void => {
    if (name.trim() === '' || isTaken) return;
    change([...place, name.trim()], initialOf(values, root) ?? '');
    setName('');
  };
  return (
    <Part {...props}>
      <SpaceBetween size="m">
        {names.map((one) => (
          <SpaceBetween key={one} size="xxs">
            <SchemaField place={[...place, one]} schema={values} isRequired label={one} />
            <Button
              variant="inline-link"
              ariaLabel={`Remove ${one} from ${label}`}
              onClick={() => change([...place, one], stored.has(pointerOf([...place, one])) ? null : undefined)}
            >
              Remove {one}
            </Button>
          </SpaceBetween>
        ))}
        <FormField label={`New name in ${label}`} errorText={isTaken && 'This name is there already.'}>
          <Row>
            <Input
              value={name}
              onChange={({ detail }) => setName(detail.value)}
              onKeyDown={(event) => {
                if (event.detail.key !== 'Enter') return;
                event.preventDefault();
                add();
              }}
            />
            <Button iconName="add-plus" disabled={name.trim() === '' || isTaken} onClick={add}>
              Add
            </Button>
          </Row>
        </FormField>
      </SpaceBetween>
    </Part>
  );
}
