import * as z from 'zod';
import type { JsonObject } from '../json.ts';
import { AwsError } from './aws-error.ts';

/** The request as the operation wants it. Throws the ValidationException that AWS throws for anything else. */
export function readInput<Schema extends z.ZodType>(schema: Schema, input: JsonObject): z.infer<Schema> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new AwsError('ValidationException', z.prettifyError(parsed.error));
}
