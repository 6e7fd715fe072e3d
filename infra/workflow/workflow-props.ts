import type { Chunks } from '../chunks/chunks.ts';
import type { Secrets } from '../secrets/secrets.ts';
import type { Storage } from '../storage/storage.ts';

export interface WorkflowProps {
  readonly storage: Storage;
  readonly secrets: Secrets;
  readonly chunks: Chunks;
}
