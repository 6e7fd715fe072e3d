import { expect, test } from 'vitest';
import { definitionOf, statesOf } from './state-machine-definition.ts';
import { synthesized } from './synthesized.ts';

const stack = synthesized();
const states = statesOf(definitionOf(stack, 'SyncRun'));
const tasks = states.filter(([, { Type }]) => Type === 'Task');

/** What Step Functions and Lambda raise themselves; a name of our own that a state relies on belongs here too. */
const knownErrors = [
  'States.ALL',
  'States.TaskFailed',
  'States.Timeout',
  'Lambda.ServiceException',
  'Lambda.AWSLambdaException',
  'Lambda.SdkClientException',
  'Lambda.TooManyRequestsException',
  'Lambda.Unknown',
];

test('an operator finds the states under the names of the runbook', () => {
  expect(states.map(([name]) => name).toSorted()).toEqual([
    'Any deletions?',
    'Close run',
    'Close step',
    'Find deletions',
    'Give up pulling',
    'More pages?',
    'Open run',
    'Pull pages',
    'Sync streams',
    'Wait for a runner',
    'Wait for chunks',
    'Wait for deletions',
    'Wait for the source',
  ]);
});

test('every error that a state retries or catches is one that can occur', () => {
  const names = states
    .flatMap(([, { Retry = [], Catch = [] }]) => [...Retry, ...Catch])
    .flatMap((on) => on.ErrorEquals);

  expect([...new Set(names)].toSorted()).toEqual(knownErrors.toSorted());
});

test('every task is retried', () => {
  for (const [, { Retry }] of tasks) {
    const retried = Retry?.filter(({ MaxAttempts }) => MaxAttempts !== 0);
    expect(retried).toEqual([expect.objectContaining({ MaxAttempts: 5, IntervalSeconds: 1, BackoffRate: 2 })]);
  }
});

test('whatever fails before Close run leads to it', () => {
  for (const name of ['Open run', 'Sync streams']) {
    const [, state] = states.find(([other]) => other === name) ?? [];
    expect(state?.Catch).toEqual([{ ErrorEquals: ['States.ALL'], Next: 'Close run', ResultPath: '$.error' }]);
  }
});

test('waits end after a day, and for runners they begin anew every hour', () => {
  const waits = tasks.filter(([, { Resource }]) => Resource?.endsWith(':lambda:invoke.waitForTaskToken'));

  expect(waits.map(([name, { TimeoutSeconds }]) => [name, TimeoutSeconds])).toEqual([
    ['Wait for chunks', 86_400],
    ['Wait for a runner', 3_600],
    ['Wait for deletions', 86_400],
  ]);
});

test('a run that was stopped, failed or timed out is noticed', () => {
  const machines = stack.resourcesOf('AWS::StepFunctions::StateMachine').map(([id]) => id);
  const machineId = machines.find((id) => id.includes('SyncRun'));

  stack.template.hasResourceProperties('AWS::Events::Rule', {
    EventPattern: {
      source: ['aws.states'],
      'detail-type': ['Step Functions Execution Status Change'],
      detail: { status: ['FAILED', 'TIMED_OUT', 'ABORTED'], stateMachineArn: [{ Ref: machineId }] },
    },
  });
});
