import { SourceError } from '../../../shared/connector/connector.ts';
import { DateTime, earlierOf, laterOf } from '../datetime/date-time.ts';
import { type DatetimeFormat, datetimeFormat } from '../datetime/datetime-format.ts';
import { addDuration, type Duration, parseDuration } from '../datetime/duration.ts';
import type { Scope } from '../expressions/scope.ts';
import { constantTemplate, type Template } from '../expressions/template.ts';
import { textOf } from '../expressions/values.ts';
import { defineComponent } from '../manifest/component.ts';
import type { Interval } from '../manifest/cursor.ts';
import type { Fields } from '../manifest/fields.ts';
import type { Moment } from '../manifest/moment.ts';
import { formatIn, formatsIn } from './datetime-formats.ts';
import { plainMoment } from './min-max-datetime.ts';

/** Reads by the time of the last change, in intervals of `step`, and keeps the latest time seen as its cursor. */
export const datetimeBasedCursor = defineComponent({
  type: 'DatetimeBasedCursor',
  role: 'cursor',
  reads: [
    'cursor_field',
    'datetime_format',
    'cursor_datetime_formats',
    'start_datetime',
    'end_datetime',
    'start_time_option',
    'end_time_option',
    'step',
    'cursor_granularity',
    'lookback_window',
    'partition_field_start',
    'partition_field_end',
  ],
  onlyAs: {
    is_data_feed: [false],
    is_client_side_incremental: [false],
    is_compare_strictly: [false],
    global_substream_cursor: [false],
    allow_catalog_defined_cursor_field: [false],
  },
  build(fields) {
    const field = fields.required('cursor_field', fields.template('cursor_field')) ?? constantTemplate('');
    const written = fields.required('datetime_format', formatIn(fields, 'datetime_format')) ?? '%Y-%m-%dT%H:%M:%S.%f%z';
    const readable = [...formatsIn(fields, 'cursor_datetime_formats'), written];
    const [start, end] = [momentIn(fields, 'start_datetime'), momentIn(fields, 'end_datetime')];
    fields.required('start_datetime', start);
    const [startOption, endOption] = [
      fields.component('start_time_option', 'requestOption'),
      fields.component('end_time_option', 'requestOption'),
    ];
    const [step, granularity, lookback] = [
      fields.duration('step'),
      fields.duration('cursor_granularity'),
      fields.duration('lookback_window'),
    ];
    if ((step === undefined) !== (granularity === undefined)) {
      fields.problem(null, '"step" and "cursor_granularity" are possible only together');
    }
    const startName = fields.template('partition_field_start') ?? constantTemplate('start_time');
    const endName = fields.template('partition_field_end') ?? constantTemplate('end_time');

    return {
      usesBody: [startOption, endOption].some((option) => option?.into.startsWith('body')),
      open(scope) {
        const format = formatOf(written, fields);
        const formats = readable.map((one) => formatOf(one, fields));
        const name = field.text(scope);
        const from = (start ?? endOfTime).at(scope, written);
        const stepLength = lengthOf(step, scope);
        const gap = lengthOf(granularity, scope);
        const back = lengthOf(lookback, scope);
        const parse = (text: string) => formats.reduce<DateTime | null>((found, one) => found ?? one.parse(text), null);
        return {
          start: from,
          isUndivided: stepLength === null,
          end: end ? end.at(scope, written) : new DateTime(scope.now()),
          after(kept) {
            const time = parse(kept);
            // A cursor of another format was kept by another version of the manifest: everything is read again.
            if (time === null) return from;
            return laterOf(from, back === null ? time : addDuration(time, back.negated()));
          },
          intervals: (first, last) => split(first, last, stepLength, gap),
          variables: (interval) => ({
            [startName.text(scope)]: format.format(interval.from),
            [endName.text(scope)]: format.format(interval.to),
          }),
          inject(draft, interval, inner) {
            startOption?.inject(draft, format.format(interval.from), inner);
            endOption?.inject(draft, format.format(interval.to), inner);
          },
          timeOf(record) {
            const value = Object.hasOwn(record, name) ? record[name] : undefined;
            return value === undefined || value === null || typeof value === 'object' ? null : parse(textOf(value));
          },
          format: (time) => format.format(time.asUtc()),
        };
      },
    };
  },
});

const endOfTime: Moment = { at: (scope) => new DateTime(scope.now()) };

function momentIn(fields: Fields, name: string): Moment | undefined {
  const node = fields.node(name);
  if (node?.kind === 'map') return fields.component(name, 'moment');
  const template = fields.template(name);
  return template === undefined || template.source === '' ? undefined : plainMoment(template);
}

function formatOf(format: string, fields: Fields): DatetimeFormat {
  try {
    return datetimeFormat(format);
  } catch (cause) {
    throw new SourceError('bad_datetime', `${fields.origin.path}: "${format}" is not supported.`, { cause });
  }
}

function lengthOf(template: Template | undefined, scope: Scope): Duration | null {
  const text = template?.text(scope) ?? '';
  if (text === '') return null;
  const duration = parseDuration(text);
  if (duration) return duration;
  throw new SourceError(
    'bad_duration',
    `"${template?.source}" gives "${text}", which is not an ISO 8601 duration such as P1D.`,
  );
}

/** Each interval ends one granule before the next begins, except the last, which ends at the end. */
function* split(first: DateTime, last: DateTime, step: Duration | null, granule: Duration | null): Iterable<Interval> {
  let from = first;
  while (from.isBefore(last)) {
    const next = step === null ? last : earlierOf(addDuration(from, step), last);
    if (!from.isBefore(next))
      throw new SourceError('bad_duration', 'The "step" of the cursor does not lead forward in time.');
    const isLast = !next.isBefore(last);
    yield { from, to: isLast || granule === null ? next : addDuration(next, granule.negated()) };
    from = next;
  }
}
