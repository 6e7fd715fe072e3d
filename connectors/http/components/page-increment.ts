import { defineComponent } from '../manifest/component.ts';
import { pageSizeIn } from './page-size.ts';

/** Counts pages. A page with fewer records than its size, or with none, is the last. */
export const pageIncrement = defineComponent({
  type: 'PageIncrement',
  role: 'paginationStrategy',
  reads: ['page_size', 'start_from_page', 'inject_on_first_request'],
  build(fields) {
    const size = pageSizeIn(fields);
    const firstPage = fields.integer('start_from_page') ?? 0;
    return {
      ...size,
      initial: fields.flag('inject_on_first_request') ? firstPage : null,
      next({ count }, token, scope) {
        if (count === 0 || count < (size.pageSize(scope) ?? 0)) return null;
        return (typeof token === 'number' ? token : firstPage) + 1;
      },
    };
  },
});
