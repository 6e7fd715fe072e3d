import { useCallback, useMemo, useState } from 'react';
import { formOf } from './form.ts';
import { FormProvider, type FormState } from './form-state.ts';
import { GroupFields } from './group-field.tsx';
import { JsonField } from './json-field.tsx';
import { withValueAt } from './place.ts';
import type { JsonObject, Schema } from './schema.ts';

interface Props extends Pick<FormState, 'isNew' | 'settings' | 'stored' | 'secrets' | 'problems'> {
  readonly schema: Schema;
  readonly onChange: (change: (settings: JsonObject) => JsonObject) => void;
  /** Told whether everything in it can be sent. */
  readonly onReadable: (isReadable: boolean) => void;
}

/** Settings of any connector, as their JSON Schema describes them. */
export function SettingsForm({ schema, onChange, onReadable, ...shared }: Props) {
  const [, setUnreadables] = useState<ReadonlySet<string>>(new Set());
  const setUnreadable = useCallback(
    (pointer: string, isUnreadable: boolean) =>
      setUnreadables((before) => {
        if (before.has(pointer) === isUnreadable) return before;
        const after = isUnreadable ? before.union(new Set([pointer])) : before.difference(new Set([pointer]));
        queueMicrotask(() => onReadable(after.size === 0));
        return after;
      }),
    [onReadable],
  );
  const change = useCallback<FormState['change']>(
    (place, value) => onChange((settings) => withValueAt(settings, place, value)),
    [onChange],
  );
  const form = useMemo(() => formOf(schema, schema), [schema]);
  return (
    <FormProvider value={{ ...shared, root: schema, change, setUnreadable }}>
      {form.kind === 'group' ? (
        <GroupFields place={[]} fields={form.fields} isOpen={form.isOpen} />
      ) : (
        <JsonField place={[]} schema={schema} isRequired />
      )}
    </FormProvider>
  );
}
