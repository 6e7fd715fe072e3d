import Box from '@cloudscape-design/components/box';
import { RouteLink } from '../../routing/route-link.tsx';
import { countOf } from '../../shown/numbers.ts';

export interface Figure {
  readonly label: string;
  /** Undefined until it is known. */
  readonly count: number | undefined;
  /** Whether there are more than these. */
  readonly isLeast: boolean;
  /** Where they are listed. */
  readonly to: string;
}

/** How many of something there are, leading to them. */
export function AttentionFigure({ figure: { label, count, isLeast, to } }: { readonly figure: Figure }) {
  return (
    <div>
      <Box variant="awsui-key-label">{label}</Box>
      {count === undefined ? (
        <Box fontSize="display-l">–</Box>
      ) : (
        <RouteLink to={to} fontSize="display-l" ariaLabel={`${label}: ${countOf(count)}`}>
          {`${countOf(count)}${isLeast ? '+' : ''}`}
        </RouteLink>
      )}
    </div>
  );
}
