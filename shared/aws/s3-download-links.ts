import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { DownloadLinks } from '../exports/download-links.ts';

/** Presigned addresses; each lets whoever has it read one object, as the function may that made it. */
export function s3DownloadLinks(client: S3Client, bucket: string): DownloadLinks {
  return {
    linkTo: (key, { name, mediaType, seconds }) =>
      getSignedUrl(
        client,
        new GetObjectCommand({
          Bucket: bucket,
          Key: key,
          ResponseContentType: mediaType,
          ResponseContentDisposition: `attachment; filename="${name}"`,
        }),
        { expiresIn: seconds },
      ),
  };
}
