import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import { RuntimeProblem } from '../problem.ts';

export interface TemplateResource {
  readonly logicalId: string;
  readonly type: string;
  /** Unresolved: still with Ref and Fn::… inside. */
  readonly properties: JsonObject;
  readonly condition: string | null;
  /** `aws:cdk:path`, where the template carries it. */
  readonly constructPath: string | null;
}

/** The parts of a CloudFormation template that the runtime reads, unresolved. */
export interface Template {
  readonly resources: ReadonlyMap<string, TemplateResource>;
  readonly parameters: JsonObject;
  readonly conditions: JsonObject;
  readonly mappings: JsonObject;
  readonly outputs: JsonObject;
}

/** Throws RuntimeProblem where `json` is no CloudFormation template. */
export function readTemplate(json: Json): Template {
  const resources = isJsonObject(json) ? json['Resources'] : null;
  if (!isJsonObject(json) || !isJsonObject(resources)) {
    throw new RuntimeProblem('The template has no Resources: is this a synthesized CloudFormation template?');
  }
  return {
    resources: new Map(Object.entries(resources).map(([id, resource]) => [id, readResource(id, resource)])),
    parameters: section(json, 'Parameters'),
    conditions: section(json, 'Conditions'),
    mappings: section(json, 'Mappings'),
    outputs: section(json, 'Outputs'),
  };
}

function readResource(logicalId: string, json: Json): TemplateResource {
  const type = isJsonObject(json) ? json['Type'] : null;
  if (!isJsonObject(json) || typeof type !== 'string') {
    throw new RuntimeProblem(`Resource ${logicalId} has no Type`);
  }
  const condition = json['Condition'];
  const constructPath = section(json, 'Metadata')['aws:cdk:path'];
  return {
    logicalId,
    type,
    properties: section(json, 'Properties'),
    condition: typeof condition === 'string' ? condition : null,
    constructPath: typeof constructPath === 'string' ? constructPath : null,
  };
}

function section(json: JsonObject, name: string): JsonObject {
  const value = json[name];
  return isJsonObject(value) ? value : {};
}
