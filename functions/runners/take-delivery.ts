import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { deliverySchema, heartbeatSchema } from '../../shared/api/runner-work.ts';
import { deliveryDependencies, runnerDependencies } from '../../shared/aws/bound-runners.ts';
import { authenticateRunner, noteSeen } from '../../shared/runners/authenticate-runner.ts';
import { takeDelivery, takeHeartbeat } from '../../shared/runners/take-delivery.ts';
import { workOf } from '../../shared/runners/work-id.ts';
import { answer, overtaken, parseBody, RunnerProblem, unauthenticated } from './answer.ts';

/** POST /v1/runner/work/{workId}/pages and …/heartbeat: what became of the work that a runner took. */
export const handler = (event: APIGatewayProxyEventV2) =>
  answer(async () => {
    const runner = await authenticateRunner(runnerDependencies(), event.headers['authorization']);
    if (!runner) throw unauthenticated();
    await noteSeen(runnerDependencies(), runner);
    const [workId = '', what, ...more] = (event.pathParameters?.['proxy'] ?? '').split('/');
    const work = workOf(runner, workId);
    if (!work || more.length > 0 || (what !== 'pages' && what !== 'heartbeat')) {
      throw new RunnerProblem('unknown-path', 'A runner posts to /v1/runner/work/{workId}/pages and …/heartbeat.');
    }
    const deps = deliveryDependencies();
    const result =
      what === 'pages'
        ? await takeDelivery(deps, runner, work, await parseBody(deliverySchema, event))
        : await takeHeartbeat(deps, runner, work, await parseBody(heartbeatSchema, event));
    if (result.kind === 'overtaken') throw overtaken();
    return { sequence: result.sequence, stop: result.stop };
  });
