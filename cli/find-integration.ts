import type { Integration } from '../shared/api/integration.ts';
import { type Api, ProblemError } from './api-client.ts';
import { CliError, exitCodes } from './exit-codes.ts';

const looksLikeId = /^[0-9A-HJKMNP-TV-Z]{26}$/;

/** The integration with this name, whatever its case, or this id; undefined where there is none. */
export async function lookUpIntegration(api: Api, nameOrId: string): Promise<Integration | undefined> {
  const byName = await api.integrations({ name: nameOrId });
  const [found] = byName.items;
  if (found || !looksLikeId.test(nameOrId)) return found;
  try {
    return await api.integration(nameOrId);
  } catch (error) {
    if (error instanceof ProblemError && error.is('integration-not-found')) return undefined;
    throw error;
  }
}

export async function findIntegration(api: Api, nameOrId: string): Promise<Integration> {
  const found = await lookUpIntegration(api, nameOrId);
  if (found) return found;
  throw new CliError(
    exitCodes.notFound,
    `There is no integration "${nameOrId}". See "syncline integrations", or create it with "syncline connect".`,
  );
}
