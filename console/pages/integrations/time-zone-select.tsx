import FormField from '@cloudscape-design/components/form-field';
import Select from '@cloudscape-design/components/select';
import { useMemo } from 'react';

interface Props {
  readonly timeZone: string;
  readonly onChange: (timeZone: string) => void;
  readonly problem: string | undefined;
}

/** Those that the browser knows, UTC and the person's own first. */
export function TimeZoneSelect({ timeZone, onChange, problem }: Props) {
  const options = useMemo(() => {
    const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const all = new Set(['UTC', own, timeZone, ...Intl.supportedValuesOf('timeZone')]);
    return [...all].map((value) => ({
      value,
      label: value,
      ...(value === own && value !== 'UTC' && { description: 'Where you are' }),
      filteringTags: [value.replaceAll('_', ' ')],
    }));
  }, [timeZone]);
  return (
    <FormField
      label="Time zone"
      description="Of cron expressions; it follows daylight saving time."
      errorText={problem}
    >
      <Select
        selectedOption={options.find(({ value }) => value === timeZone) ?? null}
        options={options}
        filteringType="auto"
        filteringPlaceholder="Find a time zone"
        filteringAriaLabel="Find a time zone"
        virtualScroll
        onChange={({ detail }) => onChange(detail.selectedOption.value ?? timeZone)}
      />
    </FormField>
  );
}
