import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { arn } from '../account.ts';
import { functionEnvironment } from '../lambda/function-environment.ts';
import { LambdaFunction } from '../lambda/lambda-function.ts';
import { onThisMachine } from '../lambda/on-this-machine.ts';
import { RuntimeProblem } from '../problem.ts';
import { logFile } from '../runtime-log.ts';
import { physicalName } from '../template/physical-name.ts';
import { defineKind } from './resource-kind.ts';

const functionSchema = z.object({
  FunctionName: z.string().optional(),
  Handler: z.string(),
  Runtime: z.string().regex(/^nodejs/, 'the embedded runtime runs Node.js functions only'),
  Code: z.object({ S3Key: z.string() }),
  Timeout: z.number().default(3),
  MemorySize: z.number().default(128),
  ReservedConcurrentExecutions: z.number().optional(),
  Environment: z.object({ Variables: z.record(z.string(), z.coerce.string()).default({}) }).optional(),
  Layers: z.array(z.unknown()).max(0, 'the embedded runtime has no layers').optional(),
});

/** MB: a seventh of a core. */
const mostToWait = 256;

/** A function, run from its bundle in the cloud assembly. No instance is started before the first invocation. */
export const lambdaFunction = defineKind(
  'AWS::Lambda::Function',
  functionSchema,
  ({ logicalId, properties, world }) => {
    const name = properties.FunctionName ?? physicalName(world.assembly.stackName, logicalId, 64);
    const functionArn = arn('lambda', `function:${name}`);
    const { Handler: handler, MemorySize: memoryMegabytes, Timeout: timeoutSeconds } = properties;
    const { modulePath, handlerName } = findHandler(world.assembly.assetPath(properties.Code.S3Key), handler);
    const { functionConcurrency, waitingFunctionConcurrency, functionIdleSeconds } = world.limits;
    const concurrency = memoryMegabytes <= mostToWait ? waitingFunctionConcurrency : functionConcurrency;
    const lambda = new LambdaFunction(
      {
        functionName: name,
        functionArn,
        modulePath,
        handlerName,
        memoryMegabytes,
        timeoutSeconds,
        logPath: logFile(world.dataDirectory, name),
        environment: functionEnvironment(
          { name, memoryMegabytes, handler },
          onThisMachine(properties.Environment?.Variables ?? {}, world.apiUrl),
          world.endpoints,
          world.fallbackUrl,
          process.env,
        ),
        concurrency: Math.max(1, Math.min(concurrency, properties.ReservedConcurrentExecutions ?? Infinity)),
        idleSeconds: functionIdleSeconds,
      },
      world.log,
    );
    world.functions.add(lambda);
    return { ref: name, attributes: { Arn: functionArn } };
  },
);

/** `index.handler` is the export `handler` of index.mjs, index.js or index.cjs in the bundle. */
function findHandler(directory: string, handler: string): { modulePath: string; handlerName: string } {
  const dot = handler.lastIndexOf('.');
  const paths = ['.mjs', '.js', '.cjs'].map((extension) => join(directory, handler.slice(0, dot) + extension));
  const modulePath = paths.find((path) => existsSync(path));
  if (modulePath === undefined) throw new RuntimeProblem(`No bundle for the handler ${handler} in ${directory}`);
  return { modulePath, handlerName: handler.slice(dot + 1) };
}
