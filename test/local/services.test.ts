import { statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PutItemCommand, QueryCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { DecryptCommand, DescribeKeyCommand, EncryptCommand, GenerateDataKeyCommand } from '@aws-sdk/client-kms';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { SendEmailCommand } from '@aws-sdk/client-sesv2';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type FixtureRuntime, startFixture } from './fixture/fixture-runtime.ts';

let fixture: FixtureRuntime;
beforeAll(async () => {
  fixture = await startFixture();
});
afterAll(() => fixture.end());

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

describe('DynamoDB', () => {
  test('keeps items and answers queries of an index', async () => {
    const { clients, runtime } = fixture;
    const TableName = runtime.resource('Things');
    const Item = { pk: { S: 'a' }, sk: { S: 'b' }, value: { S: 'indexed' } };
    await clients.dynamodb.send(new PutItemCommand({ TableName, Item }));
    const found = await clients.dynamodb.send(
      new QueryCommand({
        TableName,
        IndexName: 'by-value',
        KeyConditionExpression: '#value = :value',
        ExpressionAttributeNames: { '#value': 'value' },
        ExpressionAttributeValues: { ':value': { S: 'indexed' } },
      }),
    );
    expect(found.Items).toEqual([Item]);
  });

  test('refuses a condition that does not hold with the exception that AWS raises', async () => {
    const update = new UpdateItemCommand({
      TableName: fixture.runtime.resource('Things'),
      Key: { pk: { S: 'none' }, sk: { S: 'none' } },
      UpdateExpression: 'SET x = :one',
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeValues: { ':one': { N: '1' } },
    });
    await expect(fixture.clients.dynamodb.send(update)).rejects.toThrow(
      expect.objectContaining({ name: 'ConditionalCheckFailedException' }),
    );
  });
});

describe('S3', () => {
  test('keeps objects, gives ranges and lists a prefix', async () => {
    const { s3 } = fixture.clients;
    const Bucket = fixture.runtime.resource('Files');
    await s3.send(new PutObjectCommand({ Bucket, Key: 'runs/1/ü b.bin', Body: text('0123456789') }));
    const range = await s3.send(new GetObjectCommand({ Bucket, Key: 'runs/1/ü b.bin', Range: 'bytes=2-4' }));
    expect(await range.Body?.transformToString()).toBe('234');
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'runs/1/' }));
    expect(Contents.map(({ Key }) => Key)).toEqual(['runs/1/ü b.bin']);
    const missing = s3.send(new GetObjectCommand({ Bucket, Key: 'none' }));
    await expect(missing).rejects.toThrow(expect.objectContaining({ name: 'NoSuchKey' }));
  });
});

describe('KMS', () => {
  const EncryptionContext = { org: 'a', integration: '1' };

  async function encrypt(): Promise<Uint8Array> {
    const KeyId = fixture.runtime.resource('Secrets');
    const { CiphertextBlob } = await fixture.clients.kms.send(
      new EncryptCommand({ KeyId, Plaintext: text('secret'), EncryptionContext }),
    );
    return CiphertextBlob ?? new Uint8Array();
  }
  const decrypt = (CiphertextBlob: Uint8Array, context: Record<string, string>) =>
    fixture.clients.kms.send(new DecryptCommand({ CiphertextBlob, EncryptionContext: context }));
  const refused = expect.objectContaining({ name: 'InvalidCiphertextException' });

  test('gives back what it encrypted, for the same context in any order', async () => {
    const { Plaintext } = await decrypt(await encrypt(), { integration: '1', org: 'a' });
    expect(new TextDecoder().decode(Plaintext)).toBe('secret');
  });

  test('refuses another context', async () => {
    const ciphertext = await encrypt();
    await expect(decrypt(ciphertext, { org: 'b', integration: '1' })).rejects.toThrow(refused);
    await expect(decrypt(ciphertext, {})).rejects.toThrow(refused);
  });

  test('refuses damage anywhere, and noise', async () => {
    const ciphertext = await encrypt();
    for (const position of [0, 5, 40, 60, ciphertext.length - 1]) {
      const damaged = ciphertext.with(position, (ciphertext[position] ?? 0) ^ 1);
      await expect(decrypt(damaged, EncryptionContext)).rejects.toThrow(refused);
    }
    await expect(decrypt(text('noise'), EncryptionContext)).rejects.toThrow(refused);
  });

  test('knows its key by alias and makes data keys under it', async () => {
    const { kms } = fixture.clients;
    const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId: 'alias/fixture' }));
    expect(KeyMetadata?.KeyId).toBe(fixture.runtime.resource('Secrets'));
    const made = await kms.send(
      new GenerateDataKeyCommand({ KeyId: 'alias/fixture', KeySpec: 'AES_256', EncryptionContext }),
    );
    expect((await decrypt(made.CiphertextBlob ?? new Uint8Array(), EncryptionContext)).Plaintext).toEqual(
      made.Plaintext,
    );
    expect(made.Plaintext).toHaveLength(32);
    const unknown = kms.send(new DescribeKeyCommand({ KeyId: 'alias/other' }));
    await expect(unknown).rejects.toThrow(expect.objectContaining({ name: 'NotFoundException' }));
  });

  test('keeps the key in a file that only its owner can read', async () => {
    const directory = join(fixture.runtime.dataDirectory, 'kms');
    const [file = ''] = await readdir(directory);
    expect(statSync(join(directory, file)).mode & 0o777).toBe(0o600);
  });
});

describe('SES', () => {
  test('shows what was sent in its inbox', async () => {
    await fixture.clients.ses.send(
      new SendEmailCommand({
        FromEmailAddress: 'alerts@example.com',
        Destination: { ToAddresses: ['ops@example.com'] },
        Content: { Simple: { Subject: { Data: 'A run failed' }, Body: { Text: { Data: 'It did.' } } } },
      }),
    );
    const store = await (await fetch(`${fixture.runtime.inboxUrl}/store`)).json();
    expect(store).toMatchObject({ emails: [{ subject: 'A run failed' }] });
    expect((await fetch(fixture.runtime.inboxUrl ?? '')).headers.get('content-type')).toContain('text/html');
  });
});

describe('EventBridge', () => {
  test('hands an event that matches to the function, and says what is wrong with an entry', async () => {
    const entry = { DetailType: 'test', Detail: JSON.stringify({ id: 'one' }) };
    const { FailedEntryCount, Entries } = await fixture.clients.events.send(
      new PutEventsCommand({
        Entries: [
          { ...entry, Source: 'fixture.tests' },
          { ...entry, Source: 'x', Detail: 'no JSON' },
        ],
      }),
    );
    expect(FailedEntryCount).toBe(1);
    expect(Entries?.map(({ ErrorCode }) => ErrorCode)).toEqual([undefined, 'InvalidArgument']);
    expect(JSON.parse(await fixture.written('event', 'one'))).toMatchObject({
      source: 'fixture.tests',
      'detail-type': 'test',
      account: '000000000000',
      detail: { id: 'one' },
    });
  });
});

test('an operation that is not offered is an error of the service, not a call to AWS', async () => {
  const response = await fetch(fixture.runtime.endpoints.scheduler.url, { method: 'POST', body: '{}' });
  expect(await response.json()).toMatchObject({ __type: 'UnknownOperationException' });
});

test('every emulator refuses a foreign Host, as a rebound name would have', async () => {
  const { request } = await import('node:http');
  for (const { url } of Object.values(fixture.runtime.endpoints)) {
    const status = await new Promise((resolve) => {
      request(url, { headers: { host: 'rebound.example' } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      }).end();
    });
    expect(status).toBe(403);
  }
});
