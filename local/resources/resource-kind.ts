import type * as z from 'zod';
import type { Json } from '../json.ts';
import type { World } from '../world.ts';

/** What the rest of the template can learn of a resource, and what is left to do once all resources are there. */
export interface Created {
  /** What `Ref` gives. */
  readonly ref: string;
  /** What `Fn::GetAtt` gives. */
  readonly attributes?: Readonly<Record<string, Json>>;
  /** Work that may only begin when everything is up: polling, schedules. Answers with how to end it. */
  readonly activate?: () => Promise<Deactivate> | Deactivate;
}

export type Deactivate = () => Promise<void> | void;

export interface ResourceRequest<Properties> {
  readonly logicalId: string;
  readonly properties: Properties;
  readonly world: World;
}

/**
 * One kind of resource that has an effect here. Only the properties that the schema takes are resolved; what they refer
 * to has been created before. `create` takes up what an earlier start has created.
 */
export interface ResourceKind {
  readonly type: string;
  /** Null for all of them. */
  readonly propertyNames: readonly string[] | null;
  create(logicalId: string, properties: unknown, world: World): Promise<Created>;
}

export function defineKind<Schema extends z.ZodObject>(
  type: string,
  schema: Schema,
  create: (request: ResourceRequest<z.infer<Schema>>) => Promise<Created> | Created,
): ResourceKind {
  return {
    type,
    // A loose object takes properties that it does not name.
    propertyNames: schema.def.catchall === undefined ? Object.keys(schema.shape) : null,
    create: async (logicalId, properties, world) => create({ logicalId, properties: schema.parse(properties), world }),
  };
}
