import Box from '@cloudscape-design/components/box';
import { countOf } from '../../shown/numbers.ts';

export interface Term {
  readonly count: number;
  readonly word: string;
}

interface Props {
  readonly total: Term;
  readonly terms: readonly Term[];
}

/** A count and what it is made up of, as in `5 pulled = 3 created + 2 skipped`; where they differ it says by how many. */
export function Equation({ total, terms }: Props) {
  const sum = terms.reduce((so, { count }) => so + count, 0);
  const missing = total.count - sum;
  return (
    <Box>
      <b>{countOf(total.count)}</b> {total.word} {missing === 0 ? '=' : '≠'}{' '}
      {terms.map(({ count, word }, index) => (
        <span key={word}>
          {index > 0 && (count < 0 ? ' − ' : ' + ')}
          <b>{countOf(Math.abs(count))}</b> {word}
        </span>
      ))}
      {missing !== 0 && (
        <Box variant="span" color="text-status-error">
          {missing > 0 ? ` (${countOf(missing)} missing)` : ` (${countOf(-missing)} too many)`}
        </Box>
      )}
    </Box>
  );
}
