import { setTimeout as delay } from 'node:timers/promises';
import { GetExecutionHistoryCommand, SFNClient } from '@aws-sdk/client-sfn';
import { account } from '../local/account.ts';
import { clientSettings } from '../local/emulators/client-settings.ts';
import type { Runtime } from '../local/runtime.ts';
import { sfnArchiveWorkflow } from '../shared/aws/sfn-workflow.ts';
import { stream } from './bench-product.ts';
import type { MadeLog } from './made-runs/made-log.ts';

const org = account.accountId;
const records = 2_000;
const pollMs = 100;

/**
 * States that a real execution of ArchiveRun enters for a run with one stream; their number does not depend on the
 * records below forty million. Throws unless the execution archives the run, which was made like all the others.
 */
export async function countArchiveTransitions({ endpoints, resource }: Runtime, log: MadeLog): Promise<number> {
  const { runId } = await log.write({ number: 1, records, startedAt: Date.now() - 3_600_000 });
  const machine = resource('Archive/ArchiveRun/Machine');
  const client = new SFNClient(clientSettings(endpoints.sfn));
  try {
    const workflow = sfnArchiveWorkflow(client, () => machine);
    await workflow.start({ org, runId, streams: [stream] }, 1);
    while ((await workflow.status({ org, runId }, 1)).kind === 'RUNNING') await delay(pollMs);
    const run = await log.deps.runs.get(org, runId);
    if (run?.archivedAt == null) throw new Error(`ArchiveRun ended without run ${runId} in the archive.`);
    const executionArn = `${machine.replace(':stateMachine:', ':execution:')}:${runId}-1`;
    const { events = [] } = await client.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }));
    return events.filter(({ type }) => type?.endsWith('StateEntered')).length;
  } finally {
    client.destroy();
  }
}
