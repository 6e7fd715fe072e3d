import type { Construct } from 'constructs';

/** What whoever deploys says with `-c name=value`, without spaces around it; empty where nothing is said. */
export function contextOf(scope: Construct, name: string): string {
  return String(scope.node.tryGetContext(name) ?? '').trim();
}

/** Origins, such as `https://app.example.com`, parted by spaces. Throws for anything else: they go into a policy. */
export function originsIn(scope: Construct, name: string): string[] {
  const origins = contextOf(scope, name).split(/\s+/).filter(Boolean);
  const wrong = origins.find((origin) => !/^https:\/\/[\w.*-]+(:\d+)?$/.test(origin));
  if (wrong === undefined) return origins;
  throw new Error(
    `The context ${name} has "${wrong}" in it: give origins like https://app.example.com, with spaces between.`,
  );
}
