import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { arn } from '../account.ts';
import { RuntimeProblem } from '../problem.ts';
import { StateMachine } from '../step-functions/state-machine.ts';
import { physicalName } from '../template/physical-name.ts';
import type { World } from '../world.ts';
import { defineKind } from './resource-kind.ts';

const machineSchema = z.object({
  StateMachineName: z.string().optional(),
  StateMachineType: z.literal('STANDARD', 'the embedded runtime runs STANDARD state machines only').optional(),
  DefinitionString: z.string().optional(),
  Definition: z.json().optional(),
  DefinitionS3Location: z.object({ Key: z.string() }).optional(),
  DefinitionSubstitutions: z.record(z.string(), z.coerce.string()).default({}),
});

/** A state machine; what it was running when the last process ended is dealt with once everything is up. */
export const stateMachine = defineKind(
  'AWS::StepFunctions::StateMachine',
  machineSchema,
  ({ logicalId, properties, world }) => {
    const name = properties.StateMachineName ?? physicalName(world.assembly.stackName, logicalId, 80);
    const machineArn = arn('states', `stateMachine:${name}`);
    const definition = substitute(readDefinition(logicalId, properties, world), properties.DefinitionSubstitutions);
    world.machines.set(machineArn, new StateMachine(name, machineArn, definition, world.functions, world.tokens));
    return { ref: machineArn, attributes: { Arn: machineArn, Name: name } };
  },
);

function readDefinition(logicalId: string, properties: z.infer<typeof machineSchema>, { assembly }: World): string {
  const { DefinitionString, Definition, DefinitionS3Location } = properties;
  if (DefinitionString !== undefined) return DefinitionString;
  if (Definition !== undefined) return JSON.stringify(Definition);
  if (DefinitionS3Location !== undefined) return readFileSync(assembly.assetPath(DefinitionS3Location.Key), 'utf8');
  throw new RuntimeProblem(`The state machine ${logicalId} has no definition`);
}

function substitute(definition: string, substitutions: Readonly<Record<string, string>>): string {
  return definition.replaceAll(/\$\{(\w+)\}/g, (whole, name: string) => substitutions[name] ?? whole);
}
