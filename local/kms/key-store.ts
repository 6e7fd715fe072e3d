import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { arn } from '../account.ts';
import { messageOf, RuntimeProblem } from '../problem.ts';
import { AwsError } from '../wire/aws-error.ts';

export type EncryptionContext = Readonly<Record<string, string>>;

export interface Key {
  readonly keyId: string;
  readonly arn: string;
  readonly createdAt: string;
  readonly description: string;
  readonly material: Buffer;
}

/** Layout of a ciphertext: version, key id (36 characters), IV, tag, then the encrypted bytes. */
const version = 1;
const keyIdBytes = 36;
const ivBytes = 12;
const tagBytes = 16;
const headerBytes = 1 + keyIdBytes + ivBytes + tagBytes;

/** Keys, one file each under `<data>/kms`, readable by the owner only. */
export class KeyStore {
  readonly #directory: string;
  readonly #keys = new Map<string, Key>();
  readonly #aliases = new Map<string, string>();

  constructor(dataDirectory: string) {
    this.#directory = join(dataDirectory, 'kms');
    mkdirSync(this.#directory, { recursive: true, mode: 0o700 });
  }

  /** Creates the key, or takes up the one that an earlier start has created. */
  open(keyId: string, description: string): Key {
    const path = join(this.#directory, `${keyId}.json`);
    const stored = readStored(path) ?? createStored(path);
    const key = { keyId, arn: arn('kms', `key/${keyId}`), description, ...stored };
    this.#keys.set(keyId, key);
    return key;
  }

  /** `alias/name` for a key that was opened. */
  addAlias(alias: string, keyId: string): void {
    this.#aliases.set(alias, keyId);
  }

  /** By id, ARN, `alias/…` or the alias's ARN. Throws NotFoundException. */
  find(reference: string): Key {
    const local = reference.startsWith('arn:') ? reference.split(':').slice(5).join(':') : reference;
    const keyId = this.#aliases.get(local) ?? local.replace(/^key\//, '');
    const key = this.#keys.get(keyId);
    if (key === undefined) throw new AwsError('NotFoundException', `Key '${reference}' does not exist`);
    return key;
  }

  encrypt(key: Key, plaintext: Buffer, context: EncryptionContext): Buffer {
    const iv = randomBytes(ivBytes);
    const cipher = createCipheriv('aes-256-gcm', key.material, iv);
    cipher.setAAD(authenticated(key.keyId, context));
    const encrypted = Buffer.concat([cipher.update(plaintext), cipher.final()]);
    return Buffer.concat([Buffer.from([version]), Buffer.from(key.keyId), iv, cipher.getAuthTag(), encrypted]);
  }

  /** Throws InvalidCiphertextException for a wrong context, damage, or a key that is not here. */
  decrypt(ciphertext: Buffer, context: EncryptionContext): { key: Key; plaintext: Buffer } {
    const key = this.#keys.get(ciphertext.subarray(1, 1 + keyIdBytes).toString());
    if (ciphertext.length < headerBytes || ciphertext[0] !== version || key === undefined) throw invalidCiphertext();
    const iv = ciphertext.subarray(1 + keyIdBytes, 1 + keyIdBytes + ivBytes);
    const decipher = createDecipheriv('aes-256-gcm', key.material, iv);
    decipher.setAuthTag(ciphertext.subarray(headerBytes - tagBytes, headerBytes));
    decipher.setAAD(authenticated(key.keyId, context));
    try {
      return { key, plaintext: Buffer.concat([decipher.update(ciphertext.subarray(headerBytes)), decipher.final()]) };
    } catch {
      throw invalidCiphertext();
    }
  }
}

type Stored = Pick<Key, 'material' | 'createdAt'>;

const storedSchema = z.object({ material: z.base64(), createdAt: z.iso.datetime() });

/** Only a file that is not there means a new key: anything else would lose what the old one has encrypted. */
function readStored(path: string): Stored | null {
  if (!existsSync(path)) return null;
  try {
    chmodSync(path, 0o600);
    const { material, createdAt } = storedSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
    return { material: Buffer.from(material, 'base64'), createdAt };
  } catch (thrown) {
    throw new RuntimeProblem(`The key file ${path} cannot be read; restore it from a copy. ${messageOf(thrown)}`, {
      cause: thrown,
    });
  }
}

/** Renamed into place, so that a start killed half-way leaves no half key under which something is encrypted later. */
function createStored(path: string): Stored {
  const stored = { material: randomBytes(32), createdAt: new Date().toISOString() };
  const draft = `${path}.new`;
  writeFileSync(draft, JSON.stringify({ ...stored, material: stored.material.toString('base64') }), { mode: 0o600 });
  renameSync(draft, path);
  return stored;
}

/** In a fixed order: contexts are equal whatever the order of their entries. */
function authenticated(keyId: string, context: EncryptionContext): Buffer {
  const entries = Object.entries(context).sort(([left], [right]) => (left < right ? -1 : 1));
  return Buffer.from(JSON.stringify([keyId, entries]));
}

function invalidCiphertext(): AwsError {
  return new AwsError('InvalidCiphertextException', 'The ciphertext is damaged, or its encryption context is another');
}
