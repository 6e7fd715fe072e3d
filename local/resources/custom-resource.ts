import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { callCustomResource } from '../custom-resources/call-custom-resource.ts';
import type { JsonObject } from '../json.ts';
import { messageOf, RuntimeProblem } from '../problem.ts';
import { defineKind } from './resource-kind.ts';

/**
 * What a function of the stack brings about: it is called, as by CloudFormation, when the resource is new or one of its
 * properties has changed since the last start.
 */
export const customResource = defineKind(
  'AWS::CloudFormation::CustomResource',
  z.looseObject({ ServiceToken: z.string() }),
  ({ logicalId, properties, world }) => {
    const { stackName } = world.assembly;
    const lambda = world.functions.get(properties.ServiceToken, logicalId);
    const directory = join(world.dataDirectory, 'custom-resources');
    const notePath = join(directory, `${logicalId}.json`);
    const note = JSON.stringify(properties);
    return {
      ref: logicalId,
      activate: async () => {
        const noted = read(notePath);
        if (noted === note) return () => {};
        const requestType = noted === null ? 'Create' : 'Update';
        try {
          await callCustomResource({
            stackName,
            logicalId,
            requestType,
            lambda,
            properties: properties as JsonObject,
          });
        } catch (thrown) {
          throw new RuntimeProblem(`Custom resource ${logicalId}: ${messageOf(thrown)}`, { cause: thrown });
        }
        mkdirSync(directory, { recursive: true });
        writeFileSync(notePath, note);
        return () => {};
      },
    };
  },
);

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
