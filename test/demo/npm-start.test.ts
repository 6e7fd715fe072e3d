import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Api } from '../../cli/api-client.ts';
import { copyAssembly } from '../harness/assembly.ts';
import { freePort } from '../harness/free-port.ts';

const start = join(import.meta.dirname, '../../local/start.ts');

let directory: string;
let child: ChildProcess | undefined;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'syncline-start-'));
  // As after a start before, so that the tests need not wait for a synthesis.
  await copyAssembly(join(directory, 'assembly'));
});

afterEach(async () => {
  if (child?.exitCode === null && child.signalCode === null) {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
});

afterAll(() => rm(directory, { recursive: true, force: true }));

interface Started {
  readonly printed: () => string;
  /** Resolves with what was printed so far once it has this in it; throws where the process ends before. */
  until(pattern: RegExp): Promise<string>;
  /** Answers with the exit code, or the signal that ended it. */
  end(signal: NodeJS.Signals): Promise<number | string | null>;
}

/** What `npm start` does, without npm in between. */
async function npmStart(): Promise<Started> {
  const started = spawn(process.execPath, [start, '--port', String(await freePort()), '--data', directory], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child = started;
  let printed = '';
  const checks = new Set<() => void>();
  const note = (text: Buffer): void => {
    printed += text.toString();
    for (const check of checks) check();
  };
  started.stdout.on('data', note);
  started.stderr.on('data', note);
  const exited = once(started, 'exit');
  return {
    printed: () => printed,
    until: (pattern) =>
      new Promise((resolve, reject) => {
        const check = (): void => {
          if (pattern.test(printed)) resolve(printed);
        };
        checks.add(check);
        check();
        exited.then(() => reject(new Error(`It ended before it said ${pattern}:\n${printed}`)), reject);
      }),
    end: async (signal) => {
      started.kill(signal);
      const [code, endedBy] = (await exited) as [number | null, string | null];
      return code ?? endedBy;
    },
  };
}

const apiOf = (printed: string): Api => new Api(/API\s+(http:\S+)\/v1/.exec(printed)?.[1] ?? '');

// One story, told in order, on the same data.
describe('npm start', () => {
  it('comes up, shows its demo, and is killed in the middle of the first sync', { timeout: 60_000 }, async () => {
    const first = await npmStart();
    const printed = await first.until(/demo-crm: running/);
    const [run] = (await apiOf(printed).runs({ action: 'sync' })).items;
    expect(run).toMatchObject({ progress: 'RUNNING', integrationName: 'demo-crm' });
    expect(await first.end('SIGKILL')).toBe('SIGKILL');
  });

  it('ends what was interrupted, and syncs everything at the next start', { timeout: 60_000 }, async () => {
    const second = await npmStart();
    const printed = await second.until(/Where to go from here/);
    const { items: runs } = await apiOf(printed).runs({ action: 'sync' });

    expect(printed).toContain('It is day 1 there');
    expect(runs.map(({ progress }) => progress)).toEqual(['FINISHED', expect.stringMatching(/FINISHED|ABORTED/)]);
    const [complete, interrupted] = runs;
    expect(complete).toMatchObject({ outcome: 'SUCCESS', kinds: { contacts: 4017, companies: 602, deals: 1515 } });
    expect(interrupted).toMatchObject({ severity: 'ERROR', error: { message: expect.any(String) } });
    expect(await second.end('SIGINT')).toBe(0);
    expect(second.printed()).not.toContain('The demo stops here');
  });

  it('ends at once, and in peace, when it is told to in the middle of a sync', { timeout: 60_000 }, async () => {
    const third = await npmStart();
    await third.until(/demo-crm: running/);
    expect(await third.end('SIGTERM')).toBe(0);
    expect(third.printed()).not.toContain('The demo stops here');
  });
});
