import { createContext, useContext } from 'react';
import type { Place } from './place.ts';
import type { Json, JsonObject, Schema } from './schema.ts';

/** What all fields of a form share. */
export interface FormState {
  readonly root: Schema;
  readonly settings: JsonObject;
  /** Undefined removes the value; null removes a secret that is stored. */
  change(place: Place, value: Json | undefined): void;
  /** Whether defaults are filled in. */
  readonly isNew: boolean;
  /** JSON pointers of the secrets that are stored. */
  readonly stored: ReadonlySet<string>;
  /** JSON pointers of the settings that are secret, whatever their schema says. */
  readonly secrets: ReadonlySet<string>;
  /** What is wrong, by JSON pointer. */
  readonly problems: ReadonlyMap<string, string>;
  /** Says whether a field holds what cannot be sent. */
  setUnreadable(pointer: string, isUnreadable: boolean): void;
}

const FormContext = createContext<FormState | null>(null);
export const FormProvider = FormContext.Provider;

export function useForm(): FormState {
  const form = useContext(FormContext);
  if (form === null) throw new Error('There is no FormProvider around this.');
  return form;
}
