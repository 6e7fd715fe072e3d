/** The one account and region of the embedded runtime, as the pseudo parameters and all ARNs spell them. */
export const account = {
  accountId: '000000000000',
  region: 'eu-central-1',
  partition: 'aws',
  urlSuffix: 'amazonaws.com',
} as const;

/** `resource` as it stands behind the account in the ARN: `table/orders`, `function:api`. */
export function arn(service: string, resource: string): string {
  return `arn:${account.partition}:${service}:${account.region}:${account.accountId}:${resource}`;
}

/** For services whose ARNs carry no region, such as IAM. */
export function globalArn(service: string, resource: string): string {
  return `arn:${account.partition}:${service}::${account.accountId}:${resource}`;
}
