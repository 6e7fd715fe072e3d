import { defineComponent } from '../manifest/component.ts';
import type { RecordById } from '../manifest/record-by-id.ts';

/**
 * Our own addition to the vocabulary, in the field `x-syncline` of a stream: the request for one record. Its id is there
 * as `stream_partition['id']`, as the vocabulary's own partitions are.
 */
export const recordById = defineComponent({
  type: 'RecordById',
  role: 'recordById',
  reads: ['requester', 'record_selector'],
  build(fields): RecordById {
    const requester = fields.required('requester', fields.component('requester', 'requester'));
    const selector = fields.component('record_selector', 'recordSelector') ?? { select: (body) => [body] };
    return { requester: requester as RecordById['requester'], selector };
  },
});
