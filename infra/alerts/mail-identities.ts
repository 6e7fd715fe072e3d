import type { Stack } from 'aws-cdk-lib/core';

/**
 * What SES may check a sender against: the address itself, or its domain, whichever is verified. `from` is an address or
 * `Name <address>`. Throws where it is neither.
 */
export function identitiesOf(stack: Stack, from: string): string[] {
  const address = /<([^<>]+)>$/.exec(from)?.[1] ?? from;
  const [, domain] = /^[^@\s<>]+@([^@\s<>]+\.[^@\s<>]+)$/.exec(address) ?? [];
  if (domain === undefined) throw new Error(`The context mailFrom is "${from}": give an address, or Name <address>.`);
  return [address, domain].map((identity) =>
    stack.formatArn({ service: 'ses', resource: 'identity', resourceName: identity }),
  );
}
