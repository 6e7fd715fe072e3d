import type { CloudFormationCustomResourceEvent } from 'aws-lambda';

/**
 * Does what CloudFormation asks of a custom resource and tells it what came of it, failures too: a stack that hears
 * nothing waits until its time is up. Throws only where the answer cannot be delivered; Lambda then tries again.
 */
export async function answerStack(event: CloudFormationCustomResourceEvent, work: () => Promise<void>): Promise<void> {
  const outcome = await work().then(
    () => ({ Status: 'SUCCESS' }),
    (error: unknown) => ({ Status: 'FAILED', Reason: reasonOf(error) }),
  );
  const { ResponseURL, StackId, RequestId, LogicalResourceId } = event;
  const PhysicalResourceId = 'PhysicalResourceId' in event ? event.PhysicalResourceId : LogicalResourceId;
  const answer = { ...outcome, StackId, RequestId, LogicalResourceId, PhysicalResourceId };
  const response = await fetch(ResponseURL, {
    method: 'PUT',
    // Bytes, since a text would add a content type, which the signature of the address does not cover.
    body: new TextEncoder().encode(JSON.stringify(answer)),
  });
  if (!response.ok) throw new Error(`CloudFormation did not take the answer: HTTP ${response.status}.`);
}

/** CloudFormation takes 4 KB in all. */
function reasonOf(error: unknown): string {
  console.error(error instanceof Error ? error.stack : error);
  return (error instanceof Error ? error.message : String(error)).slice(0, 1000);
}
