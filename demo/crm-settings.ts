import { readFile } from 'node:fs/promises';

/** Settings of the `http` connector for a demo CRM: its connector file, and the account that the file asks for. */
export async function crmSettings(url: string, token: string) {
  const manifest = await readFile(new URL('./crm.yaml', import.meta.url), 'utf8');
  return { manifest, config: { base_url: url, api_token: token } };
}

export type CrmSettings = Awaited<ReturnType<typeof crmSettings>>;

/** Whether an integration's settings, which the API gives without the token, still are these. */
export function areCurrent(settings: Readonly<Record<string, unknown>>, wanted: CrmSettings): boolean {
  const config = settings['config'] as { base_url?: unknown } | undefined;
  return settings['manifest'] === wanted.manifest && config?.base_url === wanted.config.base_url;
}
