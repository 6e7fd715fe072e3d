import { defineComponent } from '../manifest/component.ts';

/** Bodies are JSON: what is done anyway. */
export const jsonDecoder = defineComponent({ type: 'JsonDecoder', role: 'decoder', reads: [], build: () => null });
