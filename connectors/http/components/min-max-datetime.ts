import { SourceError } from '../../../shared/connector/connector.ts';
import { type DateTime, earlierOf, laterOf } from '../datetime/date-time.ts';
import { datetimeFormat } from '../datetime/datetime-format.ts';
import type { Template } from '../expressions/template.ts';
import { constantTemplate } from '../expressions/template.ts';
import { defineComponent } from '../manifest/component.ts';
import type { Moment } from '../manifest/moment.ts';
import { formatIn } from './datetime-formats.ts';

/** A time, no earlier than one and no later than another. */
export const minMaxDatetime = defineComponent({
  type: 'MinMaxDatetime',
  role: 'moment',
  reads: ['datetime', 'datetime_format', 'min_datetime', 'max_datetime'],
  build(fields) {
    const time = fields.required('datetime', fields.template('datetime')) ?? constantTemplate('');
    const [least, most] = [fields.template('min_datetime'), fields.template('max_datetime')];
    const own = formatIn(fields, 'datetime_format');
    return {
      at(scope, inheritedFormat) {
        const format = own ?? inheritedFormat;
        const read = (template: Template) => readTime(template.text(scope), format, template.source);
        const given = (template: Template | undefined) => template !== undefined && template.text(scope) !== '';
        let result = read(time);
        if (least && given(least)) result = laterOf(result, read(least));
        if (most && given(most)) result = earlierOf(result, read(most));
        return result;
      },
    };
  },
});

/** A bare text in the place of a MinMaxDatetime. */
export const plainMoment = (template: Template): Moment => ({
  at: (scope, format) => readTime(template.text(scope), format, template.source),
});

function readTime(text: string, format: string, source: string): DateTime {
  const time = datetimeFormat(format).parse(text);
  if (time !== null) return time.asUtc();
  const shown = text === '' ? 'nothing' : `"${text}"`;
  throw new SourceError(
    'bad_datetime',
    `"${source}" gives ${shown}, which does not fit the format "${format}". Check the configuration.`,
  );
}
