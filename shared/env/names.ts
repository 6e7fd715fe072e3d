/**
 * Names of the environment variables through which the infrastructure tells functions where things are.
 * `infra/` sets them, `shared/aws/environment.ts` reads them; nothing else may spell them.
 */
export const environmentNames = {
  registryTable: 'REGISTRY_TABLE',
  trailTable: 'TRAIL_TABLE',
  recordsTable: 'RECORDS_TABLE',
  payloadsBucket: 'PAYLOADS_BUCKET',
  archiveBucket: 'ARCHIVE_BUCKET',
  consoleBucket: 'CONSOLE_BUCKET',
  consoleUrl: 'CONSOLE_URL',
  executionUrl: 'EXECUTION_URL',
  rolesClaim: 'ROLES_CLAIM',
  signInIssuer: 'SIGN_IN_ISSUER',
  signInClientId: 'SIGN_IN_CLIENT_ID',
  signInScopes: 'SIGN_IN_SCOPES',
  mailFrom: 'MAIL_FROM',
  webhookReach: 'WEBHOOK_REACH',
  chunksQueueUrl: 'CHUNKS_QUEUE_URL',
  hooksQueueUrl: 'HOOKS_QUEUE_URL',
  exportsQueueUrl: 'EXPORTS_QUEUE_URL',
  outboundQueueUrl: 'OUTBOUND_QUEUE_URL',
  archiveRunStateMachineArn: 'ARCHIVE_RUN_STATE_MACHINE_ARN',
  scheduleDeadLettersArn: 'SCHEDULE_DEAD_LETTERS_ARN',
  scheduleGroup: 'SCHEDULE_GROUP',
  scheduledRunsQueueUrl: 'SCHEDULED_RUNS_QUEUE_URL',
  schedulerRoleArn: 'SCHEDULER_ROLE_ARN',
  syncRunStateMachineArn: 'SYNC_RUN_STATE_MACHINE_ARN',
  secretsKeyId: 'SECRETS_KEY_ID',
} as const;

export type EnvironmentName = keyof typeof environmentNames;
