import FormField from '@cloudscape-design/components/form-field';
import type { ReactNode } from 'react';
import { useForm } from './form-state.ts';
import { type Place, pointerOf } from './place.ts';
import type { Schema } from './schema.ts';
import { descriptionOf, labelOf } from './words.ts';

export interface FieldProps {
  readonly place: Place;
  readonly schema: Schema;
  readonly isRequired: boolean;
  /** Instead of what the schema calls it. */
  readonly label?: string;
}

export const fieldLabel = ({ place, schema, label }: FieldProps): string =>
  label ?? labelOf(place.at(-1) ?? 'Settings', schema);

interface Props extends FieldProps {
  readonly children: ReactNode;
  readonly constraint?: ReactNode;
  readonly error?: string | null;
  readonly stretch?: boolean;
}

/** A control with its label, its description, and what is wrong with what it holds. */
export function Labelled({ children, constraint, error, stretch = false, ...field }: Props) {
  const { problems } = useForm();
  const problem = error ?? problems.get(pointerOf(field.place));
  return (
    <FormField
      label={
        field.isRequired ? (
          fieldLabel(field)
        ) : (
          <>
            {fieldLabel(field)} <i>- optional</i>
          </>
        )
      }
      description={descriptionOf(field.schema)}
      constraintText={constraint}
      errorText={problem}
      stretch={stretch}
    >
      {children}
    </FormField>
  );
}
