import { isTrue, textOf } from '../expressions/values.ts';
import { defineComponent } from '../manifest/component.ts';
import { onePage } from './no-pagination.ts';

export const defaultPaginator = defineComponent({
  type: 'DefaultPaginator',
  role: 'paginator',
  reads: ['pagination_strategy', 'page_size_option', 'page_token_option', 'decoder'],
  // Older files repeat the requester's address here.
  describes: ['url_base'],
  build(fields) {
    fields.component('decoder', 'decoder');
    const strategy = fields.required(
      'pagination_strategy',
      fields.component('pagination_strategy', 'paginationStrategy'),
    );
    const sizeOption = fields.component('page_size_option', 'requestOption');
    const tokenOption = fields.component('page_token_option', 'pageTokenOption');
    if (strategy === undefined) return onePage;
    if (sizeOption && !strategy.hasPageSize) {
      fields.problem('page_size_option', 'needs a "page_size" in the pagination strategy');
    }
    const options = [sizeOption, tokenOption?.kind === 'option' ? tokenOption.option : undefined];
    return {
      initial: strategy.initial,
      usesBody: options.some((option) => option?.into.startsWith('body')),
      inject(draft, token, scope) {
        if (token !== null && tokenOption?.kind === 'option') tokenOption.option.inject(draft, token, scope);
        const size = sizeOption ? strategy.pageSize(scope) : null;
        if (sizeOption && size !== null && size !== 0) sizeOption.inject(draft, size, scope);
      },
      address: (token) => (tokenOption?.kind === 'path' && isTrue(token) ? textOf(token) : null),
      next: strategy.next,
    };
  },
});
