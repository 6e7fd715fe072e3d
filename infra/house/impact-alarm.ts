import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';

export interface ImpactAlarmProps {
  readonly metric: IMetric;
  /** What it means for the people who use Syncline, and what to do about it. */
  readonly impact: string;
  /** Periods of the metric in a row that must be above zero. */
  readonly periods: number;
}

/** An alarm on anything above zero, which says to whom it matters and why. */
export class ImpactAlarm extends Alarm {
  constructor(scope: Construct, id: string, { metric, impact, periods }: ImpactAlarmProps) {
    super(scope, id, {
      metric,
      alarmDescription: `Impact: ${impact}`,
      threshold: 0,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: periods,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
  }
}
