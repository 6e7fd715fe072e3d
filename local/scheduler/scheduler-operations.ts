import * as z from 'zod';
import { arn } from '../account.ts';
import type { JsonObject } from '../json.ts';
import { AwsError } from '../wire/aws-error.ts';
import type { RestOperation, RestRequest } from '../wire/aws-json-server.ts';
import { readInput } from '../wire/read-input.ts';
import {
  defaultGroup,
  type GroupRecord,
  groupArn,
  nameSchema,
  type ScheduleRecord,
  scheduleArn,
  scheduleSettingsSchema,
} from './schedule-record.ts';
import type { Scheduler } from './scheduler.ts';

const inBody = scheduleSettingsSchema.extend({ GroupName: nameSchema.default(defaultGroup) });

const listQuery = z.object({
  ScheduleGroup: nameSchema.optional(),
  NamePrefix: z.string().default(''),
  State: z.enum(['ENABLED', 'DISABLED']).optional(),
  MaxResults: z.coerce.number().int().min(1).max(100).default(100),
  NextToken: z.string().optional(),
});

/** EventBridge Scheduler's REST protocol; other paths than its own are left to others. */
export function schedulerOperations(scheduler: Scheduler): RestOperation {
  return (request) => {
    const [, resource, name] = /^\/(schedules|schedule-groups)(?:\/([^/]+))?$/.exec(request.path) ?? [];
    if (resource === undefined) return null;
    if (name === undefined) {
      if (request.method !== 'GET') throw unknown(request);
      return resource === 'schedules' ? listSchedules(scheduler, request) : listGroups(scheduler, request);
    }
    const named = resource === 'schedules' ? onSchedule : onGroup;
    return named(
      scheduler,
      readInput(z.object({ name: nameSchema }), { name: decodeURIComponent(name) }).name,
      request,
    );
  };
}

function onSchedule(scheduler: Scheduler, name: string, request: RestRequest): JsonObject {
  const { method, query, body } = request;
  if (method === 'POST' || method === 'PUT') {
    const { GroupName, ...settings } = readInput(inBody, body);
    const record =
      method === 'POST' ? scheduler.create(GroupName, name, settings) : scheduler.update(GroupName, name, settings);
    return { ScheduleArn: scheduleArn(record) };
  }
  const group = query['groupName'] ?? defaultGroup;
  if (method === 'GET') return presentSchedule(scheduler.get(group, name));
  if (method !== 'DELETE') throw unknown(request);
  scheduler.delete(group, name);
  return {};
}

function onGroup(scheduler: Scheduler, name: string, request: RestRequest): JsonObject {
  switch (request.method) {
    case 'POST':
      return { ScheduleGroupArn: groupArn(scheduler.createGroup(name).name) };
    case 'GET':
      return presentGroup(scheduler.getGroup(name));
    case 'DELETE':
      scheduler.deleteGroup(name);
      return {};
    default:
      throw unknown(request);
  }
}

function listSchedules(scheduler: Scheduler, { query }: RestRequest): JsonObject {
  const { ScheduleGroup, State, ...page } = readInput(listQuery, { ...query });
  const wanted = scheduler
    .list()
    .filter(({ group }) => ScheduleGroup === undefined || group === ScheduleGroup)
    .filter(({ settings }) => State === undefined || settings.State === State);
  const { items, next } = pageOf(wanted, scheduleArn, page);
  return { Schedules: items.map(summarize), ...(next !== null && { NextToken: next }) };
}

function listGroups(scheduler: Scheduler, { query }: RestRequest): JsonObject {
  const { items, next } = pageOf(
    scheduler.listGroups(),
    ({ name }) => groupArn(name),
    readInput(listQuery, { ...query }),
  );
  return { ScheduleGroups: items.map(presentGroup), ...(next !== null && { NextToken: next }) };
}

/** The token is the ARN of the last item of the page before. */
function pageOf<Item extends { readonly name: string }>(
  all: readonly Item[],
  arnOf: (item: Item) => string,
  { NamePrefix, MaxResults, NextToken }: Pick<z.infer<typeof listQuery>, 'NamePrefix' | 'MaxResults' | 'NextToken'>,
): { items: Item[]; next: string | null } {
  if (NextToken !== undefined && !NextToken.startsWith(arn('scheduler', 'schedule'))) {
    throw new AwsError('ValidationException', 'Invalid NextToken.');
  }
  const left = all.filter((item) => item.name.startsWith(NamePrefix) && arnOf(item) > (NextToken ?? ''));
  const items = left.slice(0, MaxResults);
  const last = items.at(-1);
  return { items, next: left.length > items.length && last !== undefined ? arnOf(last) : null };
}

function presentSchedule(record: ScheduleRecord): JsonObject {
  const { settings, group, name } = record;
  return { ...(settings as JsonObject), Arn: scheduleArn(record), GroupName: group, Name: name, ...times(record) };
}

function summarize(record: ScheduleRecord): JsonObject {
  const { State, Target } = record.settings;
  const { group, name } = record;
  return {
    Arn: scheduleArn(record),
    GroupName: group,
    Name: name,
    State,
    Target: { Arn: Target.Arn },
    ...times(record),
  };
}

const presentGroup = ({ name, createdAt }: GroupRecord): JsonObject => ({
  Arn: groupArn(name),
  Name: name,
  State: 'ACTIVE',
  ...times({ createdAt, modifiedAt: createdAt }),
});

const times = ({ createdAt, modifiedAt }: Pick<ScheduleRecord, 'createdAt' | 'modifiedAt'>) => ({
  CreationDate: createdAt / 1000,
  LastModificationDate: modifiedAt / 1000,
});

const unknown = ({ method, path }: RestRequest): AwsError =>
  new AwsError('UnknownOperationException', `The embedded runtime does not offer ${method} ${path}`);
