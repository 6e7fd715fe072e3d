import { defineComponent } from '../manifest/component.ts';
import type { Paginator } from '../manifest/paginator.ts';

export const onePage: Paginator = {
  initial: null,
  usesBody: false,
  inject: () => {},
  address: () => null,
  next: () => null,
};

export const noPagination = defineComponent({
  type: 'NoPagination',
  role: 'paginator',
  reads: [],
  build: () => onePage,
});
