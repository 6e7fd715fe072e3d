import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import { account } from '../account.ts';
import type { JsonObject } from '../json.ts';
import { AwsError } from '../wire/aws-error.ts';
import type { Operations } from '../wire/aws-json-server.ts';
import { readInput } from '../wire/read-input.ts';
import type { Key, KeyStore } from './key-store.ts';

const context = z.record(z.string(), z.string()).default({});
const maximumPlaintextBytes = 4096;

const encryptInput = z.object({ KeyId: z.string(), Plaintext: z.base64(), EncryptionContext: context });
const decryptInput = z.object({ KeyId: z.string().optional(), CiphertextBlob: z.base64(), EncryptionContext: context });
const describeInput = z.object({ KeyId: z.string() });
const dataKeyInput = z.object({
  KeyId: z.string(),
  KeySpec: z.enum(['AES_128', 'AES_256']).optional(),
  NumberOfBytes: z.int().min(1).max(1024).optional(),
  EncryptionContext: context,
});

/** The part of KMS that holds a symmetric key: Encrypt, Decrypt, GenerateDataKey, DescribeKey. */
export function kmsOperations(keys: KeyStore): Operations {
  return {
    Encrypt: (input) => {
      const { KeyId, Plaintext, EncryptionContext } = readInput(encryptInput, input);
      const key = keys.find(KeyId);
      const plaintext = Buffer.from(Plaintext, 'base64');
      if (plaintext.length === 0 || plaintext.length > maximumPlaintextBytes) {
        throw new AwsError('ValidationException', `Plaintext must have 1 to ${maximumPlaintextBytes} bytes`);
      }
      return answer(key, { CiphertextBlob: base64(keys.encrypt(key, plaintext, EncryptionContext)) });
    },
    Decrypt: (input) => {
      const { KeyId, CiphertextBlob, EncryptionContext } = readInput(decryptInput, input);
      const { key, plaintext } = keys.decrypt(Buffer.from(CiphertextBlob, 'base64'), EncryptionContext);
      if (KeyId !== undefined && keys.find(KeyId).keyId !== key.keyId) {
        throw new AwsError('IncorrectKeyException', 'The ciphertext was encrypted under another key');
      }
      return answer(key, { Plaintext: base64(plaintext) });
    },
    GenerateDataKey: (input) => {
      const { KeyId, KeySpec, NumberOfBytes, EncryptionContext } = readInput(dataKeyInput, input);
      if ((KeySpec === undefined) === (NumberOfBytes === undefined)) {
        throw new AwsError('ValidationException', 'Give exactly one of KeySpec and NumberOfBytes');
      }
      const key = keys.find(KeyId);
      const plaintext = randomBytes(NumberOfBytes ?? (KeySpec === 'AES_128' ? 16 : 32));
      const ciphertext = keys.encrypt(key, plaintext, EncryptionContext);
      return { KeyId: key.arn, Plaintext: base64(plaintext), CiphertextBlob: base64(ciphertext) };
    },
    DescribeKey: (input) => ({ KeyMetadata: describe(keys.find(readInput(describeInput, input).KeyId)) }),
  };
}

function answer(key: Key, output: JsonObject): JsonObject {
  return { KeyId: key.arn, EncryptionAlgorithm: 'SYMMETRIC_DEFAULT', ...output };
}

function describe(key: Key): JsonObject {
  return {
    AWSAccountId: account.accountId,
    KeyId: key.keyId,
    Arn: key.arn,
    CreationDate: Date.parse(key.createdAt) / 1000,
    Description: key.description,
    Enabled: true,
    KeyState: 'Enabled',
    KeyUsage: 'ENCRYPT_DECRYPT',
    KeySpec: 'SYMMETRIC_DEFAULT',
    KeyManager: 'CUSTOMER',
    Origin: 'AWS_KMS',
    MultiRegion: false,
    EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'],
  };
}

function base64(bytes: Buffer): string {
  return bytes.toString('base64');
}
