/** How a reading of all users shall be disturbed; pages are counted from the moment this is set. */
export type Disturbance =
  | { readonly kind: 'none' }
  | { readonly kind: 'fail'; readonly afterPages: number }
  | { readonly kind: 'delete'; readonly afterPages: number; readonly ids: readonly string[] };

export interface ScimUser {
  readonly id: string;
  readonly userName: string;
  readonly name: { readonly givenName: string; readonly familyName: string };
}

export const scimToken = 'scim-reader-7c1f';

const userSchema = 'urn:ietf:params:scim:schemas:core:2.0:User';
const patchSchema = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

/** Changes and reads the users of the service at `url` through its SCIM endpoints. */
export function createScimClient(url: string) {
  const send = async (method: string, path: string, body?: object): Promise<unknown> => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { authorization: `Bearer ${scimToken}`, 'content-type': 'application/scim+json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  };
  return {
    create: async (givenName: string, familyName: string): Promise<ScimUser> => {
      const userName = `${givenName}.${familyName}`.toLowerCase();
      const emails = [{ value: `${userName}@directory.example`, type: 'work', primary: true }];
      const body = { schemas: [userSchema], userName, name: { givenName, familyName }, emails, active: true };
      return (await send('POST', '/scim/v2/Users', body)) as ScimUser;
    },
    rename: async (id: string, familyName: string): Promise<void> => {
      const operation = { op: 'replace', path: 'name.familyName', value: familyName };
      await send('PATCH', `/scim/v2/Users/${id}`, { schemas: [patchSchema], Operations: [operation] });
    },
    delete: async (id: string): Promise<void> => {
      await send('DELETE', `/scim/v2/Users/${id}`);
    },
    all: async (): Promise<ScimUser[]> => {
      const list = (await send('GET', '/scim/v2/Users?count=10000')) as { Resources: ScimUser[] };
      return list.Resources;
    },
    disturb: async (disturbance: Disturbance): Promise<void> => {
      await send('POST', '/control', disturbance);
    },
  };
}
