import type { ConnectorInfo } from '../../../shared/api/connector.ts';
import type { List } from '../../../shared/api/list.ts';
import { useRead } from '../../api/use-read.ts';

/** The kinds of external systems; they change with Syncline itself only. */
export const useConnectors = () => useRead<List<ConnectorInfo>>('/v1/connectors');
