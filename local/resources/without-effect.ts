import { arn, globalArn } from '../account.ts';
import { physicalName } from '../template/physical-name.ts';
import type { Created } from './resource-kind.ts';

/**
 * Types that mean nothing on one machine, each with the ARN that others may ask of it. Named one by one: whatever is
 * not here and has no kind of its own ends the start.
 */
const arns: Readonly<Record<string, (name: string) => string>> = {
  // Who may do what: everything local belongs to the one user.
  'AWS::IAM::Role': (name) => globalArn('iam', `role/${name}`),
  'AWS::IAM::Policy': (name) => globalArn('iam', `policy/${name}`),
  'AWS::IAM::ManagedPolicy': (name) => globalArn('iam', `policy/${name}`),
  'AWS::S3::BucketPolicy': (name) => arn('s3', name),
  'AWS::SQS::QueuePolicy': (name) => arn('sqs', name),
  'AWS::CloudFront::OriginAccessControl': (name) => globalArn('cloudfront', `origin-access-control/${name}`),
  // What belongs to a user pool, which is none here.
  'AWS::Cognito::UserPoolClient': (name) => arn('cognito-idp', `client/${name}`),
  'AWS::Cognito::UserPoolDomain': (name) => arn('cognito-idp', `domain/${name}`),
  'AWS::Cognito::UserPoolGroup': (name) => arn('cognito-idp', `group/${name}`),
  'AWS::Cognito::ManagedLoginBranding': (name) => arn('cognito-idp', `branding/${name}`),
  'AWS::Lambda::Permission': (name) => arn('lambda', name),
  // Watching it: logs are files in the data directory.
  'AWS::Logs::LogGroup': (name) => arn('logs', `log-group:${name}:*`),
  'AWS::CloudWatch::Alarm': (name) => arn('cloudwatch', `alarm:${name}`),
  'AWS::CloudWatch::Dashboard': (name) => arn('cloudwatch', `dashboard/${name}`),
  // What CDK says about itself.
  'AWS::CDK::Metadata': (name) => arn('cdk', name),
};

/** Null for a type that is not listed. */
export function createWithoutEffect(type: string, stackName: string, logicalId: string): Created | null {
  const arnOf = arns[type];
  if (arnOf === undefined) return null;
  const name = physicalName(stackName, logicalId, 64);
  return { ref: name, attributes: { Arn: arnOf(name), Id: name } };
}
