import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { RateLimit } from '../../../shared/api/call.ts';
import { countOf } from '../../shown/numbers.ts';

/** Less than this share of the limit is worth a look. */
const scarce = 0.1;

/** How many requests the other side still took after this one, as in `244 / 300`. */
export function Headroom({ rateLimit }: { readonly rateLimit: RateLimit | null }) {
  const { limit = null, remaining = null } = rateLimit ?? {};
  if (limit === null && remaining === null) return '–';
  const text = `${remaining === null ? '?' : countOf(remaining)} / ${limit === null ? '?' : countOf(limit)}`;
  if (remaining === null || remaining > (limit ?? 0) * scarce) return text;
  return <StatusIndicator type="warning">{text}</StatusIndicator>;
}
