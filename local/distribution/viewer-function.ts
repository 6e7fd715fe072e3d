import { runInNewContext } from 'node:vm';
import * as z from 'zod';
import { RuntimeProblem } from '../problem.ts';

/** The path that a CloudFront Function makes of the path that the viewer asked for; both are still encoded. */
export type ViewerFunction = (path: string) => string;

const requestSchema = z.object(
  { uri: z.string().startsWith('/') },
  'the embedded runtime has functions only that pass the request on',
);

/** The function from its code, run as it is. Throws RuntimeProblem where it defines no `handler`. */
export function viewerFunction(code: string): ViewerFunction {
  const handler: unknown = runInNewContext(`${code}\n;typeof handler === 'function' ? handler : null`);
  if (typeof handler !== 'function') throw new RuntimeProblem('the code defines no function handler');
  return (path) => requestSchema.parse(handler({ version: '1.0', request: { method: 'GET', uri: path } })).uri;
}
