import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ReactNode } from 'react';
import styles from './code.module.css';
import { useForm } from './form-state.ts';
import { type FieldProps, fieldLabel } from './labelled.tsx';
import { pointerOf } from './place.ts';
import { descriptionOf } from './words.ts';

interface Props extends FieldProps {
  readonly action?: ReactNode;
  readonly children?: ReactNode;
}

/** Several fields that belong together, under a name of their own. */
export function Part({ action, children, ...field }: Props) {
  const { problems } = useForm();
  const description = descriptionOf(field.schema);
  const problem = problems.get(pointerOf(field.place));
  return (
    <fieldset className={styles['part']} aria-label={fieldLabel(field)}>
      <SpaceBetween size="s">
        <div>
          <Box variant="h4" tagOverride="div" padding="n">
            {fieldLabel(field)} {!field.isRequired && field.schema.default === undefined && <i>- optional</i>}
          </Box>
          {description !== undefined && <Box color="text-body-secondary">{description}</Box>}
          {problem !== undefined && <Box color="text-status-error">{problem}</Box>}
        </div>
        {children}
        {action}
      </SpaceBetween>
    </fieldset>
  );
}
