import type { RateRhythm } from '../../../shared/connector/rhythm.ts';
import { parseDuration } from '../datetime/duration.ts';
import type { CompiledStream } from '../manifest/compiled-stream.ts';
import { defineComponent } from '../manifest/component.ts';
import type { Fields } from '../manifest/fields.ts';
import type { Retriever } from '../manifest/retriever.ts';
import { recordIdAt } from '../reading/record-id.ts';

export const declarativeStream = defineComponent({
  type: 'DeclarativeStream',
  role: 'stream',
  reads: ['name', 'retriever', 'incremental_sync', 'primary_key', 'schema_loader', 'x-syncline', 'x-syncline-rhythm'],
  onlyAs: { transformations: [[]], state_migrations: [[]], dynamic_stream_name: [null] },
  build(fields): CompiledStream {
    const name = fields.text('name') ?? '';
    if (name === '') fields.problem('name', 'the stream has no name');
    for (const loader of schemaLoaders(fields)) fields.component(loader, 'schemaLoader');
    const retriever = fields.required('retriever', fields.component('retriever', 'retriever'));
    const cursor = fields.component('incremental_sync', 'cursor') ?? null;
    if (retriever?.requester?.method === 'GET' && cursor?.usesBody) {
      fields.problem(
        'incremental_sync',
        'puts something into the body, which a GET request cannot carry here: use POST',
      );
    }
    const primaryKey = primaryKeyIn(fields);
    const byId = fields.component('x-syncline', 'recordById') ?? null;
    if (byId && primaryKey.length > 1) {
      fields.problem(
        'x-syncline',
        'asks for records by one id, and the "primary_key" of this stream has several parts',
      );
    }
    const rhythm = rhythmIn(fields);
    return { name, cursor, byId, rhythm, idOf: recordIdAt(primaryKey), retriever: retriever as Retriever };
  },
});

/** A list of loaders describes as little as one does. */
function schemaLoaders(fields: Fields): string[] {
  return fields.node('schema_loader')?.kind === 'map' ? ['schema_loader'] : [];
}

const minuteMs = 60_000;
const minutesPerDay = 24 * 60;
/** As for schedules that are configured: a year. */
const mostMinutes = 366 * minutesPerDay;

/** Another addition of ours: how often the stream is synced by itself, an ISO 8601 duration such as PT1H or P1D. */
function rhythmIn(fields: Fields): RateRhythm | null {
  const field = 'x-syncline-rhythm';
  const text = fields.text(field);
  if (text === undefined) return null;
  const duration = parseDuration(text);
  const minutes = duration && duration.months === 0 ? duration.ms / minuteMs : Number.NaN;
  if (!Number.isInteger(minutes) || minutes < 1 || minutes > mostMinutes) {
    fields.problem(field, 'must be an ISO 8601 duration of whole minutes, hours or days, such as PT15M, PT1H or P1D');
    return null;
  }
  if (minutes % minutesPerDay === 0) return { kind: 'rate', every: minutes / minutesPerDay, unit: 'days' };
  if (minutes % 60 === 0) return { kind: 'rate', every: minutes / 60, unit: 'hours' };
  return { kind: 'rate', every: minutes, unit: 'minutes' };
}

/** `id`, `[id, locale]` or `[[meta, id]]`, each as a list of paths. */
function primaryKeyIn(fields: Fields): string[][] {
  const node = fields.node('primary_key');
  const parts = node === undefined ? [] : node.kind === 'list' ? node.items : [node];
  const paths = parts.map((part) => {
    const names = part.kind === 'list' ? part.items : [part];
    return names.map((name) => (name.kind === 'scalar' ? String(name.value ?? '') : ''));
  });
  const usable = paths.filter((path) => path.length > 0 && path.every((name) => name !== ''));
  if (usable.length === 0 || usable.length < paths.length) {
    fields.problem(
      'primary_key',
      'the stream has no "primary_key": its records could not be told apart. Name the field that identifies a record, such as primary_key: id',
    );
  }
  if (usable.flat().some((name) => name.includes('{{'))) fields.problem('primary_key', 'cannot hold an expression');
  return usable;
}
