import type { Connector } from '../shared/connector/connector.ts';
import { http } from './http/http.ts';
import { httpTarget } from './http-target/http-target.ts';

/** Every connector by its type. A new one is a folder of its own and a line here. */
export const connectors: ReadonlyMap<string, Connector> = new Map<string, Connector>([
  [http.type, http],
  [httpTarget.type, httpTarget],
]);

export const findConnector = (type: string): Connector | undefined => connectors.get(type);
