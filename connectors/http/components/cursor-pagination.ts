import { withVariables } from '../expressions/scope.ts';
import { constantTemplate } from '../expressions/template.ts';
import { isTrue, jsonOf } from '../expressions/values.ts';
import { defineComponent } from '../manifest/component.ts';
import { responseVariables } from '../manifest/fields.ts';
import { pageSizeIn } from './page-size.ts';

/** Each page says what stands for the next one. */
export const cursorPagination = defineComponent({
  type: 'CursorPagination',
  role: 'paginationStrategy',
  reads: ['cursor_value', 'stop_condition', 'page_size', 'decoder'],
  build(fields) {
    fields.component('decoder', 'decoder');
    const cursorValue =
      fields.required('cursor_value', fields.template('cursor_value', responseVariables)) ?? constantTemplate('');
    const stop = fields.template('stop_condition', responseVariables);
    return {
      ...pageSizeIn(fields),
      initial: null,
      next({ response, headers, count, lastRecord }, _token, scope) {
        const seen = withVariables(scope, { response, headers, last_record: lastRecord, last_page_size: count });
        if (stop?.isTrue(seen)) return null;
        const value = cursorValue.value(seen);
        return isTrue(value) ? jsonOf(value) : null;
      },
    };
  },
});
