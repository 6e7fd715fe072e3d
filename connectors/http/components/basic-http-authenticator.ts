import { constantTemplate } from '../expressions/template.ts';
import { defineComponent } from '../manifest/component.ts';

/** `Authorization: Basic <base64 of user:password>` (RFC 7617). */
export const basicHttpAuthenticator = defineComponent({
  type: 'BasicHttpAuthenticator',
  role: 'authenticator',
  reads: ['username', 'password'],
  build(fields) {
    const username = fields.required('username', fields.template('username')) ?? constantTemplate('');
    const password = fields.template('password') ?? constantTemplate('');
    return {
      // Without a password, the name is the key (as Stripe and many others have it).
      credentials: password.source === '' ? [username] : [password],
      authenticate(draft, scope) {
        const pair = `${username.text(scope)}:${password.text(scope)}`;
        draft.add('header', ['Authorization'], `Basic ${Buffer.from(pair, 'utf8').toString('base64')}`);
      },
    };
  },
});
