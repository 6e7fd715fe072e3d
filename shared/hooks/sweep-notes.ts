import type { IntegrationStore } from '../integrations/integration-store.ts';
import type { HookOfIntegration } from '../table/keys.ts';
import { type AnnounceDependencies, announce, windowSeconds } from './hooked-work.ts';

export interface SweepNotesDependencies extends AnnounceDependencies {
  readonly integrations: Pick<IntegrationStore, 'inBrief'>;
}

export interface SweptNotes {
  /** Streams that have a message again, as integration and stream. */
  readonly announced: readonly (readonly [integrationId: string, stream: string])[];
  /** Integrations that could not be looked at. */
  readonly failed: readonly string[];
}

/** Whoever fails with a message for so long hands it to `keepWork`, which says anew when it comes. */
const overdueMs = 15 * 60_000;
/** Integrations looked at at once: for nearly all of them that is one small request. */
const concurrency = 8;

/**
 * R14: sends a message for notes whose own was lost, so that what webhooks and inbound runs have told is not left until
 * the next of them. One that is only late makes it one message too many, which finds nothing.
 */
export async function sweepNotes(deps: SweepNotesDependencies): Promise<SweptNotes> {
  const integrations = await Array.fromAsync(deps.integrations.inBrief());
  const announced: [string, string][] = [];
  const failed: string[] = [];
  const look = async ({ org, integrationId }: HookOfIntegration): Promise<void> => {
    try {
      for (const stream of await announceOverdue(deps, { org, integrationId })) announced.push([integrationId, stream]);
    } catch (error) {
      console.error(`What webhooks of ${integrationId} of ${org} have told could not be looked at.`, error);
      failed.push(integrationId);
    }
  };
  for (let from = 0; from < integrations.length; from += concurrency) {
    await Promise.all(integrations.slice(from, from + concurrency).map(look));
  }
  return { announced, failed };
}

async function announceOverdue(deps: AnnounceDependencies, of: HookOfIntegration): Promise<string[]> {
  const announced: string[] = [];
  for (const stream of await deps.notes.dueBefore(of, deps.now() - overdueMs)) {
    const { notes } = await deps.notes.list(of, stream, 1);
    if (notes.length === 0) continue;
    await announce(deps, { ...of, stream, attempt: 0 }, windowSeconds);
    announced.push(stream);
  }
  return announced;
}
