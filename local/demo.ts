import { Api, defaultUrl, ProblemError } from '../cli/api-client.ts';
import { lookUpIntegration } from '../cli/find-integration.ts';
import { followRun } from '../cli/follow-run.ts';
import { type Output, standardOutput } from '../cli/output.ts';
import { areCurrent, crmSettings } from '../demo/crm-settings.ts';
import { openCrm } from '../demo/open-crm.ts';

export interface DemoRuntime {
  /** Where the API answers. */
  readonly url: string;
  readonly dataDirectory: string;
  /** Default: standard output, with bars on a terminal. */
  readonly output?: Output;
  /** How long the demo CRM takes for an answer. */
  readonly latencyMs?: number;
}

export interface Demo {
  /** Settles when the first sync was shown, or could not be; never rejects. */
  readonly shown: Promise<void>;
  close(): Promise<void>;
}

interface Account {
  /** Address of the demo CRM. */
  readonly url: string;
  readonly token: string;
  /** The token was just made up. */
  readonly isNew: boolean;
}

const integrationName = 'demo-crm';

/** Often enough to be seen, and seldom enough not to crowd the list of runs. */
const rhythm = { kind: 'rate', every: 15, unit: 'minutes' } as const;

/**
 * What `npm start` shows to who has nothing set up yet: a CRM on loopback, an integration with it, and a sync of it.
 * Answers as soon as the CRM runs and never rejects: when something fails here, it says so and the runtime goes on.
 */
export async function startDemo(runtime: DemoRuntime): Promise<Demo> {
  const output = runtime.output ?? standardOutput({ json: false });
  const stopped = new AbortController();
  const excuse = (error: unknown): void => {
    if (!stopped.signal.aborted) output.note(`The demo stops here: ${messageOf(error)} Everything else runs as usual.`);
  };
  try {
    const { crm, ...account } = await openCrm(runtime.dataDirectory, runtime.latencyMs);
    output.line(`The demo CRM answers at ${crm.url}. It is day ${crm.day()} there.`);
    const shown = showSync(runtime.url, { url: crm.url, ...account }, output, stopped.signal).catch(excuse);
    return {
      shown,
      close: async () => {
        stopped.abort();
        await crm.close();
      },
    };
  } catch (error) {
    excuse(error);
    return { shown: Promise.resolve(), close: async () => {} };
  }
}

async function showSync(url: string, account: Account, output: Output, signal: AbortSignal): Promise<void> {
  const api = new Api(url, signal);
  const integrationId = await connectCrm(api, account, output);
  if (integrationId === null) return;
  const runId = await startRun(api, integrationId, output, signal);
  const followed = await followRun(api, runId, output, { signal });
  if (followed.kind !== 'ended') return;
  const { items } = await api.entities(runId, { step: someStream, limit: 1 });
  for (const line of whereToGo(url, account.url, runId, items[0]?.externalId ?? 'ID')) output.line(line);
}

/** The id of the integration with the demo CRM, which is made or brought up to date; null where it is switched off. */
async function connectCrm(api: Api, account: Account, output: Output): Promise<string | null> {
  const settings = await crmSettings(account.url, account.token);
  const found = await lookUpIntegration(api, integrationName);
  if (found === undefined) {
    const { integrationId, streams } = await api.createIntegration({
      name: integrationName,
      connector: 'http',
      settings,
    });
    // Only the first time: whatever somebody decides later stays.
    await api.updateSchedule(integrationId, { streams: Object.fromEntries(streams.map(({ name }) => [name, rhythm])) });
    return integrationId;
  }
  if (found.status === 'DISABLED') {
    output.line(`The integration ${integrationName} is switched off, so nothing is synced.`);
    return null;
  }
  // The CRM may have moved to another port, forgotten its token, or come with a new connector file.
  if (found.status === 'ERROR' || account.isNew || !areCurrent(found.settings, settings)) {
    await api.updateIntegration(found.integrationId, { settings });
  }
  return found.integrationId;
}

/** Starts a run, behind the one that goes on already: a runtime that was killed may have left one to be ended. */
async function startRun(api: Api, integrationId: string, output: Output, signal: AbortSignal): Promise<string> {
  for (;;) {
    try {
      return (await api.startRun(integrationId, {})).runId;
    } catch (error) {
      const going = error instanceof ProblemError && error.is('run-in-progress') ? error.problem.runId : undefined;
      if (going === undefined) throw error;
      await followRun(api, going, output, { signal });
      signal.throwIfAborted();
    }
  }
}

/** Has a record to show in every run: all of its records are read each time. */
const someStream = 'companies';

function whereToGo(url: string, crmUrl: string, runId: string, someId: string): string[] {
  const cli = url === defaultUrl ? 'npm run syncline --' : `npm run syncline -- --url ${url}`;
  const ways = [
    ['All of it in your browser', `${url}/`],
    ['All of it in the browser', `${url}/`],
    ['What became of this run', `${cli} run ${runId}`],
    ['Which records were skipped, and why', `${cli} entities ${runId} --action SKIP`],
    ['Every request it made, the refused ones included', `${cli} calls ${runId}`],
    ['Make it the next day in the demo CRM', `curl -X POST ${crmUrl}/demo/advance`],
    ['Find what changed there', `${cli} sync ${integrationName} --follow`],
    [
      'Ask for one record, and see what is decided about it',
      `${cli} sync ${integrationName} --streams ${someStream} --ids ${someId} --follow`,
    ],
    ['When it is synced by itself: every 15 minutes, until you decide otherwise', `${cli} schedule ${integrationName}`],
    ['The API that all of this goes through', `${url}/openapi.json`],
    ['The connector file of the demo CRM; yours looks like it', 'demo/crm.yaml'],
    ['How it works, and how to run it in your AWS account', 'docs/'],
  ] as const;
  return ['', 'Where to go from here, in another terminal:', ...ways.map(([why, how]) => `  ${why}\n    ${how}`), ''];
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
