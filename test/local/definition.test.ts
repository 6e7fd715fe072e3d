import { expect, test } from 'vitest';
import type { JsonObject } from '../../local/json.ts';
import { readDefinition } from '../../local/step-functions/definition.ts';

const functionArn = 'arn:aws:lambda:eu-central-1:000000000000:function:task';
const task = { Type: 'Task', Resource: functionArn, End: true };
const read = (States: JsonObject) => readDefinition('Machine', JSON.stringify({ StartAt: 'A', States }));

test.each<[string, JsonObject, string]>([
  ['another service', { ...task, Resource: 'arn:aws:states:::sns:publish' }, 'arn:aws:states:::sns:publish'],
  ['JSONata', { ...task, QueryLanguage: 'JSONata' }, 'JSONPath'],
  ['a time-out from the input', { ...task, TimeoutSecondsPath: '$.limit' }, 'TimeoutSecondsPath'],
  [
    'a distributed Map',
    {
      Type: 'Map',
      End: true,
      ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED' }, StartAt: 'B', States: { B: task } },
    },
    'distributed',
  ],
  [
    'an unknown part of the context',
    { ...task, Parameters: { 'at.$': '$$.State.EnteredTime' } },
    '$$.State.EnteredTime',
  ],
])('%s is refused, with the name of its state', (_, state, reason) => {
  expect(() => read({ A: state })).toThrow('State "A" of Machine');
  expect(() => read({ A: state })).toThrow(reason);
});

test('the same name twice is refused, even within a Map', () => {
  const map = { Type: 'Map', End: true, ItemProcessor: { StartAt: 'A', States: { A: task } } };
  expect(() => read({ A: map })).toThrow('unique');
});

test('tasks are found wherever they are, with their limits', () => {
  const waiting = {
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
    Parameters: { FunctionName: functionArn, Payload: { 'token.$': '$$.Task.Token' } },
    TimeoutSeconds: 99_999_999,
    HeartbeatSeconds: 60,
    End: true,
  };
  const branches = [{ StartAt: 'C', States: { C: waiting } }];
  const { tasks } = read({ A: { ...task, Next: 'B' }, B: { Type: 'Parallel', End: true, Branches: branches } });
  expect(tasks).toEqual([
    {
      stateName: 'A',
      call: 'plain',
      functionReference: functionArn,
      waitsForToken: false,
      timeoutSeconds: null,
      heartbeatSeconds: null,
    },
    {
      stateName: 'C',
      call: 'invoke',
      functionReference: functionArn,
      waitsForToken: true,
      timeoutSeconds: 2_147_483,
      heartbeatSeconds: 60,
    },
  ]);
});
