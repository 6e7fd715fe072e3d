import { resolve } from 'node:path';
import { emptyEdge } from './distribution/edge.ts';
import type { Endpoints } from './emulators/endpoints.ts';
import { listen, loopbackAddress, reservePort } from './emulators/listen.ts';
import { type Emulators, startEmulators } from './emulators/start-emulators.ts';
import { retryDelaysSeconds } from './event-bridge/async-invoke.ts';
import { createFront } from './http-api/front.ts';
import { lockDataDirectory } from './instance-lock.ts';
import type { Json } from './json.ts';
import type { InvocationResult } from './lambda/function-instance.ts';
import { RuntimeProblem } from './problem.ts';
import type { Created, Deactivate } from './resources/resource-kind.ts';
import { type Log, openLog } from './runtime-log.ts';
import { createParts, type Parts, startOwnServices } from './runtime-parts.ts';
import { ShutdownList } from './shutdown-list.ts';
import { Stack } from './stack.ts';
import { type Assembly, readAssembly } from './template/assembly.ts';
import type { Limits, World } from './world.ts';

export interface RuntimeOptions {
  /**
   * The cloud assembly (`cdk.out`), with one stack; or what makes one, called once the data directory and the port are
   * ours.
   */
  readonly assembly: string | (() => Promise<string>);
  /** Holds all state; made where it does not exist. */
  readonly dataDirectory: string;
  /** Of the HTTP API on 127.0.0.1; 0, the default, takes a free one. */
  readonly port?: number;
  readonly limits?: Partial<Limits>;
  /** Told when an emulator dies that everything depends on; default: the log. */
  readonly onFailure?: (failure: Error) => void;
}

export interface Runtime {
  /** Base URL of the HTTP API. */
  readonly url: string;
  readonly endpoints: Endpoints;
  /** Where e-mails that were sent can be read; null where another SES is used. */
  readonly inboxUrl: string | null;
  readonly dataDirectory: string;
  /** Outputs of the template, by name. */
  readonly outputs: Readonly<Record<string, string>>;
  /** `Ref` of a resource (table or bucket name, queue URL, state machine ARN …) by logical id or construct path. */
  resource(idOrPath: string): string;
  /** Invokes a function by logical id, construct path, name or ARN. */
  invoke(idOrPath: string, event: Json): Promise<InvocationResult>;
  /** Ends everything; what was running is ended by the next start. */
  close(): Promise<void>;
}

const defaultLimits: Limits = {
  // The machine this is meant for has two cores, and the emulators need some of them.
  functionConcurrency: 2,
  // They keep no core busy; one thread each of some 40 MB.
  waitingFunctionConcurrency: 8,
  functionIdleSeconds: 600,
  asyncRetryDelaysSeconds: retryDelaysSeconds,
};

/**
 * Starts what the template declares. Resolves once everything is up and the HTTP API listens. Throws RuntimeProblem,
 * with nothing left running, where that cannot be.
 */
export async function startRuntime(options: RuntimeOptions): Promise<Runtime> {
  const shutdown = new ShutdownList();
  try {
    return await start(options, shutdown);
  } catch (thrown) {
    await shutdown.run().catch(() => {});
    throw thrown;
  }
}

async function start(options: RuntimeOptions, shutdown: ShutdownList): Promise<Runtime> {
  const dataDirectory = resolve(options.dataDirectory);
  const lock = lockDataDirectory(dataDirectory);
  shutdown.add(() => lock.release());
  const port = await reservePort(options.port ?? 0);
  const log = openLog(dataDirectory, 'runtime');
  const assembling = assemble(options.assembly);
  // Heard of below, once the emulators are up; until then nobody else listens.
  assembling.catch(() => {});

  const parts = createParts(dataDirectory, log);
  const emulators = await startEmulators(dataDirectory, () => startOwnServices(parts, log), process.env, shutdown, {
    log,
    onFailure: options.onFailure ?? ((failure) => log(`An emulator has failed: ${failure.stack}`)),
  });
  const assembly = await assembling;
  const world = createWorld({ ...options, dataDirectory, assembly, port, log, shutdown }, parts, emulators);

  const stack = new Stack(world);
  const created = await stack.create();
  shutdown.add(() => parts.executions.abandon());
  await parts.executions.recover();
  await activate(created, shutdown);
  const url = await openApi(world, port, shutdown);

  const resource = (idOrPath: string): string => findCreated(idOrPath, assembly, created);
  return {
    url,
    endpoints: world.endpoints,
    inboxUrl: world.endpoints.ses.embedded ? world.endpoints.ses.url : null,
    dataDirectory,
    outputs: await stack.outputs(),
    resource,
    invoke: (idOrPath, event) =>
      (world.functions.find(idOrPath) ?? world.functions.get(resource(idOrPath), 'The caller')).invoke(event),
    close: () => shutdown.run(),
  };
}

async function assemble(source: RuntimeOptions['assembly']): Promise<Assembly> {
  return readAssembly(resolve(typeof source === 'string' ? source : await source()));
}

type Given = Pick<RuntimeOptions, 'dataDirectory' | 'limits'> & {
  readonly assembly: Assembly;
  readonly port: number;
  readonly log: Log;
  readonly shutdown: ShutdownList;
};

function createWorld(
  { assembly, dataDirectory, limits, port, log, shutdown }: Given,
  parts: Parts,
  emulators: Emulators,
) {
  const ending = new AbortController();
  shutdown.add(() => parts.functions.end());
  shutdown.add(() => ending.abort());
  const world: World = {
    ...parts,
    ...emulators,
    assembly,
    dataDirectory,
    apiUrl: `http://${loopbackAddress}:${port}`,
    apis: new Map(),
    edge: emptyEdge(),
    log,
    limits: { ...defaultLimits, ...limits },
    signal: ending.signal,
  };
  return world;
}

/** All at once on the way down, since each may wait for what it has in flight. */
async function activate(created: ReadonlyMap<string, Created>, shutdown: ShutdownList): Promise<void> {
  const deactivations: Deactivate[] = [];
  shutdown.add(async () => {
    await Promise.all(deactivations.map((deactivate) => deactivate()));
  });
  for (const resource of created.values()) {
    const deactivate = await resource.activate?.();
    if (deactivate !== undefined) deactivations.push(deactivate);
  }
}

async function openApi(world: World, port: number, shutdown: ShutdownList): Promise<string> {
  const [api] = world.apis.values();
  if (api === undefined) return world.apiUrl;
  const { url, close } = await listen(createFront(api, world.edge.distribution, world.log), port);
  shutdown.add(close);
  return url;
}

function findCreated(idOrPath: string, assembly: Assembly, created: ReadonlyMap<string, Created>): string {
  const found = created.get(idOrPath) ?? created.get(assembly.constructPaths.get(idOrPath) ?? '');
  if (found !== undefined) return found.ref;
  throw new RuntimeProblem(`The template has no resource ${idOrPath}`);
}
