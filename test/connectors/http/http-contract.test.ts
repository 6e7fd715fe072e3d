import { expect, test } from 'vitest';
import { http } from '../../../connectors/http/http.ts';
import { connectors } from '../../../connectors/registry.ts';
import { connectorContract } from '../contract.ts';
import { peopleManifest, startPeople } from './people-source.ts';

test('the registry knows the connector by its type', () => {
  expect(connectors.get('http')).toBe(http);
});

connectorContract(http, async () => {
  const secret = 'key+/with=odd&signs';
  const { server, people, refuse } = await startPeople(35, secret);
  return {
    settings: { manifest: peopleManifest, config: { base_url: server.origin, api_key: secret } },
    secret,
    stream: 'people',
    ids: people.map(({ id }) => String(id)),
    change() {
      const [first] = people;
      if (first) first.updated_at = new Date().toISOString();
      return '1';
    },
    refuse,
    close: () => server.close(),
  };
});
