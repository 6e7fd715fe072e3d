import { constantTemplate } from '../expressions/template.ts';
import { defineComponent } from '../manifest/component.ts';

/** `Authorization: Bearer <token>`. */
export const bearerAuthenticator = defineComponent({
  type: 'BearerAuthenticator',
  role: 'authenticator',
  reads: ['api_token'],
  build(fields) {
    const token = fields.required('api_token', fields.template('api_token')) ?? constantTemplate('');
    return {
      credentials: [token],
      authenticate: (draft, scope) => draft.add('header', ['Authorization'], `Bearer ${token.text(scope)}`),
    };
  },
});
