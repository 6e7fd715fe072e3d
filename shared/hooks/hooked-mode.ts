import type { StreamDefinition } from '../connector/connector.ts';

/**
 * How a run finds out what a webhook tells of; null where it could only read everything. To read everything of ours, for a
 * target, is cheap enough.
 */
export function hookedMode(stream: StreamDefinition, hasIds: boolean): 'ids' | 'update' | 'full' | null {
  if (hasIds && stream.byId === true) return 'ids';
  if (stream.modes.includes('update')) return 'update';
  return stream.from === undefined ? null : 'full';
}
