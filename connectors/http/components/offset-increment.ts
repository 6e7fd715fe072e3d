import { withVariables } from '../expressions/scope.ts';
import { defineComponent } from '../manifest/component.ts';
import { pageSizeIn } from './page-size.ts';

/** Counts records. A page with fewer records than its size, or with none, is the last. */
export const offsetIncrement = defineComponent({
  type: 'OffsetIncrement',
  role: 'paginationStrategy',
  reads: ['page_size', 'inject_on_first_request'],
  build(fields) {
    const size = pageSizeIn(fields, ['response']);
    return {
      ...size,
      pageSize: (scope) => size.pageSize(withVariables(scope, { response: {} })),
      initial: fields.flag('inject_on_first_request') ? 0 : null,
      next({ count, response }, token, scope) {
        if (count === 0 || count < (size.pageSize(withVariables(scope, { response })) ?? 0)) return null;
        return (typeof token === 'number' ? token : 0) + count;
      },
    };
  },
});
