import type { Call, CallOfRun } from '../api/call.ts';

/** A call of a step as the API gives it, in one order of its fields wherever it was kept. */
export const presentCall = (call: Call, stream: string): CallOfRun => {
  const { method, url, params, status, durationMs, attempt, at, page, entity, error, rateLimit } = call;
  const made = { stream, method, url, params, status, durationMs, attempt, at, page };
  return { ...made, ...(entity !== undefined && { entity }), error, rateLimit };
};
