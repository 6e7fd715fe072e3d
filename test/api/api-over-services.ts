import type { Running } from '../../local/emulators/listen.ts';
import type { Services } from '../pipeline/services.ts';
import { type Handler, serveHandler } from './serve-handler.ts';

/** The API's own handler behind HTTP, over the services of a pipeline test; one for each test file. */
export async function serveApiOver(services: Services): Promise<Running> {
  Object.assign(process.env, services.environment);
  const { handler } = await import('../../functions/api/api.ts');
  return serveHandler(handler as unknown as Handler);
}
