import { defineComponent } from '../manifest/component.ts';
import { textIn } from '../manifest/nodes.ts';

/** Which streams a test of the connection reads. */
export const checkStream = defineComponent({
  type: 'CheckStream',
  role: 'check',
  reads: ['stream_names'],
  onlyAs: { dynamic_streams_check_configs: [[]], config_overrides: [{}] },
  build(fields) {
    const node = fields.node('stream_names');
    if (node !== undefined && node.kind !== 'list') fields.problem('stream_names', 'must be a list of names');
    const names = node?.kind === 'list' ? node.items.map(textIn) : [];
    return { streamNames: names.filter((name) => name !== undefined) };
  },
});
