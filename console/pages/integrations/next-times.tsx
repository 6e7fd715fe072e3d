import Box from '@cloudscape-design/components/box';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import type { Schedule } from '../../../shared/api/schedule.ts';
import { utcTimeOf } from '../../shown/moments.tsx';
import { rhythmText } from './rhythm-draft.ts';

/** The next five starts of each group of streams, as the clocks in the schedule's zone show them. */
export function NextTimes({ schedule: { groups, timeZone } }: { readonly schedule: Schedule }) {
  if (groups.length === 0) return <Box color="text-body-secondary">Nothing starts by itself.</Box>;
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  });
  return (
    <KeyValuePairs
      columns={Math.min(groups.length, 3)}
      items={groups.map(({ streams, rhythm, next }) => ({
        label: `${streams.join(', ')}, ${rhythmText(rhythm)}`,
        value:
          next.length === 0 ? (
            'None'
          ) : (
            <ol style={{ margin: 0, paddingInlineStart: '1.5em' }}>
              {next.map((at) => (
                <li key={at}>
                  <time dateTime={at} title={utcTimeOf(at)}>
                    {format.format(new Date(at))}
                  </time>
                </li>
              ))}
            </ol>
          ),
      }))}
    />
  );
}
