import type { Call } from '../api/call.ts';

/** A call as the API gives it: the same, in one order of its fields wherever it was kept. */
export const presentCall = (call: Call): Call => {
  const { method, url, params, status, durationMs, attempt, at, page, entity, error, rateLimit } = call;
  const made = { method, url, params, status, durationMs, attempt, at, page };
  return { ...made, ...(entity !== undefined && { entity }), error, rateLimit };
};
