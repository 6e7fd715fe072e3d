import type { IntegrationInBrief, IntegrationStore } from '../integrations/integration-store.ts';
import { type EvaluateDependencies, evaluateAlerts } from './evaluate.ts';
import { type HealthStore, noHealth } from './health-store.ts';

export interface WatchDependencies extends EvaluateDependencies {
  readonly integrations: IntegrationStore;
  readonly health: HealthStore;
}

export interface Watched {
  readonly watched: number;
  /** Integrations that could not be looked at. */
  readonly failed: readonly string[];
}

/** Integrations looked at at once: each is a few small requests. */
const concurrency = 8;

/**
 * Finds what no run tells: that none succeeds any more, that what was wrong no longer is, and that something has yet to
 * be told. One integration that cannot be looked at does not keep the others from it.
 */
export async function watchIntegrations(deps: WatchDependencies): Promise<Watched> {
  const integrations = await Array.fromAsync(deps.integrations.inBrief());
  let watched = 0;
  const failed: string[] = [];
  for (const [org, ofOrg] of Map.groupBy(integrations, (integration) => integration.org)) {
    failed.push(...(await watchOrg(deps, org, ofOrg)));
    watched += ofOrg.length;
  }
  return { watched, failed };
}

/** Answers with those that could not be looked at. */
async function watchOrg(
  deps: WatchDependencies,
  org: string,
  integrations: readonly IntegrationInBrief[],
): Promise<string[]> {
  const [health, all] = await Promise.all([deps.health.ofOrg(org), deps.episodes.list(org)]);
  const episodes = Map.groupBy(all, ({ integrationId }) => integrationId);
  const failed: string[] = [];
  const look = async (integration: IntegrationInBrief): Promise<void> => {
    const { integrationId } = integration;
    try {
      await evaluateAlerts(deps, integration, {
        health: health.get(integrationId) ?? noHealth,
        episodes: episodes.get(integrationId) ?? [],
        provenWell: false,
      });
    } catch (error) {
      console.error(`Integration ${integrationId} of ${org} could not be watched; the next watch does.`, error);
      failed.push(integrationId);
    }
  };
  for (let from = 0; from < integrations.length; from += concurrency) {
    await Promise.all(integrations.slice(from, from + concurrency).map(look));
  }
  await forgetGone(deps, org, [...episodes.keys()], integrations);
  return failed;
}

/** An integration may have been deleted while somebody was evaluating it. */
async function forgetGone(
  deps: WatchDependencies,
  org: string,
  known: readonly string[],
  integrations: readonly IntegrationInBrief[],
): Promise<void> {
  const there = new Set(integrations.map(({ integrationId }) => integrationId));
  for (const integrationId of known) {
    // The index, which they were listed from, lags behind.
    if (there.has(integrationId) || (await deps.integrations.get(org, integrationId))) continue;
    await deps.episodes.forget(org, integrationId);
    await deps.health.forget(org, integrationId);
  }
}
