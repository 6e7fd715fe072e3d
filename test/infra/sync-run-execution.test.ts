import { StateMachine } from 'aws-local-stepfunctions';
import { describe, expect, test } from 'vitest';
import { definitionOf } from './state-machine-definition.ts';
import { synthesized } from './synthesized.ts';

const definition = definitionOf(synthesized(), 'SyncRun');

const input = { org: 'acme', runId: 'run-1' };
const users = { ...input, stream: 'users' };
const devices = { ...input, stream: 'devices' };

type Handler = (input: unknown) => unknown;

/** Runs the definition with functions of the test's own and notes which state was entered with what. */
async function execute(handlers: Record<string, Handler>) {
  const entered: [string, unknown][] = [];
  const names = ['Open run', 'Pull pages', 'Give up pulling', 'Wait for chunks', 'Find deletions'];
  names.push('Wait for deletions', 'Close step', 'Close run', 'Wait for a runner');
  const defaults: Record<string, Handler> = {
    'Open run': () => ({ ...input, steps: [users] }),
    'Pull pages': () => ({ more: false, waitSeconds: 0 }),
    'Find deletions': () => ({ deletions: 0 }),
  };
  const taskResourceLocalHandlers = Object.fromEntries(
    names.map((name) => [
      name,
      async (given: unknown) => {
        entered.push([name, given]);
        return ((handlers[name] ?? defaults[name])?.(given) ?? {}) as never;
      },
    ]),
  );
  const retryIntervalOverrides = Object.fromEntries(names.map((name) => [name, 0]));
  const context = { Task: { Token: 'token-1' } } as never;
  const machine = new StateMachine(definition as never);
  const { result } = machine.run(input, { overrides: { taskResourceLocalHandlers, retryIntervalOverrides }, context });
  const output = await result;
  return { entered, names: entered.map(([name]) => name), output };
}

describe('one stream', () => {
  test('is pulled, waited for and closed, each state given the step and nothing else', async () => {
    const { entered } = await execute({});

    expect(entered).toEqual([
      ['Open run', input],
      ['Pull pages', users],
      ['Wait for chunks', waiting(users)],
      ['Find deletions', users],
      ['Close step', users],
      ['Close run', { ...input, steps: [users] }],
    ]);
  });

  test('is pulled on as long as there are more pages', async () => {
    const answers = [
      { more: true, waitSeconds: 0 },
      { more: true, waitSeconds: 1 },
      { more: false, waitSeconds: 0 },
    ];

    const { names } = await execute({ 'Pull pages': () => answers.shift() });

    expect(names.filter((name) => name === 'Pull pages')).toHaveLength(3);
  });

  test('that runners read is waited for, and looked after when they are through or an hour is over', async () => {
    const answers = [
      { more: true, waitSeconds: 0, onRunner: true },
      { more: true, waitSeconds: 0, onRunner: true },
      { more: false, waitSeconds: 0 },
    ];
    let waits = 0;

    const { names, entered } = await execute({
      'Pull pages': () => answers.shift(),
      'Wait for a runner': () => {
        waits += 1;
        if (waits === 1) throw named('States.Timeout', 'An hour is over.');
      },
    });

    const again = ['Pull pages', 'Wait for a runner'];
    expect(names.slice(0, 7)).toEqual(['Open run', ...again, ...again, 'Pull pages', 'Wait for chunks']);
    expect(entered[3]).toEqual(['Pull pages', expect.objectContaining(users)]);
  });

  test('that cannot be offered to runners is given up', async () => {
    const { names } = await execute({
      'Pull pages': () => ({ more: true, waitSeconds: 0, onRunner: true }),
      'Wait for a runner': () => {
        throw named('Broken', 'The table is gone.');
      },
    });

    expect(names.slice(-5)).toEqual([
      'Give up pulling',
      'Wait for chunks',
      'Find deletions',
      'Close step',
      'Close run',
    ]);
  });

  test('waits once more when there are deletions', async () => {
    const { names } = await execute({ 'Find deletions': () => ({ deletions: 2 }) });

    expect(names.slice(-4)).toEqual(['Find deletions', 'Wait for deletions', 'Close step', 'Close run']);
  });

  test('whose source fails for good is given up with the reason, and still closed', async () => {
    const { entered, names } = await execute({
      'Pull pages': () => {
        throw named('SourceUnavailable', 'The source answers 503.');
      },
    });

    expect(names.filter((name) => name === 'Pull pages')).toHaveLength(6);
    const [, given] = entered.find(([name]) => name === 'Give up pulling') ?? [];
    expect(given).toMatchObject({ ...users, giveUp: { Error: 'SourceUnavailable' } });
    expect(names.slice(-4)).toEqual(['Wait for chunks', 'Find deletions', 'Close step', 'Close run']);
  });

  test('that fails once goes on where it was', async () => {
    let failed = false;

    const { names } = await execute({
      'Find deletions': () => {
        if (failed) return { deletions: 0 };
        failed = true;
        throw named('Throttled', 'Too many requests.');
      },
    });

    expect(names.slice(-4)).toEqual(['Find deletions', 'Find deletions', 'Close step', 'Close run']);
  });
});

describe('a run', () => {
  test('closes after all of its streams', async () => {
    const { names } = await execute({ 'Open run': () => ({ ...input, steps: [users, devices] }) });

    expect(names.filter((name) => name === 'Close step')).toHaveLength(2);
    expect(names.at(-1)).toBe('Close run');
  });

  test('without streams is closed at once', async () => {
    const { names } = await execute({ 'Open run': () => ({ ...input, steps: [] }) });

    expect(names).toEqual(['Open run', 'Close run']);
  });

  test('that cannot be opened is closed with the reason', async () => {
    const { entered } = await execute({
      'Open run': () => {
        throw named('NoIntegration', 'It was deleted.');
      },
    });

    expect(entered.at(-1)).toEqual([
      'Close run',
      { ...input, error: { Error: 'NoIntegration', Cause: expect.any(String) } },
    ]);
  });

  test('of which a stream cannot be closed is closed with the reason', async () => {
    const { entered } = await execute({
      'Close step': () => {
        throw named('Broken', 'It does not add up.');
      },
    });

    expect(entered.at(-1)).toEqual([
      'Close run',
      { ...input, steps: [users], error: { Error: 'Broken', Cause: expect.any(String) } },
    ]);
  });
});

function waiting(step: typeof users) {
  return { FunctionName: expect.stringContaining('WaitForChunks'), Payload: { ...step, token: 'token-1' } };
}

function named(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}
