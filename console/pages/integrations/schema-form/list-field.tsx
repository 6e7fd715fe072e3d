import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { initialOf } from './form.ts';
import { useForm } from './form-state.ts';
import { type FieldProps, fieldLabel } from './labelled.tsx';
import { Part } from './part.tsx';
import { valueAt } from './place.ts';
import type { Schema } from './schema.ts';
import { SchemaField } from './schema-field.tsx';

/** Any number of the same, in an order. */
export function ListField({ items, ...props }: FieldProps & { readonly items: Schema }) {
  const { place } = props;
  const { root, settings, change } = useForm();
  const given = valueAt(settings, place);
  const values = Array.isArray(given) ? given : [];
  const label = fieldLabel(props);
  return (
    <Part
      {...props}
      action={
        <Button iconName="add-plus" onClick={() => change(place, [...values, initialOf(items, root) ?? null])}>
          Add to {label.toLowerCase()}
        </Button>
      }
    >
      <SpaceBetween size="m">
        {values.map((_, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: items have nothing but their position
          <SpaceBetween key={index} size="xxs">
            <SchemaField
              place={[...place, String(index)]}
              schema={items}
              isRequired
              label={`${items.title ?? label} ${index + 1}`}
            />
            <Button
              variant="inline-link"
              ariaLabel={`Remove ${items.title ?? label} ${index + 1}`}
              onClick={() => change([...place, String(index)], undefined)}
            >
              Remove
            </Button>
          </SpaceBetween>
        ))}
      </SpaceBetween>
    </Part>
  );
}
