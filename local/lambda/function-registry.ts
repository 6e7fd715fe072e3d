import type { Json } from '../json.ts';
import { RuntimeProblem } from '../problem.ts';
import type { InvocationResult } from './function-instance.ts';
import type { LambdaFunction } from './lambda-function.ts';

/** Every function of the stack, by whatever AWS lets a function be called. */
export class FunctionRegistry {
  readonly #functions = new Map<string, LambdaFunction>();

  add(lambda: LambdaFunction): void {
    this.#functions.set(lambda.settings.functionName, lambda);
  }

  /** By name, ARN, or ARN with a version or alias behind it; null where there is none. */
  find(reference: string): LambdaFunction | null {
    const match = /^arn:[^:]+:lambda:[^:]*:[^:]*:function:([^:]+)/.exec(reference);
    return this.#functions.get(match?.[1] ?? reference) ?? null;
  }

  /** Throws RuntimeProblem, saying who asked, where the function is not in the template. */
  get(reference: string, askedBy: string): LambdaFunction {
    const lambda = this.find(reference);
    if (lambda === null)
      throw new RuntimeProblem(`${askedBy} refers to the function ${reference}, which is not in the template`);
    return lambda;
  }

  invoke(reference: string, event: Json): Promise<InvocationResult> {
    return this.get(reference, 'An invocation').invoke(event);
  }

  async end(): Promise<void> {
    await Promise.all([...this.#functions.values()].map((lambda) => lambda.end()));
  }
}
