import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { DecryptCommand, EncryptCommand, KMSClient } from '@aws-sdk/client-kms';
import type { SecretBox } from '../integrations/secret-box.ts';

const format = 'v1';
const ivBytes = 12;
const tagBytes = 16;

/**
 * Envelope encryption: a fresh AES-256-GCM key for every text, itself encrypted by KMS, because KMS takes 4 KB at most
 * and a private key with its certificates is longer. The context is KMS's encryption context, so it shows in the
 * key's audit log. Needs kms:Encrypt and kms:Decrypt only.
 */
export class KmsSecretBox implements SecretBox {
  readonly #keyId: string;
  readonly #kms: KMSClient;

  constructor(keyId: string, kms: KMSClient = new KMSClient({})) {
    this.#keyId = keyId;
    this.#kms = kms;
  }

  async seal(plain: string, context: Record<string, string>): Promise<string> {
    const dataKey = randomBytes(32);
    const { CiphertextBlob } = await this.#kms.send(
      new EncryptCommand({ KeyId: this.#keyId, Plaintext: dataKey, EncryptionContext: context }),
    );
    if (!CiphertextBlob) throw new Error('KMS answered without a ciphertext.');
    const iv = randomBytes(ivBytes);
    const cipher = createCipheriv('aes-256-gcm', dataKey, iv);
    const text = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
    const sealed = Buffer.concat([iv, cipher.getAuthTag(), text]);
    return [format, Buffer.from(CiphertextBlob).toString('base64'), sealed.toString('base64')].join('.');
  }

  async open(sealed: string, context: Record<string, string>): Promise<string> {
    const [version, wrappedKey, body] = sealed.split('.');
    if (version !== format || !wrappedKey || !body) throw new Error('The sealed text is not in a known format.');
    const { Plaintext } = await this.#kms.send(
      new DecryptCommand({
        KeyId: this.#keyId,
        CiphertextBlob: Buffer.from(wrappedKey, 'base64'),
        EncryptionContext: context,
      }),
    );
    if (!Plaintext) throw new Error('KMS answered without a plaintext.');
    const bytes = Buffer.from(body, 'base64');
    const decipher = createDecipheriv('aes-256-gcm', Plaintext, bytes.subarray(0, ivBytes));
    decipher.setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes));
    return Buffer.concat([decipher.update(bytes.subarray(ivBytes + tagBytes)), decipher.final()]).toString('utf8');
  }
}
