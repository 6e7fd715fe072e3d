import * as z from 'zod';
import { acceptedHookSchema, hookBodySchema } from '../../shared/api/hook.ts';
import { defineRoute } from './route.ts';

/** What functions/hooks answers, and not this API; told in the same description, for whoever sends webhooks. */
export const hookDescription = defineRoute({
  method: 'POST',
  path: '/v1/hooks/{integrationId}',
  summary:
    'A source says that records changed; signed with the secret of the webhook, see the header Syncline-Signature',
  open: true,
  problems: ['unauthenticated', 'integration-not-active', 'body-too-large', 'unknown-stream', 'not-offered'],
  params: { integrationId: z.string() },
  body: hookBodySchema,
  response: { status: 202, schema: acceptedHookSchema, description: 'It is noted, and a run will bring it in' },
  handle: () => Promise.reject(new Error('A function of its own answers webhooks.')),
});
