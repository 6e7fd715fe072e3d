/**
 * A SCIM 2.0 service in memory (scimmy with its express routers) in a process of its own. `POST /control` tells it how
 * the coming listings of users shall go wrong; everything else goes through SCIM itself.
 */
import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import express, { type Handler } from 'express';
import SCIMMY from 'scimmy';
import SCIMMYRouters from 'scimmy-routers';
import { reportUrl } from '../../harness/child-server.ts';
import { type Disturbance, scimToken } from './scim-client.ts';

type User = SCIMMY.Schemas.User & { id: string };

const users = new Map<string, User>();

function find(id: string | undefined): User {
  const user = users.get(id ?? '');
  if (user === undefined) throw new SCIMMY.Types.Error(404, '', `no user ${id}`);
  return user;
}

SCIMMY.Resources.declare(SCIMMY.Resources.User)
  .egress((resource) => (resource.id === undefined ? [...users.values()] : find(resource.id)))
  .ingress((resource, data) => {
    const user = { ...data, id: resource.id ?? randomUUID() } as User;
    users.set(user.id, user);
    return user;
  })
  .degress((resource) => {
    users.delete(find(resource.id).id);
  });

/** express 5 parses the query anew at each access, while the routers turn startIndex and count into numbers in place. */
const keepQuery: Handler = (request, _response, next) => {
  Object.defineProperty(request, 'query', { value: request.query, writable: true });
  next();
};

let disturbance: Disturbance = { kind: 'none' };
let listings = 0;

const control: Handler = (request, response) => {
  disturbance = request.body as Disturbance;
  listings = 0;
  response.status(200).json({});
};

const disturb: Handler = (request, response, next) => {
  if (request.method !== 'GET') return next();
  listings += 1;
  if (disturbance.kind === 'fail' && listings > disturbance.afterPages) {
    response.status(500).json({ detail: 'the directory is not available' });
    return;
  }
  if (disturbance.kind === 'delete' && listings === disturbance.afterPages + 1) {
    for (const id of disturbance.ids) users.delete(id);
  }
  next();
};

const scim = new SCIMMYRouters({
  type: 'bearer',
  handler: (request: { headers: Record<string, unknown> }) => {
    if (request.headers['authorization'] !== `Bearer ${scimToken}`) throw new Error('unknown token');
    return 'reader';
  },
});

const app = express();
app.use(keepQuery);
app.post('/control', express.json({ type: '*/*' }), control);
app.use('/scim/v2/Users', disturb);
app.use('/scim/v2', scim);
const server = app.listen(0, '127.0.0.1', () =>
  reportUrl(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
);
