import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { Alerts } from './alerts/alerts.ts';
import { Api } from './api/api.ts';
import { Archive } from './archive/archive.ts';
import { Chunks } from './chunks/chunks.ts';
import { Console } from './console/console.ts';
import { Exports } from './exports/exports.ts';
import { Hooks } from './hooks/hooks.ts';
import { Outbound } from './outbound/outbound.ts';
import { Runners } from './runners/runners.ts';
import { Schedules } from './schedules/schedules.ts';
import { Secrets } from './secrets/secrets.ts';
import { SignIn } from './sign-in/sign-in.ts';
import { Storage } from './storage/storage.ts';
import { Watch } from './watch/watch.ts';
import { Workflow } from './workflow/workflow.ts';

/**
 * The whole of Syncline in one stack, in the order in which data flows:
 * something starts a run, the run pulls pages into chunks, workers apply them, the last one wakes the run, the run closes,
 * tells of its end and is archived; people see it all in the console; the watch sees to what got stuck.
 */
export class SynclineStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, { description: 'Syncline: runs integrations and keeps a complete log of every run', ...props });

    const storage = new Storage(this, 'Storage');
    const secrets = new Secrets(this, 'Secrets');
    const chunks = new Chunks(this, 'Chunks', { storage, secrets });
    const workflow = new Workflow(this, 'Workflow', { storage, secrets, chunks });
    const archive = new Archive(this, 'Archive', { storage });
    const exports = new Exports(this, 'Exports', { storage });
    const schedules = new Schedules(this, 'Schedules', { storage, workflow });
    const alerts = new Alerts(this, 'Alerts', { storage, secrets });
    const api = new Api(this, 'Api', { storage, secrets, workflow, exports, schedules, alerts });
    const hooks = new Hooks(this, 'Hooks', { storage, secrets, workflow });
    hooks.reachedThrough(api);
    new Outbound(this, 'Outbound', { storage, hooks });
    const runners = new Runners(this, 'Runners', { storage, secrets, chunks, workflow });
    runners.reachedThrough(api);
    const signIn = new SignIn(this, 'SignIn');
    const console = new Console(this, 'Console', { api, workflow, signIn });
    alerts.linkingTo(console.url);
    new Watch(this, 'Watch', { storage, chunks, workflow, archive });

    new CfnOutput(this, 'ConsoleUrl', { value: console.url, description: 'Where the console is' });
    new CfnOutput(this, 'ApiUrl', { value: api.url, description: 'Base URL of the HTTP API, without /v1' });
  }
}
