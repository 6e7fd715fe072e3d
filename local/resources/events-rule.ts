import * as z from 'zod';
import { arn } from '../account.ts';
import { invokeAsync } from '../event-bridge/async-invoke.ts';
import { type Delivery, envelope } from '../event-bridge/event-bus.ts';
import { compilePattern } from '../event-bridge/event-pattern.ts';
import { startSchedule } from '../event-bridge/schedule.ts';
import { isJsonObject } from '../json.ts';
import { messageOf, RuntimeProblem } from '../problem.ts';
import { physicalName } from '../template/physical-name.ts';
import type { World } from '../world.ts';
import { type Created, defineKind, type ResourceRequest } from './resource-kind.ts';

const unknownInput = z.undefined('the embedded runtime passes an event on whole, or a constant Input').optional();

const targetSchema = z.object({
  Arn: z.string().regex(/^arn:[^:]+:lambda:/, 'the embedded runtime has functions as targets only'),
  Input: z.string().optional(),
  InputPath: unknownInput,
  InputTransformer: unknownInput,
});

const ruleSchema = z.object({
  Name: z.string().optional(),
  EventBusName: z.literal('default', 'the embedded runtime has the default event bus only').optional(),
  EventPattern: z.json().optional(),
  ScheduleExpression: z.string().optional(),
  State: z.string().default('ENABLED'),
  Targets: z.array(targetSchema).default([]),
});

type Rule = z.infer<typeof ruleSchema>;

/** A rule on the default event bus: invokes functions on events that match, on a schedule, or both. */
export const eventsRule = defineKind('AWS::Events::Rule', ruleSchema, create);

function create({ logicalId, properties, world }: ResourceRequest<Rule>): Created {
  const name = properties.Name ?? physicalName(world.assembly.stackName, logicalId, 64);
  const ruleArn = arn('events', `rule/${name}`);
  const { EventPattern: pattern, ScheduleExpression: schedule } = properties;
  const targets = properties.Targets.map((target) => deliveryTo(target, logicalId, world));
  const created = { ref: name, attributes: { Arn: ruleArn } };
  if (properties.State === 'DISABLED') return created;
  if (isJsonObject(pattern)) world.events.add({ name, matches: compilePattern(pattern), targets });
  if (schedule !== undefined) {
    return { ...created, activate: () => activateSchedule(schedule, ruleArn, targets, world) };
  }
  if (!isJsonObject(pattern)) throw new RuntimeProblem('a rule needs an EventPattern or a ScheduleExpression');
  return created;
}

function deliveryTo({ Arn, Input }: Rule['Targets'][number], logicalId: string, world: World): Delivery {
  const lambda = world.functions.get(Arn, logicalId);
  return (event) =>
    invokeAsync(
      lambda,
      Input === undefined ? event : JSON.parse(Input),
      world.limits.asyncRetryDelaysSeconds,
      world.signal,
    );
}

function activateSchedule(expression: string, ruleArn: string, targets: Delivery[], world: World): () => void {
  const schedule = startSchedule(expression, () => {
    const event = envelope({
      source: 'aws.events',
      detailType: 'Scheduled Event',
      detail: {},
      resources: [ruleArn],
    });
    for (const deliver of targets) deliver(event).catch((thrown: unknown) => world.log(messageOf(thrown)));
  });
  return () => schedule.stop();
}
