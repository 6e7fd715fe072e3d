import { defineComponent } from '../manifest/component.ts';

export const noAuth = defineComponent({
  type: 'NoAuth',
  role: 'authenticator',
  reads: [],
  build: () => ({ authenticate: () => {}, credentials: [] }),
});
