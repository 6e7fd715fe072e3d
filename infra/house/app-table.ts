import { AttributeType, BillingMode, ProjectionType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { RemovalPolicy, Validations } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { EnvironmentName } from '../../shared/env/names.ts';
import type { AppFunction } from './app-function.ts';

export interface AppTableIndex {
  readonly name: string;
  readonly partitionKey: string;
  readonly sortKey: string;
  /** What an item has in the index beside its keys; default: everything. */
  readonly attributes?: readonly string[];
}

export interface AppTableProps {
  /** The variable through which functions learn the table's name. */
  readonly environmentName: EnvironmentName;
  /** Attribute with the second since 1970 at which DynamoDB may delete an item. */
  readonly timeToLiveAttribute?: string;
  /** Why what is in the table need not be recoverable; without a reason it is, to any second of the last 35 days. */
  readonly whyNotRecoverable?: string;
  /** All keys are strings. */
  readonly indexes?: readonly AppTableIndex[];
}

const readActions = ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'];
const writeActions = ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem', 'dynamodb:BatchWriteItem'];

/**
 * A table with the keys `pk` and `sk`, paid per request, kept when the stack is deleted. A function to which it is
 * handed learns its name and gets the actions that our store uses. Only an index can be scanned, and only if allowed.
 */
export class AppTable extends Construct {
  readonly table: Table;
  private readonly environmentName: EnvironmentName;
  private readonly indexArns: string[];

  constructor(scope: Construct, id: string, props: AppTableProps) {
    super(scope, id);
    const { timeToLiveAttribute, whyNotRecoverable, indexes = [] } = props;
    this.environmentName = props.environmentName;
    this.table = new Table(this, 'Table', {
      partitionKey: stringKey('pk'),
      sortKey: stringKey('sk'),
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: whyNotRecoverable === undefined },
      removalPolicy: RemovalPolicy.RETAIN,
      ...(timeToLiveAttribute === undefined ? {} : { timeToLiveAttribute }),
    });
    if (whyNotRecoverable !== undefined) {
      Validations.of(this.table).acknowledge({ id: 'AwsSolutions::AwsSolutions-DDB3', reason: whyNotRecoverable });
    }
    for (const { name, partitionKey, sortKey, attributes } of indexes) {
      this.table.addGlobalSecondaryIndex({
        indexName: name,
        partitionKey: stringKey(partitionKey),
        sortKey: stringKey(sortKey),
        ...(attributes === undefined
          ? { projectionType: ProjectionType.ALL }
          : { projectionType: ProjectionType.INCLUDE, nonKeyAttributes: [...attributes] }),
      });
    }
    this.indexArns = indexes.map(({ name }) => `${this.table.tableArn}/index/${name}`);
  }

  readBy(...functions: readonly AppFunction[]): void {
    for (const fn of functions) {
      fn.knows(this.environmentName, this.table.tableName);
      fn.may(readActions, [this.table.tableArn, ...this.indexArns]);
    }
  }

  readAndWrittenBy(...functions: readonly AppFunction[]): void {
    this.readBy(...functions);
    for (const fn of functions) fn.may(writeActions, [this.table.tableArn]);
  }

  /** For a sparse index, which is short by design. */
  indexScannedBy(index: string, ...functions: readonly AppFunction[]): void {
    for (const fn of functions) fn.may(['dynamodb:Scan'], [`${this.table.tableArn}/index/${index}`]);
  }
}

function stringKey(name: string) {
  return { name, type: AttributeType.STRING };
}
