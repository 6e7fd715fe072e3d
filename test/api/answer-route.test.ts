import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { expect, it } from 'vitest';
import * as z from 'zod';
import { answerRoute } from '../../functions/api/answer-route.ts';
import { defineRoute } from '../../functions/api/route.ts';

const event = { rawQueryString: '', requestContext: {} } as unknown as APIGatewayProxyEventV2;

const answerWith = (text: string) =>
  answerRoute(
    defineRoute({
      method: 'GET',
      path: '/large',
      summary: 'answers with a text',
      open: true,
      response: { status: 200, schema: z.string(), description: 'the text' },
      handle: async () => ({ status: 200, body: text }),
    }),
  )(event, {} as never, {} as never);

it('refuses, with what to do, an answer that Lambda could not send', async () => {
  expect(await answerWith('x'.repeat(5_000_000))).toMatchObject({ statusCode: 200 });
  await expect(answerWith('x'.repeat(6_500_000))).rejects.toThrow(/limit/);
  // Half as long, and yet too large once its quotes are escaped.
  await expect(answerWith('"'.repeat(2_500_000))).rejects.toMatchObject({ problem: 'answer-too-large' });
});
