import Checkbox from '@cloudscape-design/components/checkbox';
import FormField from '@cloudscape-design/components/form-field';
import Multiselect from '@cloudscape-design/components/multiselect';
import Select from '@cloudscape-design/components/select';
import { type Choice, same } from './form.ts';
import { useForm } from './form-state.ts';
import { type FieldProps, fieldLabel, Labelled } from './labelled.tsx';
import { pointerOf, valueAt } from './place.ts';
import type { Json } from './schema.ts';
import { descriptionOf } from './words.ts';

type Props = FieldProps & { readonly choices: readonly Choice[] };

const unset = { value: 'unset', label: 'Not set' };
const optionOf = ({ label }: Choice, index: number) => ({ value: String(index), label });

export function ChoiceField({ choices, ...props }: Props) {
  const { place, schema, isRequired } = props;
  const { settings, change } = useForm();
  const given = valueAt(settings, place);
  const index = given === undefined ? -1 : choices.findIndex(({ value }) => same(value, given));
  const chosen = choices[index];
  const byDefault = choices.find(({ value }) => schema.default !== undefined && same(value, schema.default));
  return (
    <Labelled {...props}>
      <Select
        selectedOption={chosen === undefined ? null : optionOf(chosen, index)}
        options={[...(isRequired ? [] : [unset]), ...choices.map(optionOf)]}
        placeholder={byDefault === undefined ? 'Choose' : `Default: ${byDefault.label}`}
        filteringType={choices.length > 10 ? 'auto' : 'none'}
        onChange={({ detail }) => change(place, choices[Number(detail.selectedOption.value)]?.value)}
      />
    </Labelled>
  );
}

export function ChoicesField({ choices, ...props }: Props) {
  const { place } = props;
  const { settings, change } = useForm();
  const given = valueAt(settings, place);
  const values: readonly Json[] = Array.isArray(given) ? given : [];
  // One that is no longer offered stays visible, and can be taken out.
  const all = [
    ...choices,
    ...values
      .filter((value) => !choices.some((choice) => same(choice.value, value)))
      .map((value) => ({ value, label: String(value) })),
  ];
  const options = all.map(optionOf);
  return (
    <Labelled {...props}>
      <Multiselect
        selectedOptions={options.filter((_, index) => values.some((value) => same(value, all[index]?.value ?? null)))}
        options={options}
        placeholder="Choose"
        filteringType={all.length > 10 ? 'auto' : 'none'}
        deselectAriaLabel={({ label }) => `Remove ${label}`}
        onChange={({ detail }) => {
          const chosen = detail.selectedOptions.flatMap(({ value }) => all[Number(value)]?.value ?? []);
          change(place, chosen.length === 0 ? undefined : chosen);
        }}
      />
    </Labelled>
  );
}

export function ToggleField(props: FieldProps) {
  const { place, schema } = props;
  const { settings, change, problems } = useForm();
  const given = valueAt(settings, place) ?? schema.default;
  return (
    <FormField errorText={problems.get(pointerOf(place))}>
      <Checkbox
        checked={given === true}
        description={descriptionOf(schema)}
        onChange={({ detail }) => change(place, detail.checked)}
      >
        {fieldLabel(props)}
      </Checkbox>
    </FormField>
  );
}
