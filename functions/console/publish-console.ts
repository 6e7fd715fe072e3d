import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { siteBucket, siteConfig } from '../../shared/aws/bound-site.ts';
import { publishSite } from '../../shared/site/publish-site.ts';
import { answerStack } from './answer-stack.ts';
import { filesUnder } from './files-under.ts';

/** Deployment puts the built console beside this function's code. */
const site = `${import.meta.dirname}/site`;

/** Called by CloudFormation when the console is new, has changed, or goes; then its bucket is kept, and so are its files. */
export const handler = (event: CloudFormationCustomResourceEvent) =>
  answerStack(event, async () => {
    if (event.RequestType !== 'Delete') await publishSite(siteBucket(), filesUnder(site), siteConfig());
  });
