import { watchIntegrations } from '../../shared/alerts/watch-integrations.ts';
import { alertDependencies } from '../../shared/aws/bound-alerts.ts';

export const handler = () => watchIntegrations(alertDependencies());
