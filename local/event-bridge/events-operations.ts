import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import { messageOf } from '../problem.ts';
import type { Log } from '../runtime-log.ts';
import type { Operations } from '../wire/aws-json-server.ts';
import { readInput } from '../wire/read-input.ts';
import type { EventBus, EventDetails } from './event-bus.ts';

const entrySchema = z.object({
  Source: z.string().optional(),
  DetailType: z.string().optional(),
  Detail: z.string().optional(),
  Resources: z.array(z.string()).optional(),
  Time: z.number().optional(),
});
const putInput = z.object({ Entries: z.array(entrySchema).min(1).max(10) });

type Entry = z.infer<typeof entrySchema>;

/** EventBridge as functions use it: PutEvents on the default bus. */
export function eventsOperations(bus: EventBus, log: Log): Operations {
  return {
    PutEvents: (input) => {
      const entries = readInput(putInput, input).Entries.map((entry) => put(entry, bus, log));
      return { FailedEntryCount: entries.filter((entry) => 'ErrorCode' in entry).length, Entries: entries };
    },
  };
}

/** Answers before the event is delivered, as EventBridge does. */
function put(entry: Entry, bus: EventBus, log: Log): JsonObject {
  const details = detailsOf(entry);
  if (details === null) {
    return {
      ErrorCode: 'InvalidArgument',
      ErrorMessage: 'An entry needs Source, DetailType and a JSON object as Detail',
    };
  }
  bus.publish(details).catch((thrown: unknown) => log(messageOf(thrown)));
  return { EventId: randomUUID() };
}

function detailsOf({ Source, DetailType, Detail, Resources, Time }: Entry): EventDetails | null {
  const detail = parse(Detail ?? '');
  if (Source === undefined || DetailType === undefined || !isJsonObject(detail)) return null;
  return {
    source: Source,
    detailType: DetailType,
    detail,
    ...(Resources === undefined ? {} : { resources: Resources }),
    ...(Time === undefined ? {} : { time: Time * 1000 }),
  };
}

function parse(text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
