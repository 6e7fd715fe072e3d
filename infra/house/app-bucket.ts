import { BlockPublicAccess, Bucket, BucketEncryption, type LifecycleRule } from 'aws-cdk-lib/aws-s3';
import { RemovalPolicy, Validations } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { EnvironmentName } from '../../shared/env/names.ts';
import type { AppFunction } from './app-function.ts';
import { logicalIdOf } from './logical-id.ts';

export interface AppBucketProps {
  /** The variable through which functions learn the bucket's name. */
  readonly environmentName: EnvironmentName;
  readonly lifecycleRules: readonly LifecycleRule[];
  /** Why functions may reach all of it; default: keys begin with the org. */
  readonly whyAllKeys?: string;
  /** Why nobody needs a log of who used it; default: only functions of this stack do. */
  readonly whyNotLogged?: string;
}

/** A private, encrypted bucket that speaks TLS only and is kept when the stack is deleted. */
export class AppBucket extends Construct {
  readonly bucket: Bucket;
  private readonly environmentName: EnvironmentName;
  private readonly whyAllKeys: string;

  constructor(scope: Construct, id: string, props: AppBucketProps) {
    super(scope, id);
    this.environmentName = props.environmentName;
    this.whyAllKeys = props.whyAllKeys ?? 'Keys begin with the org, so no prefix is narrower.';
    this.bucket = new Bucket(this, 'Bucket', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      lifecycleRules: [...props.lifecycleRules],
      removalPolicy: RemovalPolicy.RETAIN,
    });
    Validations.of(this.bucket).acknowledge({
      id: 'AwsSolutions::AwsSolutions-S1',
      reason:
        props.whyNotLogged ??
        'Only functions of this stack use the bucket, and the log of their runs says what they did.',
    });
  }

  readBy(...functions: readonly AppFunction[]): void {
    for (const fn of functions) {
      fn.knows(this.environmentName, this.bucket.bucketName);
      this.allowOnObjects(fn, ['s3:GetObject']);
      // Also what makes S3 answer "no such key" for a missing object instead of "access denied".
      fn.may(['s3:ListBucket'], [this.bucket.bucketArn]);
    }
  }

  readAndWrittenBy(...functions: readonly AppFunction[]): void {
    this.readBy(...functions);
    // Tagging: what expires is written with a tag.
    for (const fn of functions) this.allowOnObjects(fn, ['s3:PutObject', 's3:PutObjectTagging', 's3:DeleteObject']);
  }

  /** For what is to expire by itself: put, and not taken away again. */
  filledBy(...functions: readonly AppFunction[]): void {
    for (const fn of functions) {
      fn.knows(this.environmentName, this.bucket.bucketName);
      this.allowOnObjects(fn, ['s3:PutObject', 's3:PutObjectTagging']);
    }
  }

  private allowOnObjects(fn: AppFunction, actions: readonly string[]): void {
    const finding = `<${logicalIdOf(this.bucket)}.Arn>/*`;
    fn.mayWithin(actions, this.bucket.arnForObjects('*'), finding, this.whyAllKeys);
  }
}
