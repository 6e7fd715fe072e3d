/**
 * List prices in US dollars of us-east-1, without free tiers and volume discounts, as of 2026-11-23 from stored copies
 * of the pages named. A price that changes is changed here and nowhere else.
 */
export const listPrices = {
  /** https://aws.amazon.com/dynamodb/pricing/on-demand/: $0.625 a million write, $0.125 a million read request units. */
  dynamodbWriteUnit: 0.625 / 1e6,
  dynamodbReadUnit: 0.125 / 1e6,
  /** https://aws.amazon.com/sqs/pricing/: $0.40 a million requests to a standard queue; every 64 KB of payload is one. */
  sqsRequest: 0.4 / 1e6,
  /** https://aws.amazon.com/s3/pricing/: S3 Standard, $0.005 a thousand PUT, COPY, POST, LIST. */
  s3Put: 0.005 / 1e3,
  /** The same page: $0.0004 a thousand GET, SELECT and all others; DELETE costs nothing. */
  s3Get: 0.0004 / 1e3,
  s3Delete: 0,
  /** https://aws.amazon.com/step-functions/pricing/: $0.025 a thousand state transitions of standard workflows. */
  statesTransition: 0.025 / 1e3,
  /** https://aws.amazon.com/kms/pricing/: $0.03 for 10,000 requests with symmetric keys. */
  kmsRequest: 0.03 / 1e4,
  /** https://aws.amazon.com/lambda/pricing/: $0.20 a million requests. */
  lambdaRequest: 0.2 / 1e6,
  /** The same page: arm64, first tier, $0.0000133334 a GB-second. */
  lambdaGigabyteSecond: 0.0000133334,
} as const;

export type Billed = keyof typeof listPrices;
