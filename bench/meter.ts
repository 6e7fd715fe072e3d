import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { KMSClient } from '@aws-sdk/client-kms';
import type { S3Client } from '@aws-sdk/client-s3';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { type Billed, listPrices } from './list-prices.ts';

/** SQS and its Lambda event source count every 64 KB of payload as a request. */
const bytesPerSqsRequest = 64 * 1024;
/** The trail's indexes, each a copy of every item that is in it. */
const indexesOfRuns = 3;

/** Counts what AWS bills, request by request as the SDK's clients send them, retries included. */
export class Meter {
  readonly units = new Map<Billed, number>();
  /** The same by service and operation, to see where it goes. */
  readonly operations = new Map<string, { requests: number; units: number }>();

  add(billed: Billed, units: number, operation: string): void {
    this.units.set(billed, (this.units.get(billed) ?? 0) + units);
    const so = this.operations.get(operation) ?? { requests: 0, units: 0 };
    this.operations.set(operation, { requests: so.requests + 1, units: so.units + units });
  }

  get dollars(): number {
    return [...this.units].reduce((sum, [billed, units]) => sum + units * listPrices[billed], 0);
  }

  watchDynamoDb(client: DynamoDBClient): void {
    client.middlewareStack.add(
      (next, { commandName = '' }) =>
        async (args) => {
          const input = args.input as unknown as DynamoInput;
          input.ReturnConsumedCapacity = 'INDEXES';
          const billed = isWrite(commandName) ? 'dynamodbWriteUnit' : 'dynamodbReadUnit';
          const operation = `dynamodb ${commandName.replace(/Command$/, '')} ${kindOf(input)}`;
          try {
            const result = await next(args);
            const { ConsumedCapacity } = result.output as unknown as { ConsumedCapacity?: Capacity | Capacity[] };
            const units = [ConsumedCapacity ?? []]
              .flat()
              .reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);
            this.add(billed, units * (isWrite(commandName) && isRun(input) ? 1 + indexesOfRuns : 1), operation);
            return result;
          } catch (error) {
            // A write whose condition does not hold is billed too.
            this.add(billed, 1, `${operation} refused`);
            throw error;
          }
        },
      { step: 'initialize', name: 'meter' },
    );
  }

  watchSqs(client: SQSClient): void {
    client.middlewareStack.add(
      (next, { commandName = '' }) =>
        async (args) => {
          const result = await next(args);
          const { MessageBody = '' } = args.input as { MessageBody?: string };
          const { Messages = [] } = result.output as { Messages?: { Body?: string }[] };
          const bytes = [MessageBody, ...Messages.map(({ Body = '' }) => Body)].reduce(
            (sum, body) => sum + Buffer.byteLength(body),
            0,
          );
          const units = Math.max(1, Math.ceil(bytes / bytesPerSqsRequest));
          this.add('sqsRequest', units, `sqs ${commandName.replace(/Command$/, '')}`);
          return result;
        },
      { step: 'initialize', name: 'meter' },
    );
  }

  watchS3(client: S3Client): void {
    const classes: Readonly<Record<string, Billed>> = {
      PutObjectCommand: 's3Put',
      GetObjectCommand: 's3Get',
      DeleteObjectCommand: 's3Delete',
    };
    client.middlewareStack.add(
      (next, { commandName = '' }) =>
        async (args) => {
          const billed = classes[commandName];
          if (billed === undefined) throw new Error(`What does ${commandName} cost? list-prices.ts does not say.`);
          const { Key = '' } = args.input as { Key?: string };
          this.add(billed, 1, `s3 ${commandName.replace(/Command$/, '')} ${Key.split('/')[1]}`);
          return next(args);
        },
      { step: 'initialize', name: 'meter' },
    );
  }

  watchKms(client: KMSClient): void {
    client.middlewareStack.add(
      (next, { commandName = '' }) =>
        async (args) => {
          this.add('kmsRequest', 1, `kms ${commandName.replace(/Command$/, '')}`);
          return next(args);
        },
      { step: 'initialize', name: 'meter' },
    );
  }
}

interface Capacity {
  readonly CapacityUnits?: number;
}

interface DynamoInput {
  ReturnConsumedCapacity?: string;
  readonly Key?: SortKey;
  readonly Item?: SortKey;
  readonly RequestItems?: Readonly<Record<string, unknown>>;
}

type SortKey = { readonly sk?: string | { readonly S?: string } };

const isWrite = (commandName: string): boolean => /^(Put|Update|Delete|BatchWrite)/.test(commandName);

/** What a request is about, by the sort key: RUN, STEP, TALLY … */
function kindOf({ Key, Item }: DynamoInput): string {
  const key = (Key ?? Item)?.sk;
  return (typeof key === 'string' ? key : (key?.S ?? '')).split('#')[0] ?? '';
}

/** The run's own item is the only one that is in an index. */
const isRun = (input: DynamoInput): boolean => kindOf(input) === 'RUN';
