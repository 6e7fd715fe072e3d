import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { Api } from './api/api.ts';
import { Chunks } from './chunks/chunks.ts';
import { Secrets } from './secrets/secrets.ts';
import { Storage } from './storage/storage.ts';
import { Watch } from './watch/watch.ts';
import { Workflow } from './workflow/workflow.ts';

/**
 * The whole of Syncline in one stack, in the order in which data flows:
 * a run pulls pages into chunks, workers apply them, the last one wakes the run, the run closes; the watch sees to that.
 */
export class SynclineStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, { description: 'Syncline: runs integrations and keeps a complete log of every run', ...props });

    const storage = new Storage(this, 'Storage');
    const secrets = new Secrets(this, 'Secrets');
    const chunks = new Chunks(this, 'Chunks', { storage });
    const workflow = new Workflow(this, 'Workflow', { storage, secrets, chunks });
    const api = new Api(this, 'Api', { storage, secrets, workflow });
    new Watch(this, 'Watch', { storage, chunks, workflow });

    new CfnOutput(this, 'ApiUrl', { value: api.url, description: 'Base URL of the HTTP API, without /v1' });
  }
}
