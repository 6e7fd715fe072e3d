/**
 * List prices in US dollars of us-east-1, without free tiers and volume discounts, looked up on 2026-11-23 in stored
 * copies of the pages named, whose age varies. AWS's own page is named where the copy read was AWS's; it fills in most
 * of its numbers by script, so the others are pages that quote it. A price that changes is changed here and nowhere else.
 */
export const listPrices = {
  /** https://airbyte.com/data-engineering-resources/dynamodb-pricing: on demand, $0.625 a million write request units. */
  dynamodbWriteUnit: 0.625 / 1e6,
  /** The same page: $0.125 a million read request units. */
  dynamodbReadUnit: 0.125 / 1e6,
  /** https://aws.amazon.com/dynamodb/pricing/: standard tables and indexes, from $0.25 a GB and month. */
  dynamodbGigabyteMonth: 0.25,
  /** https://cloudburn.io/blog/amazon-sqs-pricing: standard queues, $0.40 a million; every 64 KB of payload is one. */
  sqsRequest: 0.4 / 1e6,
  /** https://c3x.dev/blog/s3-request-fees-explained: S3 Standard, $0.005 a thousand PUT, COPY, POST, LIST. */
  s3Put: 0.005 / 1e3,
  /** The same page: $0.0004 a thousand GET, HEAD, SELECT. */
  s3Get: 0.0004 / 1e3,
  /** https://www.cloudhealthtech.com/blog/s3-cost-aws-cloud-storage-costs-explained: S3 Standard, $0.023 a GB and month. */
  s3GigabyteMonth: 0.023,
  /** http://aws.amazon.com/s3/faqs/: deleting is not charged for. */
  s3Delete: 0,
  /** https://aws.amazon.com/step-functions/pricing/: $0.025 a thousand state transitions of standard workflows. */
  statesTransition: 0.025 / 1e3,
  /** https://www.factualminds.com/blog/aws-kms-pricing-keys-requests-multi-region/: $0.03 for 10,000 requests. */
  kmsRequest: 0.03 / 1e4,
  /** https://git.mcrn.ar/mariano/lambda_local_runner, docs/lambdas-md/lambda-13-cost.md: $0.20 a million requests. */
  lambdaRequest: 0.2 / 1e6,
  /** https://cloudchipr.com/blog/aws-lambda-pricing: arm64, first tier, $0.0000133334 a GB-second. */
  lambdaGigabyteSecond: 0.0000133334,
} as const;

export type Billed = keyof typeof listPrices;
