import { defineComponent } from '../manifest/component.ts';

/** A schema describes the records; they are taken as they come, so it is accepted and not used. */
export const inlineSchemaLoader = defineComponent({
  type: 'InlineSchemaLoader',
  role: 'schemaLoader',
  reads: [],
  describes: ['schema'],
  build: () => null,
});

export const jsonFileSchemaLoader = defineComponent({
  type: 'JsonFileSchemaLoader',
  role: 'schemaLoader',
  reads: [],
  describes: ['file_path'],
  build: () => null,
});
