import { Key } from 'aws-cdk-lib/aws-kms';
import { RemovalPolicy } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { AppFunction } from '../house/app-function.ts';

/** The key under which the secrets of integrations are encrypted before they are stored in the registry. */
export class Secrets extends Construct {
  private readonly key: Key;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.key = new Key(this, 'Key', {
      description: 'Encrypts the secrets of Syncline integrations',
      enableKeyRotation: true,
      // Without it the secrets in the retained registry could never be read again.
      removalPolicy: RemovalPolicy.RETAIN,
    });
  }

  encryptedBy(...functions: readonly AppFunction[]): void {
    this.usedBy(functions, 'kms:Encrypt');
  }

  decryptedBy(...functions: readonly AppFunction[]): void {
    this.usedBy(functions, 'kms:Decrypt');
  }

  private usedBy(functions: readonly AppFunction[], action: string): void {
    for (const fn of functions) {
      fn.knows('secretsKeyId', this.key.keyId);
      fn.may([action], [this.key.keyArn]);
    }
  }
}
