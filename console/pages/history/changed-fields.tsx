import Box from '@cloudscape-design/components/box';
import type { RecordTouch } from '../../../shared/api/search.ts';
import { paths } from '../../routing/paths.ts';
import { RouteLink } from '../../routing/route-link.tsx';
import { briefOf } from '../../shown/brief.ts';
import { countedOf } from '../../shown/numbers.ts';
import styles from './history.module.css';

/** More fields make the line longer than it is wide; the record's own page has them all. */
const mostShown = 3;
const mostCharacters = 40;

/** What a run changed in a record, in a line or two. */
export function ChangedFields({ touch }: { readonly touch: RecordTouch }) {
  const { changes, runId, stream, externalId } = touch;
  if (changes === undefined || changes.length === 0) return '–';
  const more = changes.length - mostShown;
  return (
    <>
      {changes.slice(0, mostShown).map(({ field, old, new: now }) => (
        <div key={field} className={styles['change']}>
          <Box variant="strong">{field}</Box>: {brief(old)} → {brief(now)}
        </div>
      ))}
      {more > 0 && (
        <RouteLink to={paths.entity(runId, stream, externalId)}>
          and {countedOf(more, 'more field', 'more fields')}
        </RouteLink>
      )}
    </>
  );
}

function brief(value: unknown): string {
  if (value === undefined) return '(none)';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  if (text === '') return '(empty)';
  return briefOf(text, mostCharacters);
}
