import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import * as z from 'zod';
import { account } from '../account.ts';
import { listen } from '../emulators/listen.ts';
import { guardLoopback } from '../emulators/loopback.ts';
import type { JsonObject } from '../json.ts';
import type { LambdaFunction } from '../lambda/lambda-function.ts';
import { RuntimeProblem } from '../problem.ts';

const answerSchema = z.object({ Status: z.enum(['SUCCESS', 'FAILED']), Reason: z.string().optional() });

export interface CustomResourceRequest {
  readonly stackName: string;
  readonly logicalId: string;
  readonly requestType: 'Create' | 'Update';
  readonly properties: JsonObject;
  readonly lambda: LambdaFunction;
}

/** Has a function bring a custom resource about, as CloudFormation does. Throws RuntimeProblem where it does not. */
export async function callCustomResource(request: CustomResourceRequest): Promise<void> {
  const { promise: answered, resolve } = Promise.withResolvers<string>();
  const server = createServer(async (incoming, response) => {
    const body = await text(incoming);
    response.end(() => resolve(body));
  });
  guardLoopback(server);
  const { url, close } = await listen(server);
  try {
    const result = await request.lambda.invoke(eventOf(request, url));
    if (result.kind !== 'succeeded') throw new RuntimeProblem('its function failed; see its log');
    const { Status, Reason } = answerSchema.parse(JSON.parse(await orSilence(answered)));
    if (Status === 'FAILED') throw new RuntimeProblem(Reason ?? 'its function failed; see its log');
  } finally {
    await close();
  }
}

/** A function answers before it returns; one that has returned will not any more. */
async function orSilence(answered: Promise<string>): Promise<string> {
  const silent = Symbol('silent');
  const first = await Promise.race([answered, new Promise<typeof silent>((resolve) => setImmediate(resolve, silent))]);
  if (first === silent) throw new RuntimeProblem('its function ended without an answer');
  return first;
}

function eventOf({ stackName, logicalId, requestType, properties }: CustomResourceRequest, url: string): JsonObject {
  return {
    RequestType: requestType,
    ResponseURL: `${url}/`,
    StackId: `arn:aws:cloudformation:${account.region}:${account.accountId}:stack/${stackName}/local`,
    RequestId: randomUUID(),
    ResourceType: 'AWS::CloudFormation::CustomResource',
    LogicalResourceId: logicalId,
    ...(requestType === 'Update' && { PhysicalResourceId: logicalId }),
    ResourceProperties: properties,
  };
}
