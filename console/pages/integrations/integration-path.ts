/** Where the API has an integration, and what belongs to it below. */
export const integrationPath = (integrationId: string): string =>
  `/v1/integrations/${encodeURIComponent(integrationId)}`;
