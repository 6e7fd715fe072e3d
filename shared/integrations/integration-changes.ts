import type { FieldChange } from '../api/entity.ts';
import { createRedactor } from '../connector/redactor.ts';
import { fieldDiff } from '../records/field-diff.ts';
import { fieldRedactor } from '../records/redact-fields.ts';
import type { StoredIntegration } from './integration-store.ts';
import type { ChangedSecrets } from './update-integration.ts';

/** Of a stored integration, what nobody has set: it follows from the rest, or is how we keep it. */
const ofOurs: ReadonlySet<string> = new Set<keyof StoredIntegration>([
  'org',
  'integrationId',
  'sealedSecrets',
  'secrets',
  'streams',
  'readsFrom',
  'statusReason',
  'quarantine',
  'createdAt',
  'updatedAt',
  'nameClaim',
  'revision',
]);

/** What is encrypted within the rest has a name that begins so. */
const sealed = /(?:^|\.)sealed/;

/**
 * What differs between two states of an integration, field by field, in the order of its fields; null for one that was
 * not there. Of secrets, and whatever else is kept encrypted, only that they changed.
 */
export function integrationChanges(
  before: StoredIntegration | null,
  after: StoredIntegration | null,
  { pointers, values }: ChangedSecrets,
): FieldChange[] {
  const redactor = fieldRedactor(createRedactor([...values]));
  const open = fieldDiff(JSON.stringify(settable(before)), JSON.stringify(settable(after)), redactor);
  const secret = pointers.map((pointer) => ({ field: `settings${pointer.replaceAll('/', '.')}` }));
  return [...open.map((change) => (sealed.test(change.field) ? { field: change.field } : change)), ...secret];
}

const settable = (integration: StoredIntegration | null): object =>
  Object.fromEntries(Object.entries(integration ?? {}).filter(([name]) => !ofOurs.has(name)));
