import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { synthesize } from '../../infra/synthesize.ts';
import { type Runtime, startRuntime } from '../../local/runtime.ts';

/** All of Syncline as it is deployed with `-c oidcIssuer=… -c oidcClientId=…`. */
export interface SignedInProduct {
  readonly runtime: Runtime;
  close(): Promise<void>;
}

export const clientId = 'syncline-console';
export const rolesClaim = 'groups';

/** Starts it on this port, where the issuer leads people back to. */
export async function startSignedInProduct(issuer: string, port: number): Promise<SignedInProduct> {
  const directory = await mkdtemp(join(tmpdir(), 'syncline-sign-in-'));
  const context = { oidcIssuer: issuer, oidcClientId: clientId, oidcRolesClaim: rolesClaim };
  const { directory: assembly } = synthesize(join(directory, 'assembly'), { validate: false, bundle: true, context });
  const runtime = await startRuntime({ assembly, dataDirectory: join(directory, 'data'), port });
  return {
    runtime,
    close: async () => {
      await runtime.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
