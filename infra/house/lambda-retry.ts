import { JitterType, type RetryProps } from 'aws-cdk-lib/aws-stepfunctions';
import { Duration } from 'aws-cdk-lib/core';

/**
 * Retries of every Lambda state. Waits of up to 1, 2, 4, 8 and 16 seconds outlive a throttled table, a crashed worker
 * and a deployment; full jitter keeps runs that failed together from coming back together.
 *
 * Lambda's own faults are named although States.TaskFailed covers them: it is them that an operator looks for.
 */
export const lambdaRetry: RetryProps = {
  errors: [
    'Lambda.ServiceException',
    'Lambda.AWSLambdaException',
    'Lambda.SdkClientException',
    'Lambda.TooManyRequestsException',
    'Lambda.Unknown',
    'States.TaskFailed',
  ],
  interval: Duration.seconds(1),
  backoffRate: 2,
  maxAttempts: 5,
  jitterStrategy: JitterType.FULL,
};
