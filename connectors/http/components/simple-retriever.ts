import { defineComponent } from '../manifest/component.ts';
import type { Retriever } from '../manifest/retriever.ts';
import { onePage } from './no-pagination.ts';

export const simpleRetriever = defineComponent({
  type: 'SimpleRetriever',
  role: 'retriever',
  reads: [
    'requester',
    'record_selector',
    'paginator',
    'decoder',
    'ignore_stream_slicer_parameters_on_paginated_requests',
  ],
  // Older files repeat the stream's name and key here.
  describes: ['name', 'primary_key'],
  onlyAs: { partition_router: [[]] },
  build(fields) {
    fields.component('decoder', 'decoder');
    const requester = fields.required('requester', fields.component('requester', 'requester'));
    const selector = fields.required('record_selector', fields.component('record_selector', 'recordSelector'));
    const paginator = fields.component('paginator', 'paginator') ?? onePage;
    if (requester?.method === 'GET' && paginator.usesBody) {
      fields.problem('paginator', 'puts something into the body, which a GET request cannot carry here: use POST');
    }
    return {
      // Both are there wherever there was no problem, and what has problems is never read.
      requester: requester as Retriever['requester'],
      selector: selector as Retriever['selector'],
      paginator,
      intervalOnFirstPageOnly: fields.flag('ignore_stream_slicer_parameters_on_paginated_requests'),
    };
  },
});
