import type { Caller } from '../control/launch-run.ts';
import { integrationChanges } from '../integrations/integration-changes.ts';
import type { StoredIntegration } from '../integrations/integration-store.ts';
import type { ChangedSecrets } from '../integrations/update-integration.ts';
import { type RecordUpdateDependencies, recordUpdate } from './record-action.ts';

interface Changed {
  readonly before: StoredIntegration | null;
  readonly after: StoredIntegration;
  /** Absent where none was touched. */
  readonly secrets?: ChangedSecrets;
}

const noSecrets: ChangedSecrets = { pointers: [], values: [] };
/** Who does what nobody asked for. */
const ourselves = 'system';

/** For every way in which an integration is changed. What changed nothing leaves no entry. */
export async function recordChanges(
  deps: RecordUpdateDependencies,
  caller: Caller,
  startedAt: number,
  { before, after, secrets = noSecrets }: Changed,
): Promise<void> {
  const changes = integrationChanges(before, after, secrets);
  if (changes.length === 0) return;
  const fields = changes.map(({ field }) => field);
  const message = before ? `Changed: ${namesOf(fields)}.` : 'Created.';
  await recordUpdate(deps, caller, after, { startedAt, message, changes });
}

const namesShown = 5;

function namesOf(fields: readonly string[]): string {
  const more = fields.length - namesShown;
  return `${fields.slice(0, namesShown).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** What Syncline itself does to an integration. */
export const recordOwnChanges = (
  deps: RecordUpdateDependencies,
  before: StoredIntegration,
  after: StoredIntegration,
): Promise<void> => recordChanges(deps, { org: after.org, user: ourselves }, deps.now(), { before, after });
