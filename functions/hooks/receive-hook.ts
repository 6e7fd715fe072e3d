import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { receiveDependencies } from '../../shared/aws/bound-hooks.ts';
import { answerOfHook } from '../../shared/hooks/answer-of-hook.ts';
import { receiveHook } from '../../shared/hooks/receive-hook.ts';

/** A source says that records changed. Open to everybody, so whatever comes may be made up until its signature fits. */
export const handler = async (event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> => {
  const { headers, body = '', isBase64Encoded, pathParameters } = event;
  const result = await receiveHook(receiveDependencies(), {
    integrationId: pathParameters?.['integrationId'] ?? '',
    signature: headers['syncline-signature'],
    id: headers['syncline-delivery'],
    body: Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8'),
  });
  const { status, type, content } = answerOfHook(result);
  return { statusCode: status, headers: { 'content-type': type }, body: JSON.stringify(content) };
};
