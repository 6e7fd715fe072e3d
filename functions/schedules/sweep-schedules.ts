import { reconcileDependencies } from '../../shared/aws/bound-schedules.ts';
import { sweepSchedules } from '../../shared/schedules/sweep-schedules.ts';

export const handler = () => sweepSchedules(reconcileDependencies());
