import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../local/json.ts';
import { startRuntime } from '../../local/runtime.ts';
import { resolve, type Scope } from '../../local/template/resolve.ts';
import { freePort } from '../harness/free-port.ts';
import { temporaryDirectory } from './fixture/synthesize-fixture.ts';

const scope: Scope = {
  ref: async (name) => (name === 'AWS::NoValue' ? undefined : `ref of ${name}`),
  attribute: async (id, attribute) => `${attribute} of ${id}`,
  condition: async (name) => name === 'Yes',
  mapping: (map, key, subKey) => `${map}/${key}/${subKey}`,
};

const placeholders = (text: string): string => text.replaceAll('<', '${').replaceAll('>', '}');
const sub = (text: string, variables?: JsonObject): JsonObject => ({
  'Fn::Sub': variables === undefined ? placeholders(text) : [placeholders(text), variables],
});

describe('intrinsic functions', () => {
  const cases: [string, Json, Json | undefined][] = [
    ['Ref', { Ref: 'Table' }, 'ref of Table'],
    ['GetAtt as a list', { 'Fn::GetAtt': ['Queue', 'Arn'] }, 'Arn of Queue'],
    ['GetAtt as text', { 'Fn::GetAtt': 'Queue.Arn.Part' }, 'Arn.Part of Queue'],
    ['Join with nested calls', { 'Fn::Join': [':', ['a', { Ref: 'B' }, 3]] }, 'a:ref of B:3'],
    ['Sub', sub('x-<A>-<B.Arn>-<!C>'), placeholders('x-ref of A-Arn of B-<C>')],
    ['Sub with variables', sub('<A>/<B>', { A: { Ref: 'Z' } }), 'ref of Z/ref of B'],
    ['Select of Split', { 'Fn::Select': ['1', { 'Fn::Split': [',', 'a,b,c'] }] }, 'b'],
    ['If', { 'Fn::If': ['Yes', { Ref: 'A' }, 'no'] }, 'ref of A'],
    ['If without a value in a list', ['a', { 'Fn::If': ['No', 'b', { Ref: 'AWS::NoValue' }] }], ['a']],
    ['a property without a value', { a: { Ref: 'AWS::NoValue' }, b: 1 }, { b: 1 }],
    ['Equals, Or, And, Not', { 'Fn::Or': [{ 'Fn::Equals': ['a', 'b'] }, { 'Fn::Not': [{ Condition: 'No' }] }] }, true],
    ['FindInMap', { 'Fn::FindInMap': ['Map', { Ref: 'Key' }, 'Sub'] }, 'Map/ref of Key/Sub'],
    ['an object that only looks like a call', { Ref: 'A', more: 1 }, { Ref: 'A', more: 1 }],
  ];
  test.each(cases)('%s', async (_, value, expected) => {
    expect(await resolve(value, scope)).toEqual(expected);
  });

  test('an unknown one is named', async () => {
    await expect(resolve({ 'Fn::ImportValue': 'x' }, scope)).rejects.toThrow('Fn::ImportValue');
  });
});

describe('a template that cannot be started', () => {
  let directory: ReturnType<typeof temporaryDirectory>;
  beforeEach(() => {
    directory = temporaryDirectory();
  });
  afterEach(() => directory.remove());

  async function start(template: JsonObject) {
    const assembly = join(directory.path, 'assembly');
    mkdirSync(assembly);
    const artifacts = { Odd: { type: 'aws:cloudformation:stack', properties: { templateFile: 'Odd.json' } } };
    writeFileSync(join(assembly, 'manifest.json'), JSON.stringify({ artifacts }));
    writeFileSync(join(assembly, 'Odd.json'), JSON.stringify(template));
    const runtime = await startRuntime({
      assembly,
      dataDirectory: join(directory.path, 'data'),
      port: await freePort(),
    });
    await runtime.close();
    return runtime;
  }
  const role = { Type: 'AWS::IAM::Role' };

  test('an unknown type is named with its logical id', async () => {
    const Resources = { Role: role, Cache: { Type: 'AWS::ElastiCache::CacheCluster' } };
    await expect(start({ Resources })).rejects.toThrow('AWS::ElastiCache::CacheCluster (Cache)');
  });

  test('a property of the wrong kind is named with its resource', async () => {
    const Resources = { Work: { Type: 'AWS::SQS::Queue', Properties: { VisibilityTimeout: 'long' } } };
    await expect(start({ Resources })).rejects.toThrow(/AWS::SQS::Queue Work: .*VisibilityTimeout/s);
  });

  test('a circle is named', async () => {
    const queue = (other: string) => ({ Type: 'AWS::SQS::Queue', Properties: { QueueName: { Ref: other } } });
    await expect(start({ Resources: { A: queue('B'), B: queue('A') } })).rejects.toThrow('A → B → A');
  });

  test('a reference to nothing is named', async () => {
    const Resources = { Files: { Type: 'AWS::S3::Bucket', Properties: { BucketName: { Ref: 'Nothing' } } } };
    await expect(start({ Resources })).rejects.toThrow(/AWS::S3::Bucket Files: .* Nothing/);
  });

  test('what a condition leaves out is not created, and outputs are resolved', async () => {
    const runtime = await start({
      Conditions: { Never: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'us-east-1'] } },
      Parameters: { Stage: { Type: 'String', Default: 'local' } },
      Resources: { Role: role, Left: { Type: 'AWS::S3::Bucket', Condition: 'Never' } },
      Outputs: {
        Arn: { Value: { 'Fn::GetAtt': ['Role', 'Arn'] } },
        Where: { Value: sub('<AWS::AccountId> <AWS::Partition> <AWS::StackName> <Stage>') },
        Left: { Condition: 'Never', Value: { Ref: 'Left' } },
      },
    });
    expect(runtime.outputs).toEqual({
      Arn: 'arn:aws:iam::000000000000:role/Odd-Role',
      Where: '000000000000 aws Odd local',
    });
    expect(() => runtime.resource('Left')).toThrow('Left');
  });

  test('a directory without an app is named', async () => {
    await expect(startRuntime({ assembly: '/nowhere', dataDirectory: join(directory.path, 'data') })).rejects.toThrow(
      '/nowhere/manifest.json',
    );
  });
});
