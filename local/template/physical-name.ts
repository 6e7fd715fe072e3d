import { createHash } from 'node:crypto';

/**
 * The name of a resource that the template leaves unnamed. Made from stack and logical id alone, so that a restart
 * finds its tables and buckets again. `maximum` is the service's limit; longer names end in a hash.
 */
export function physicalName(stackName: string, logicalId: string, maximum: number): string {
  const name = `${stackName}-${logicalId}`;
  if (name.length <= maximum) return name;
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 8);
  return `${name.slice(0, maximum - 9)}-${hash}`;
}

/** A stable id in the form of a UUID, for resources whose id AWS draws at random. */
export function stableUuid(seed: string): string {
  const hex = createHash('sha256').update(seed).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}
