import { messageOf } from '../problem.ts';
import type { Log } from '../runtime-log.ts';
import { AwsError } from '../wire/aws-error.ts';
import { type Clock, systemClock } from './clock.ts';
import { type Occurrences, occurrencesOf } from './occurrences.ts';
import {
  defaultGroup,
  type GroupRecord,
  groupArn,
  type ScheduleRecord,
  type ScheduleSettings,
  scheduleArn,
} from './schedule-record.ts';
import { ScheduleStore } from './schedule-store.ts';
import { checkTarget, type Deliver } from './targets.ts';

interface Planned {
  readonly record: ScheduleRecord;
  readonly occurrences: Occurrences;
  /** When it is due next; null where it is disabled or over. */
  readonly next: number | null;
}

/** AWS takes a start date that is past only by this much. */
const latestStartMilliseconds = 5 * 60_000;

/**
 * EventBridge Scheduler: keeps schedules on disk and, once started, hands each to its target when it is due. What fell
 * due while nothing ran is not made up for.
 */
export class Scheduler {
  readonly #store: ScheduleStore;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #planned = new Map<string, Planned>();
  readonly #groups: Map<string, GroupRecord>;
  #deliver: Deliver | null = null;
  #cancelWake: () => void = () => {};

  constructor(dataDirectory: string, log: Log, clock: Clock = systemClock) {
    this.#store = new ScheduleStore(dataDirectory, log);
    this.#clock = clock;
    this.#log = log;
    const now = clock.now();
    this.#groups = new Map(this.#store.groups().map((group) => [group.name, group]));
    if (!this.#groups.has(defaultGroup)) this.#groups.set(defaultGroup, { name: defaultGroup, createdAt: now });
    for (const record of this.#store.schedules()) this.#plan(record, occurrencesOf(record), now);
  }

  start(deliver: Deliver): void {
    this.#deliver = deliver;
    const now = this.#clock.now();
    for (const { record, occurrences } of [...this.#planned.values()]) this.#plan(record, occurrences, now);
    this.#arm();
  }

  stop(): void {
    this.#deliver = null;
    this.#cancelWake();
  }

  create(group: string, name: string, settings: ScheduleSettings): ScheduleRecord {
    this.getGroup(group);
    const record = { group, name, settings, createdAt: this.#clock.now(), modifiedAt: this.#clock.now() };
    if (this.#planned.has(scheduleArn(record))) {
      throw new AwsError('ConflictException', `Schedule ${name} already exists.`, 409);
    }
    return this.#put(record);
  }

  /** Replaces all settings: what is left out takes its default. */
  update(group: string, name: string, settings: ScheduleSettings): ScheduleRecord {
    return this.#put({ ...this.get(group, name), settings, modifiedAt: this.#clock.now() });
  }

  /** Throws ResourceNotFoundException. */
  get(group: string, name: string): ScheduleRecord {
    const planned = this.#planned.get(scheduleArn({ group, name }));
    if (planned === undefined) throw notFound(`Schedule ${name}`);
    return planned.record;
  }

  delete(group: string, name: string): void {
    const record = this.get(group, name);
    this.#planned.delete(scheduleArn(record));
    this.#store.remove(record);
    this.#arm();
  }

  /** In the order of groups and names. */
  list(): ScheduleRecord[] {
    return [...this.#planned.values()].map(({ record }) => record).sort((one, other) => compare(one, other));
  }

  createGroup(name: string): GroupRecord {
    if (this.#groups.has(name)) {
      throw new AwsError('ConflictException', `Schedule group ${name} already exists.`, 409);
    }
    const group = { name, createdAt: this.#clock.now() };
    this.#groups.set(name, group);
    this.#store.saveGroups(this.listGroups());
    return group;
  }

  /** Throws ResourceNotFoundException. */
  getGroup(name: string): GroupRecord {
    const group = this.#groups.get(name);
    if (group === undefined) throw notFound(`Schedule group ${name}`);
    return group;
  }

  /** Its schedules go with it. */
  deleteGroup(name: string): void {
    this.getGroup(name);
    if (name === defaultGroup) throw new AwsError('ValidationException', 'The default group cannot be deleted.');
    for (const record of this.list().filter(({ group }) => group === name)) this.delete(name, record.name);
    this.#groups.delete(name);
    this.#store.saveGroups(this.listGroups());
  }

  listGroups(): GroupRecord[] {
    return [...this.#groups.values()].sort((one, other) => (groupArn(one.name) < groupArn(other.name) ? -1 : 1));
  }

  #put(record: ScheduleRecord): ScheduleRecord {
    checkTarget(record.settings.Target);
    const { StartDate } = record.settings;
    if (StartDate !== undefined && StartDate * 1000 < record.modifiedAt - latestStartMilliseconds) {
      throw new AwsError('ValidationException', 'The StartDate you specify cannot be earlier than 5 minutes ago.');
    }
    const occurrences = occurrencesOf(record);
    this.#store.save(record);
    // A rate without a start date begins at once.
    this.#plan(record, occurrences, record.modifiedAt - 1);
    this.#arm();
    return record;
  }

  #plan(record: ScheduleRecord, occurrences: Occurrences, after: number): void {
    const next = record.settings.State === 'ENABLED' ? occurrences(after) : null;
    this.#planned.set(scheduleArn(record), { record, occurrences, next });
  }

  /** Waits for whatever is due first. */
  #arm(): void {
    this.#cancelWake();
    if (this.#deliver === null) return;
    const first = [...this.#planned.values()].reduce(
      (least, { next }) => Math.min(least, next ?? least),
      Number.POSITIVE_INFINITY,
    );
    this.#cancelWake = first === Number.POSITIVE_INFINITY ? () => {} : this.#clock.wakeAt(first, () => this.#wake());
  }

  #wake(): void {
    const now = this.#clock.now();
    for (const { record, occurrences, next } of [...this.#planned.values()]) {
      if (next === null || next > now) continue;
      void this.#fire(record, next);
      // The machine may have slept over several times: one start makes up for all of them.
      this.#plan(record, occurrences, Math.max(now, next));
      const isOver = this.#planned.get(scheduleArn(record))?.next === null;
      if (isOver && record.settings.ActionAfterCompletion === 'DELETE') this.delete(record.group, record.name);
    }
    this.#arm();
  }

  async #fire(record: ScheduleRecord, scheduledAt: number): Promise<void> {
    try {
      await this.#deliver?.(record, scheduledAt);
    } catch (thrown) {
      this.#log(`The schedule ${record.group}/${record.name} did not reach its target: ${messageOf(thrown)}`);
    }
  }
}

function compare(one: ScheduleRecord, other: ScheduleRecord): number {
  return scheduleArn(one) < scheduleArn(other) ? -1 : 1;
}

const notFound = (what: string): AwsError => new AwsError('ResourceNotFoundException', `${what} does not exist.`, 404);
