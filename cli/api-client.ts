import { randomUUID } from 'node:crypto';
import type { Alert, TestAlert } from '../shared/api/alert.ts';
import type { CallOfRun } from '../shared/api/call.ts';
import type { ClusterInfo } from '../shared/api/cluster.ts';
import type { StagedDeletions } from '../shared/api/deletion.ts';
import type { Decision, Entity } from '../shared/api/entity.ts';
import type { Export } from '../shared/api/export.ts';
import type { CreatedHook, Hook } from '../shared/api/hook.ts';
import type { CreateIntegration, Integration, TestReport, UpdateIntegration } from '../shared/api/integration.ts';
import type { List } from '../shared/api/list.ts';
import type { Page } from '../shared/api/page.ts';
import { type Problem, problemSchema } from '../shared/api/problem.ts';
import type { ChangedRecord } from '../shared/api/record.ts';
import type { RetriggerRun, Run, StartRun, Step } from '../shared/api/run.ts';
import type { CreatedRunner, CreateRunner, Runner } from '../shared/api/runner.ts';
import type { Schedule, UpcomingRun, UpdateSchedule } from '../shared/api/schedule.ts';
import type { RecordTouch, SearchHit, SearchList } from '../shared/api/search.ts';
import type { Settings, UpdateSettings } from '../shared/api/settings.ts';
import type { JsonObject } from '../shared/connector/json.ts';
import { requestSigner, type SignRequest } from './sign-request.ts';

export const defaultUrl = 'http://127.0.0.1:4400';

/** A path's answer outlasts API Gateway's 30 s by a little: whoever waits longer waits for nothing. */
const timeoutMs = 35_000;

export type Parameters = Readonly<Record<string, string | number | undefined>>;

/** One record in one run: what happened to it, the requests that were made for it, and what was decided. */
export interface ExplainedEntity {
  readonly entity: Entity;
  readonly calls: readonly CallOfRun[];
  readonly decisions: readonly Decision[];
}

/** Syncline answered, and refused. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail);
    this.problem = problem;
  }

  is(name: string): boolean {
    return this.problem.type === `/problems/${name}`;
  }
}

/** Nobody, or somebody who is not Syncline, answered at the address. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError';
}

/** Syncline's HTTP API. Every method throws ProblemError where the API refuses, UnreachableError where there is none. */
export class Api {
  readonly url: string;
  readonly #signal: AbortSignal | undefined;
  readonly #sign: SignRequest | null;

  constructor(url: string, signal?: AbortSignal) {
    this.url = url.replace(/\/+$/, '');
    this.#signal = signal;
    this.#sign = requestSigner(url);
  }

  integrations = (parameters: Parameters) => this.#get<List<Integration>>('/v1/integrations', parameters);
  integration = (id: string) => this.#get<Integration>(`/v1/integrations/${segment(id)}`);
  createIntegration = (body: CreateIntegration) => this.#send<Integration>('POST', '/v1/integrations', body);
  updateIntegration = (id: string, body: UpdateIntegration) =>
    this.#send<Integration>('PATCH', `/v1/integrations/${segment(id)}`, body);
  deleteIntegration = (id: string) => this.#send<void>('DELETE', `/v1/integrations/${segment(id)}`);
  /** With settings that are not saved, those are tried. */
  testIntegration = (id: string, settings?: JsonObject) =>
    this.#send<TestReport>('POST', `/v1/integrations/${segment(id)}/test`, settings && { settings });

  startRun = (integrationId: string, body: StartRun, key?: string) =>
    this.#sendOnce<Run>(`/v1/integrations/${segment(integrationId)}/runs`, body, key);
  retriggerRun = (id: string, body: RetriggerRun, key?: string) =>
    this.#sendOnce<Run>(`/v1/runs/${segment(id)}/retrigger`, body, key);
  cancelRun = (id: string, key?: string) => this.#sendOnce<Run>(`/v1/runs/${segment(id)}/cancel`, undefined, key);
  runs = (parameters: Parameters) => this.#get<List<Run>>('/v1/runs', parameters);
  run = (id: string) => this.#get<Run>(`/v1/runs/${segment(id)}`);
  steps = (id: string) => this.#get<List<Step>>(`/v1/runs/${segment(id)}/steps`);
  pages = (id: string, parameters: Parameters) => this.#get<List<Page>>(`/v1/runs/${segment(id)}/pages`, parameters);
  entities = (id: string, parameters: Parameters) =>
    this.#get<List<Entity>>(`/v1/runs/${segment(id)}/entities`, parameters);
  entity = (id: string, step: string, externalId: string) =>
    this.#get<ExplainedEntity>(`/v1/runs/${segment(id)}/entity`, { step, externalId });
  calls = (id: string, parameters: Parameters) =>
    this.#get<List<CallOfRun>>(`/v1/runs/${segment(id)}/calls`, parameters);

  exportOf = (id: string, parameters: Parameters) => this.#get<Export>(`/v1/runs/${segment(id)}/export`, parameters);

  clusters = (parameters: Parameters) => this.#get<List<ClusterInfo>>('/v1/clusters', parameters);
  records = (integrationId: string, parameters: Parameters) =>
    this.#get<List<ChangedRecord>>(`/v1/integrations/${segment(integrationId)}/records`, parameters);
  search = (parameters: Parameters) => this.#get<SearchList<SearchHit>>('/v1/search', parameters);
  history = (integrationId: string, step: string, externalId: string, parameters: Parameters) =>
    this.#get<SearchList<RecordTouch>>('/v1/records/history', { ...parameters, integrationId, step, externalId });
  deletions = (parameters: Parameters) => this.#get<List<StagedDeletions>>('/v1/deletions', parameters);
  deletionsOf = (runId: string) => this.#get<List<StagedDeletions>>(`/v1/runs/${segment(runId)}/deletions`);
  approveDeletions = (runId: string, stream: string, body: { reason?: string | undefined }) =>
    this.#send<StagedDeletions>('POST', `/v1/runs/${segment(runId)}/deletions/${segment(stream)}/approve`, body);
  rejectDeletions = (runId: string, stream: string, body: { reason?: string | undefined }) =>
    this.#send<StagedDeletions>('POST', `/v1/runs/${segment(runId)}/deletions/${segment(stream)}/reject`, body);
  hook = (integrationId: string) => this.#get<Hook>(`/v1/integrations/${segment(integrationId)}/hook`);
  createHook = (integrationId: string) =>
    this.#send<CreatedHook>('POST', `/v1/integrations/${segment(integrationId)}/hook`);
  removeHook = (integrationId: string) => this.#send<void>('DELETE', `/v1/integrations/${segment(integrationId)}/hook`);
  alerts = (integrationId: string | undefined, parameters: Parameters) =>
    this.#get<List<Alert>>(
      integrationId === undefined ? '/v1/alerts' : `/v1/integrations/${segment(integrationId)}/alerts`,
      parameters,
    );
  testAlerts = (integrationId: string) =>
    this.#send<TestAlert>('POST', `/v1/integrations/${segment(integrationId)}/alerts/test`);
  schedule = (integrationId: string) => this.#get<Schedule>(`/v1/integrations/${segment(integrationId)}/schedule`);
  updateSchedule = (integrationId: string, body: UpdateSchedule) =>
    this.#send<Schedule>('PATCH', `/v1/integrations/${segment(integrationId)}/schedule`, body);
  upcoming = (parameters: Parameters) => this.#get<List<UpcomingRun>>('/v1/schedule', parameters);
  runners = () => this.#get<List<Runner>>('/v1/runners');
  createRunner = (body: CreateRunner) => this.#send<CreatedRunner>('POST', '/v1/runners', body);
  revokeRunner = (id: string) => this.#send<Runner>('DELETE', `/v1/runners/${segment(id)}`);
  settings = () => this.#get<Settings>('/v1/settings');
  updateSettings = (body: UpdateSettings) => this.#send<Settings>('PATCH', '/v1/settings', body);

  #get<Body>(path: string, parameters: Parameters = {}): Promise<Body> {
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(parameters)) if (value !== undefined) query.set(name, String(value));
    return this.#send('GET', query.size === 0 ? path : `${path}?${query}`);
  }

  /** With an idempotency key, so that it may be sent again where its answer was lost on the way. */
  async #sendOnce<Body>(path: string, body: unknown, key: string = randomUUID()): Promise<Body> {
    try {
      return await this.#send('POST', path, body, { 'idempotency-key': key });
    } catch (error) {
      if (!isCutOff(error)) throw error;
      return this.#send('POST', path, body, { 'idempotency-key': key });
    }
  }

  async #send<Body>(method: string, path: string, body?: unknown, headers = {}): Promise<Body> {
    const timeout = AbortSignal.timeout(timeoutMs);
    const { response, text } = await this.#exchange(path, {
      method,
      signal: this.#signal ? AbortSignal.any([this.#signal, timeout]) : timeout,
      headers: {
        accept: 'application/json',
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (response.status === 204) return undefined as Body;
    const answer = parse(text);
    if (response.ok && answer !== undefined) return answer as Body;
    const problem = problemSchema.safeParse(answer);
    if (problem.success) throw new ProblemError(problem.data);
    if (response.status === 401 || response.status === 403)
      throw new UnreachableError(unsigned(this.url, response.status));
    throw new UnreachableError(
      `${this.url} answered ${response.status} to ${method} ${path}, but not like Syncline: ${text.slice(0, 200)}`,
    );
  }

  async #exchange(path: string, init: RequestInit): Promise<{ response: Response; text: string }> {
    try {
      const address = `${this.url}${path}`;
      const response = await (this.#sign ? fetch(await this.#sign(address, init)) : fetch(address, init));
      return { response, text: await response.text() };
    } catch (error) {
      this.#signal?.throwIfAborted();
      throw new UnreachableError(`Syncline does not answer at ${this.url} (${reasonOf(error)}).`, { cause: error });
    }
  }
}

/** Every item of a list, page by page. */
export async function* everyItem<Item>(
  list: (parameters: Parameters) => Promise<List<Item>>,
  parameters: Parameters,
): AsyncGenerator<Item> {
  let cursor: string | undefined;
  do {
    const page = await list({ ...parameters, cursor });
    yield* page.items;
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
}

const unsigned = (url: string, status: number): string =>
  `${url} answered ${status}: it takes requests signed with AWS credentials that may call it. Set AWS_ACCESS_KEY_ID and ` +
  'AWS_SECRET_ACCESS_KEY (and AWS_SESSION_TOKEN), for example with `aws configure export-credentials --format env`.';

const segment = encodeURIComponent;

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The connection was there, and then no more: the request may have been carried out. */
const isCutOff = (error: unknown): boolean =>
  error instanceof UnreachableError && ['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'].includes(reasonOf(error.cause));

function reasonOf(error: unknown): string {
  const { cause } = error as { cause?: { code?: unknown } };
  if (typeof cause?.code === 'string') return cause.code;
  return error instanceof Error ? error.message : String(error);
}
