import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { workRequestSchema } from '../../shared/api/runner-work.ts';
import { claimDependencies, runnerDependencies } from '../../shared/aws/bound-runners.ts';
import { authenticateRunner, noteSeen } from '../../shared/runners/authenticate-runner.ts';
import { awaitWork } from '../../shared/runners/claim-work.ts';
import { answer, parseBody, unauthenticated } from './answer.ts';

/** POST /v1/runner/work: some work for the runner that asks, at once or as soon as there is some, or none (204). */
export const handler = (event: APIGatewayProxyEventV2) =>
  answer(async () => {
    const runner = await authenticateRunner(runnerDependencies(), event.headers['authorization']);
    if (!runner) throw unauthenticated();
    await noteSeen(runnerDependencies(), runner, await parseBody(workRequestSchema, event));
    return awaitWork(claimDependencies(), runner);
  });
