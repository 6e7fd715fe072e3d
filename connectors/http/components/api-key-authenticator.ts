import { constantTemplate } from '../expressions/template.ts';
import { defineComponent } from '../manifest/component.ts';

/** A key in a header, a parameter or the body, under the name that the source wants. */
export const apiKeyAuthenticator = defineComponent({
  type: 'ApiKeyAuthenticator',
  role: 'authenticator',
  reads: ['api_token', 'header', 'inject_into'],
  build(fields) {
    const token = fields.template('api_token') ?? constantTemplate('');
    const header = fields.template('header');
    const option = fields.component('inject_into', 'requestOption');
    if ((header === undefined) === (fields.node('inject_into') === undefined)) {
      fields.problem(null, 'needs either "inject_into" or "header", not both');
    }
    return {
      credentials: [token],
      authenticate(draft, scope) {
        const value = token.text(scope);
        if (option) option.inject(draft, value, scope);
        else draft.add('header', [header?.text(scope) ?? ''], value);
      },
    };
  },
});
