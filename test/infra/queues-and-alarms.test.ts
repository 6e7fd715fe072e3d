import { expect, test } from 'vitest';
import { synthesized } from './synthesized.ts';

const { resourcesOf } = synthesized();

test('every alarm states its impact', () => {
  const alarms = resourcesOf('AWS::CloudWatch::Alarm');

  expect(alarms.length).toBeGreaterThanOrEqual(4);
  for (const [, { Properties }] of alarms) expect(Properties['AlarmDescription']).toMatch(/^Impact: .{40,}/);
});

test('a message stays invisible for six time-outs of its consumer', () => {
  const timeouts = new Map(
    resourcesOf('AWS::Lambda::Function').map(([id, { Properties }]) => [id, Number(Properties['Timeout'])]),
  );
  const queues = new Map(resourcesOf('AWS::SQS::Queue'));
  const mappings = resourcesOf('AWS::Lambda::EventSourceMapping');

  // Each queue has its consumer, a queue of dead letters too.
  expect(mappings).toHaveLength(queues.size);
  for (const [, { Properties }] of mappings) {
    const { Ref: functionId } = Properties['FunctionName'] as { Ref: string };
    const [queueId = ''] = (Properties['EventSourceArn'] as { 'Fn::GetAtt': string[] })['Fn::GetAtt'];
    const timeout = timeouts.get(functionId) ?? Number.NaN;
    expect(queues.get(queueId)?.Properties['VisibilityTimeout']).toBe(6 * timeout);
    expect(Properties['FunctionResponseTypes']).toEqual(['ReportBatchItemFailures']);
  }
});
