import * as z from 'zod';
import { type Connector, defineConnector, SettingsError, SourceError } from '../../shared/connector/connector.ts';

const settings = z.strictObject({
  url: z.string(),
  token: z.string().optional(),
  nested: z.strictObject({ password: z.string().optional() }).optional(),
  /** Settings may decide what is secret. */
  tokenIsPublic: z.boolean().optional(),
  /** …and what is offered. */
  streams: z.array(z.string()).default(['things']),
});

/** A connector with every kind of secret and fault that integrations have to do with. */
export const secretive = defineConnector<z.infer<typeof settings>>({
  type: 'secretive',
  title: 'Secretive',
  settings,
  secrets: ({ tokenIsPublic }) => (tokenIsPublic ? ['/nested/password'] : ['/token', '/nested/password']),
  streams: ({ url, token, streams }) => {
    if (url === 'bad') throw new SettingsError([`The url cannot be reached with ${token}; give another.`]);
    return streams.map((name) => ({ name, modes: ['full'] }));
  },
  test: async ({ settings: { url, token }, http }) => {
    if (url === 'failing') throw new SourceError('http_401', `The token ${token} was refused.`);
    await http.request({ method: 'GET', url, headers: { authorization: `Bearer ${token}` } });
    return { ok: true, message: `Reached ${url} with ${token}.` };
  },
  // biome-ignore lint/correctness/useYield: nothing here reads.
  read: async function* () {
    throw new Error('not read in these tests');
  },
}) as Connector;
