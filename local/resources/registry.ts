import { cloudFrontKinds } from './cloudfront.ts';
import { cognitoUserPool } from './cognito-user-pool.ts';
import { customResource } from './custom-resource.ts';
import { dynamoDbTables } from './dynamodb-table.ts';
import { eventSourceMapping } from './event-source-mapping.ts';
import { eventsRule } from './events-rule.ts';
import { httpApi } from './http-api.ts';
import { httpAuthorizer, httpIntegration, httpRoute, httpStage } from './http-api-parts.ts';
import { kmsAlias } from './kms-alias.ts';
import { kmsKey } from './kms-key.ts';
import { lambdaFunction } from './lambda-function.ts';
import type { ResourceKind } from './resource-kind.ts';
import { s3Bucket } from './s3-bucket.ts';
import { scheduleGroup } from './schedule-group.ts';
import { sqsQueue } from './sqs-queue.ts';
import { stateMachine } from './state-machine.ts';

/** Every type of resource that has an effect in the embedded runtime; see `without-effect.ts` for those that have none. */
export const resourceKinds: ReadonlyMap<string, ResourceKind> = new Map(
  [
    ...dynamoDbTables,
    s3Bucket,
    sqsQueue,
    kmsKey,
    kmsAlias,
    lambdaFunction,
    eventSourceMapping,
    stateMachine,
    eventsRule,
    scheduleGroup,
    httpApi,
    httpStage,
    httpIntegration,
    httpAuthorizer,
    httpRoute,
    cognitoUserPool,
    ...cloudFrontKinds,
    customResource,
  ].map((kind) => [kind.type, kind]),
);
