import { mkdirSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import S3rver from '@20minutes/s3rver';
import { listen, type Running } from './listen.ts';
import { guardLoopback } from './loopback.ts';

/** s3rver, stored under `<data>/s3`. */
export async function startS3(dataDirectory: string): Promise<Running> {
  const directory = join(dataDirectory, 's3');
  mkdirSync(directory, { recursive: true });
  const s3 = new S3rver({ directory, silent: true, allowMismatchedSignatures: true, vhostBuckets: false });
  const handle = s3.callback();
  const server = createServer((request, response) => {
    acceptCredentials(request);
    handle(request, response);
  });
  guardLoopback(server);
  const { url, close } = await listen(server);
  return {
    url,
    close: async () => {
      await close();
      s3.logger.exceptions.unhandle();
      s3.logger.close();
    },
  };
}

/** s3rver knows a single access key, while our emulators are to take any: every request is made to carry that one. */
function acceptCredentials(request: IncomingMessage): void {
  const { headers, url } = request;
  // A presigned address carries it in its query, with the slash behind it encoded.
  if (url !== undefined) request.url = url.replace(/([?&]X-Amz-Credential=)[^&%/]*/, '$1S3RVER');
  if (headers.authorization === undefined) return;
  headers.authorization = headers.authorization.replace(/Credential=[^/]*/, 'Credential=S3RVER');
}
