import { SourceError } from '../../../shared/connector/connector.ts';
import { ExpressionError, UndefinedValueError } from '../expressions/values.ts';

/** An expression that fails on what the source sent, or on the configuration, as a SourceError `expression_failed`. */
export function explainExpressionError(error: unknown, stream: string): unknown {
  if (!(error instanceof ExpressionError || error instanceof UndefinedValueError)) return error;
  return new SourceError(
    'expression_failed',
    `Reading ${stream}: ${error.message} Check the manifest and the configuration.`,
    {
      cause: error,
    },
  );
}
