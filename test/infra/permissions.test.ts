import { expect, test } from 'vitest';
import { synthesized } from './synthesized.ts';

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
}

const { resourcesOf } = synthesized();

const statements = resourcesOf('AWS::IAM::Policy').flatMap(([, { Properties }]) => {
  const { Statement } = Properties['PolicyDocument'] as { Statement: readonly Statement[] };
  return Statement.map(({ Effect, Action, Resource }) => ({
    effect: Effect,
    actions: [Action].flat(),
    resources: [Resource].flat(),
  }));
});

/** The actions for which AWS knows no resource. */
const withoutResource = [
  'logs:CreateLogDelivery',
  'logs:DeleteLogDelivery',
  'logs:DescribeLogGroups',
  'logs:DescribeResourcePolicies',
  'logs:GetLogDelivery',
  'logs:ListLogDeliveries',
  'logs:PutResourcePolicy',
  'logs:UpdateLogDelivery',
  'scheduler:ListSchedules',
  'xray:GetSamplingRules',
  'xray:GetSamplingTargets',
  'xray:PutTelemetryRecords',
  'xray:PutTraceSegments',
];

test('only actions that AWS cannot narrow are allowed on everything', () => {
  const onEverything = statements.filter(({ resources }) => resources.includes('*')).flatMap(({ actions }) => actions);

  expect([...new Set(onEverything)].toSorted()).toEqual(withoutResource);
});

test('no action is a wildcard', () => {
  expect(statements.flatMap(({ actions }) => actions).filter((action) => action.includes('*'))).toEqual([]);
});

test('no role carries a policy that somebody else maintains', () => {
  for (const [, { Properties }] of resourcesOf('AWS::IAM::Role')) {
    expect(Properties['ManagedPolicyArns']).toBeUndefined();
  }
});

test('every function has a role of its own', () => {
  const roles = resourcesOf('AWS::Lambda::Function').map(([, { Properties }]) => JSON.stringify(Properties['Role']));

  expect(new Set(roles).size).toBe(roles.length);
});

test('only what works with the secrets of integrations may decrypt them', () => {
  const policies = resourcesOf('AWS::IAM::Policy').filter(([, { Properties }]) =>
    JSON.stringify(Properties['PolicyDocument']).includes('kms:Decrypt'),
  );

  expect(policies.map(([id]) => /(.*)Role/.exec(id)?.[1]).toSorted()).toEqual([
    // Addresses of webhooks.
    'AlertsRunClosed',
    'AlertsWatchIntegrations',
    'Api',
    'ChunksApplyChunk',
    // Sends records to targets that want to know who sends them.
    'ChunksOutboundSendChunk',
    'HooksReceiveHook',
    // Runners are told the secrets of the sources that they read.
    'RunnersHandOutWork',
    'RunnersTakeDelivery',
    'WorkflowFunctionsPullPages',
  ]);
});
