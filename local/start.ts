import { parseArgs } from 'node:util';
import { messageOf, RuntimeProblem } from './problem.ts';

/** `npm start`: the whole of Syncline in this process. */
const help = `Usage: npm start -- [options]

Runs Syncline on this machine: the console at http://127.0.0.1:4400, with all its state in one directory.

Options
  --empty      without the demo
  --port N     port of the console and the API (4400)
  --data DIR   directory that holds all state (.syncline)
  --help       this text
`;

interface Options {
  readonly empty: boolean;
  readonly port: number;
  readonly data: string;
}

/** Terminals and npm both hand Ctrl-C on, so one press may come as two signals. */
const sameKeyMilliseconds = 500;

try {
  const options = readOptions();
  if (options === null) process.stdout.write(help);
  else await run(options);
} catch (thrown) {
  const isProblem = thrown instanceof RuntimeProblem || !(thrown instanceof Error);
  process.stderr.write(`${isProblem ? messageOf(thrown) : (thrown.stack ?? thrown.message)}\n`);
  process.exit(1);
}

/** Null where help is asked for. Throws RuntimeProblem for options that make no sense. */
function readOptions(): Options | null {
  try {
    const { values } = parseArgs({
      options: {
        empty: { type: 'boolean', default: false },
        port: { type: 'string', default: '4400' },
        data: { type: 'string', default: '.syncline' },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) return null;
    const port = Number(values.port);
    if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(`${values.port} is no port number`);
    return { empty: values.empty, port, data: values.data };
  } catch (thrown) {
    throw new RuntimeProblem(`${messageOf(thrown)}\n\n${help}`, { cause: thrown });
  }
}

async function run({ empty, port, data }: Options): Promise<void> {
  const begin = performance.now();
  const closing: (() => Promise<void>)[] = [];
  stopOnSignals(closing);
  const { silenceConsole } = await import('./silence-console.ts');
  silenceConsole(data);
  const { startRuntime } = await import('./runtime.ts');
  const { freshAssembly } = await import('./fresh-assembly.ts');
  const runtime = await startRuntime({
    assembly: () => freshAssembly(data),
    dataDirectory: data,
    port,
    onFailure: (failure) => {
      process.stderr.write(`An emulator has failed; start again. ${failure.stack}\n`);
      process.exit(1);
    },
  });
  closing.push(() => runtime.close());
  const seconds = ((performance.now() - begin) / 1000).toFixed(1);
  process.stdout.write(
    [
      `Syncline is up after ${seconds} s. Ctrl-C ends it.`,
      '',
      `  Console  ${runtime.url}/`,
      `  API      ${runtime.url}/v1`,
      ...(runtime.inboxUrl === null ? [] : [`  E-mails  ${runtime.inboxUrl}`]),
      `  State    ${runtime.dataDirectory}`,
      `  Logs     ${runtime.dataDirectory}/logs`,
      '',
      '',
    ].join('\n'),
  );
  if (empty) return;
  const { startDemo } = await import('./demo.ts');
  const demo = await startDemo({ url: runtime.url, dataDirectory: runtime.dataDirectory });
  closing.push(() => demo.close());
}

/** The first signal ends everything in order, a second one at once. */
function stopOnSignals(closing: (() => Promise<void>)[]): void {
  let stoppingSince: number | null = null;
  const stop = (): void => {
    if (stoppingSince !== null) {
      if (Date.now() - stoppingSince > sameKeyMilliseconds) process.exit(1);
      return;
    }
    stoppingSince = Date.now();
    process.stdout.write('Stopping …\n');
    void closeAll(closing).then((code) => process.exit(code));
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
}

async function closeAll(closing: (() => Promise<void>)[]): Promise<number> {
  let code = 0;
  for (const close of closing.toReversed()) {
    await close().catch((thrown: unknown) => {
      process.stderr.write(`${messageOf(thrown)}\n`);
      code = 1;
    });
  }
  return code;
}
