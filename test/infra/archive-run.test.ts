import { StateMachine } from 'aws-local-stepfunctions';
import { expect, test } from 'vitest';
import { definitionOf, statesOf } from './state-machine-definition.ts';
import { synthesized } from './synthesized.ts';

const stack = synthesized();
const definition = definitionOf(stack, 'ArchiveRun');
const step = (stream: string) => ({ org: 'acme', runId: 'run-1', stream });
const input = { org: 'acme', runId: 'run-1', steps: [step('users'), step('devices')] };

async function execute(archiveStep: (given: unknown) => unknown) {
  const entered: [string, unknown][] = [];
  const handlers: Record<string, (given: unknown) => unknown> = { 'Archive step': archiveStep };
  const names = ['Archive step', 'Finish archive', 'Merge search index'];
  const taskResourceLocalHandlers = Object.fromEntries(
    names.map((name) => [
      name,
      async (given: unknown) => {
        entered.push([name, given]);
        return (handlers[name]?.(given) ?? {}) as never;
      },
    ]),
  );
  const retryIntervalOverrides = Object.fromEntries(names.map((name) => [name, 0]));
  const machine = new StateMachine(definition as never);
  await machine.run(input, { overrides: { taskResourceLocalHandlers, retryIntervalOverrides } }).result;
  return entered;
}

test('an operator finds the states under the names of the runbook', () => {
  expect(
    statesOf(definition)
      .map(([name]) => name)
      .toSorted(),
  ).toEqual([
    'Archive step',
    'Archive streams',
    'Finish archive',
    'Merge search index',
    'More chunks?',
    'Stream archived',
  ]);
});

test('every stream is archived, until there is no more, before the run is said to be', async () => {
  const left = new Map([['users', 2]]);
  const entered = await execute((given) => {
    const { stream } = given as { stream: string };
    const more = (left.get(stream) ?? 0) > 0;
    left.set(stream, (left.get(stream) ?? 0) - 1);
    return { more };
  });

  const steps = entered.filter(([name]) => name === 'Archive step').map(([, given]) => given);
  expect(steps.filter((given) => JSON.stringify(given) === JSON.stringify(step('users')))).toHaveLength(3);
  expect(steps.filter((given) => JSON.stringify(given) === JSON.stringify(step('devices')))).toHaveLength(1);
  expect(entered.slice(-2)).toEqual([
    ['Finish archive', { org: 'acme', runId: 'run-1' }],
    ['Merge search index', { org: 'acme', runId: 'run-1' }],
  ]);
});

test('a stream that cannot be archived fails the execution, which the sweep starts anew', async () => {
  const failing = execute(() => {
    throw new Error('The bucket does not answer.');
  });

  await expect(failing).rejects.toThrow();
});
