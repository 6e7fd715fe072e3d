import { defineComponent } from '../manifest/component.ts';

/** The token is the address of the next page. */
export const requestPath = defineComponent({
  type: 'RequestPath',
  role: 'pageTokenOption',
  reads: [],
  // Older files say so once more.
  onlyAs: { inject_into: ['path', 'url_base'] },
  build: () => ({ kind: 'path' }),
});
