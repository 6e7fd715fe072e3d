import { defineComponent } from '../manifest/component.ts';

export const recordSelector = defineComponent({
  type: 'RecordSelector',
  role: 'recordSelector',
  reads: ['extractor'],
  describes: ['name'],
  onlyAs: { schema_normalization: ['None'], transform_before_filtering: [true, false] },
  build(fields) {
    const extractor = fields.required('extractor', fields.component('extractor', 'extractor'));
    return { select: (body, scope) => extractor?.extract(body, scope) ?? [] };
  },
});
