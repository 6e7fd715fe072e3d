import type { SynthesizedTemplate } from './synthesized.ts';

interface Retrier {
  readonly ErrorEquals: readonly string[];
  readonly MaxAttempts?: number;
}

export interface State {
  readonly Type: string;
  readonly Resource?: string;
  readonly TimeoutSeconds?: number;
  readonly Retry?: readonly Retrier[];
  readonly Catch?: readonly (Retrier & { readonly Next: string })[];
  readonly ItemProcessor?: Definition;
}

export interface Definition {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

/** The definition of a state machine as Step Functions gets it, with made-up ARNs that end in the logical id. */
export function definitionOf({ resourcesOf }: SynthesizedTemplate, name: 'SyncRun' | 'ArchiveRun'): Definition {
  const [machine] = resourcesOf('AWS::StepFunctions::StateMachine').filter(([id]) => id.includes(name));
  if (!machine) throw new Error(`There is no state machine ${name}.`);
  const { 'Fn::Join': join } = machine[1].Properties['DefinitionString'] as { 'Fn::Join': [string, unknown[]] };
  return JSON.parse(join[1].map(resolve).join(''));
}

function resolve(part: unknown): string {
  if (typeof part === 'string') return part;
  const { 'Fn::GetAtt': attribute } = part as { 'Fn::GetAtt'?: readonly [string, string] };
  return attribute ? `arn:aws:lambda:eu-central-1:000000000000:function:${attribute[0]}` : 'aws';
}

/** Every state by name, those of the streams included. */
export function statesOf({ States }: Definition): [string, State][] {
  return Object.entries(States).flatMap(([name, state]) => [
    [name, state] as [string, State],
    ...(state.ItemProcessor ? statesOf(state.ItemProcessor) : []),
  ]);
}
