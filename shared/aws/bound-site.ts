import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { SiteConfig } from '../site/publish-site.ts';
import type { SiteBucket } from '../site/site-files.ts';
import { environment, environmentOrNull } from './environment.ts';

/** The bucket that the console is served from. */
export function siteBucket(): SiteBucket {
  const client = new S3Client({});
  const Bucket = environment('consoleBucket');
  return {
    async put(path, bytes, { contentType, cacheControl }) {
      const headers = { ContentType: contentType, CacheControl: cacheControl };
      await client.send(new PutObjectCommand({ Bucket, Key: path, Body: bytes, ...headers }));
    },
  };
}

/** What the console is told of this deployment. */
export function siteConfig(): SiteConfig {
  const issuer = environmentOrNull('signInIssuer');
  const client = { clientId: environment('signInClientId'), scopes: environment('signInScopes') };
  return { signIn: issuer === null ? null : { issuer, ...client }, executionUrl: environmentOrNull('executionUrl') };
}
