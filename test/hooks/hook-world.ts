import { ulid } from 'ulid';
import type { StreamDefinition } from '../../shared/connector/connector.ts';
import type { Json } from '../../shared/connector/json.ts';
import { openRun } from '../../shared/control/open-run.ts';
import { answerOfHook } from '../../shared/hooks/answer-of-hook.ts';
import { signHook } from '../../shared/hooks/hook-signature.ts';
import { HookStore } from '../../shared/hooks/hook-store.ts';
import { keepWork, readWork } from '../../shared/hooks/hooked-work.ts';
import { createHook } from '../../shared/hooks/manage-hook.ts';
import { NoteStore } from '../../shared/hooks/note-store.ts';
import { receiveHook } from '../../shared/hooks/receive-hook.ts';
import { workOffNotes } from '../../shared/hooks/work-off-notes.ts';
import type { Services } from '../pipeline/services.ts';
import { createWorld, org, pagesOf } from '../pipeline/world.ts';

export const stream = 'contacts';

interface Message {
  readonly body: string;
  readonly dueAt: number;
}

/**
 * An integration with a webhook, over real tables and with a clock of its own. The test plays the queue that holds
 * messages back, so that ten seconds take no time.
 */
export async function createHookWorld(services: Services) {
  let now = Date.parse('2026-03-01T12:00:00Z');
  const clock = () => now;
  const world = createWorld(services, undefined, clock, ulid());
  const { deps, integrationId } = world;
  const truth = new Map<string, { readonly [key: string]: Json }>();
  const waiting: Message[] = [];
  const send = async (body: string, delaySeconds: number) => {
    waiting.push({ body, dueAt: now + delaySeconds * 1000 });
  };

  await world.reads({
    modes: ['full', 'update'],
    read: (...request) => pagesOf([...truth.values()], 100).read(...request),
    fetchOne: async (id) => {
      const data = truth.get(id);
      return data ? { kind: 'found', record: { id, name: `C ${id}`, data } } : { kind: 'gone' };
    },
  });

  const hookDeps = {
    ...deps,
    hooks: new HookStore(services.registry),
    notes: new NoteStore(services.trail, clock),
    hookedWork: { send },
  };
  const of = { org, integrationId };
  const newSecret = async (): Promise<string> => {
    const created = await createHook(hookDeps, org, integrationId);
    if (created.kind !== 'created') throw new Error(created.kind);
    return created.hook.secret;
  };
  const secret = await newSecret();

  interface Post {
    readonly secret?: string;
    readonly time?: number;
    readonly signature?: string | undefined;
    readonly id?: string;
    readonly integrationId?: string;
  }

  const hooked = {
    ...world,
    hookDeps,
    waiting,
    truth,
    secret,
    newSecret,
    now: clock,
    pass: (seconds: number): void => {
      now += seconds * 1000;
    },

    /** What the integration's stream offers. */
    async offers(definition: Partial<StreamDefinition>): Promise<void> {
      const seen = await deps.integrations.get(org, integrationId);
      if (seen)
        await deps.integrations.replace(seen, { ...seen, streams: [{ name: stream, modes: ['full'], ...definition }] });
    },

    async setStatus(status: 'ACTIVE' | 'DISABLED'): Promise<void> {
      const seen = await deps.integrations.get(org, integrationId);
      if (seen) await deps.integrations.replace(seen, { ...seen, status });
    },

    /** Sends a webhook as a source would; answers with what it is answered. */
    async post(content: unknown, post: Post = {}) {
      const body = Buffer.from(typeof content === 'string' ? content : JSON.stringify(content));
      const time = String(Math.floor((post.time ?? now) / 1000));
      const signed = `t=${time},v1=${signHook(post.secret ?? secret, time, body)}`;
      return answerOfHook(
        await receiveHook(hookDeps, {
          integrationId: post.integrationId ?? integrationId,
          signature: 'signature' in post ? post.signature : signed,
          id: post.id,
          body,
        }),
      );
    },

    notes: async () => (await hookDeps.notes.list(of, stream, 10_000)).notes,

    /** Lets time pass until the next message is due, and hands it to a worker. */
    async next() {
      waiting.sort((one, other) => one.dueAt - other.dueAt);
      const message = waiting.shift();
      if (!message) throw new Error('No message waits.');
      now = Math.max(now, message.dueAt);
      return { message, result: await workOffNotes(hookDeps, readWork(message.body)) };
    },

    deliver: ({ body }: Message) => workOffNotes(hookDeps, readWork(body)),
    deadLetter: ({ body }: Message) => keepWork(hookDeps, readWork(body)),

    /** Goes through a run that was started, as the workflow would. */
    async carryOut(runId: string) {
      const step = { org, runId, stream };
      await openRun(deps, step);
      while ((await world.pull(step)).more);
      await world.applyAll();
      await world.close(step);
      return world.read(runId);
    },

    /** All runs that webhooks have started, oldest first. */
    async runs() {
      const page = await deps.runs.list(org, integrationId, { fromId: '0', toId: '~' });
      return page.runs.filter(({ trigger }) => trigger === 'SOURCE_CHANGE').toReversed();
    },
  };
  return hooked;
}

export type HookWorld = Awaited<ReturnType<typeof createHookWorld>>;
