import type { Running } from '../../local/emulators/listen.ts';
import { type Operations, startAwsJsonServer } from '../../local/wire/aws-json-server.ts';
import { type EmbeddedServices, startEmbeddedServices } from '../integrations/embedded-services.ts';
import { type Handler, serveHandler } from './serve-handler.ts';

export interface TestApi extends EmbeddedServices {
  readonly url: string;
  /** Names of the executions that were started. */
  readonly started: string[];
}

/** The API's own handler behind HTTP, over DynamoDB and KMS; of Step Functions only the start of an execution. */
export async function startApi(): Promise<TestApi> {
  const services = await startEmbeddedServices();
  const started: string[] = [];
  const executions: Operations = {
    StartExecution: ({ name, stateMachineArn }) => {
      started.push(String(name));
      return { executionArn: `${String(stateMachineArn)}:${String(name)}`, startDate: Date.now() / 1000 };
    },
  };
  const stepFunctions = await startAwsJsonServer({ AWSStepFunctions: executions }, () => {});
  Object.assign(process.env, services.environment, {
    AWS_ENDPOINT_URL_SFN: stepFunctions.url,
    SYNC_RUN_STATE_MACHINE_ARN: 'arn:aws:states:eu-central-1:000000000000:stateMachine:SyncRun',
  });
  const { handler } = await import('../../functions/api/api.ts');
  const server: Running = await serveHandler(handler as unknown as Handler);
  return {
    ...services,
    url: server.url,
    started,
    close: async () => {
      await server.close();
      await stepFunctions.close();
      await services.close();
    },
  };
}
