import { defineComponent } from '../manifest/component.ts';
import { toJson } from '../manifest/nodes.ts';

/** What the user has to fill in, as a JSON schema. */
export const spec = defineComponent({
  type: 'Spec',
  role: 'spec',
  reads: ['connection_specification'],
  // `advanced_auth` describes a login page of the other product; authenticators that would need it are refused by name.
  describes: ['documentation_url', 'documentationUrl', 'advanced_auth', 'metadata'],
  build(fields) {
    const node = fields.node('connection_specification');
    return { connectionSpecification: node === undefined ? {} : toJson(node) };
  },
});
