import Box from '@cloudscape-design/components/box';
import {
  colorTextStatusError,
  colorTextStatusInactive,
  colorTextStatusInfo,
  colorTextStatusSuccess,
  colorTextStatusWarning,
} from '@cloudscape-design/design-tokens';
import { useHref, useNavigate } from 'react-router';
import { paths } from '../../routing/paths.ts';
import { localTimeOf } from '../../shown/moments.tsx';
import { durationOf } from '../../shown/numbers.ts';
import { endOf, type RecentRun, summaryOf } from './runs-summary.ts';

const most = 30;
const [width, gap, height] = [6, 2, 28];
const places = Array.from({ length: most }, (_, place) => place);

/**
 * The last runs as bars, oldest first: colour for what came of them, height for how long they took. For the eye and the
 * mouse; the text below says the same.
 */
export function RunSparkline({ runs }: { readonly runs: readonly RecentRun[] }) {
  const shown = runs.slice(0, most).toReversed();
  const longest = Math.max(...shown.map(({ durationMs }) => durationMs ?? 0), 1);
  return (
    <div>
      <svg
        aria-hidden="true"
        width={most * (width + gap)}
        height={height}
        style={{ display: 'block', maxWidth: '100%' }}
      >
        {places.slice(0, most - shown.length).map((place) => (
          <rect
            key={place}
            x={place * (width + gap)}
            y={height - 2}
            width={width}
            height={2}
            fill={colorTextStatusInactive}
          />
        ))}
        {shown.map((run, index) => (
          <Bar
            key={run.runId}
            run={run}
            place={most - shown.length + index}
            share={(run.durationMs ?? longest) / longest}
          />
        ))}
      </svg>
      <Box variant="small">{summaryOf(runs)}</Box>
    </div>
  );
}

interface BarProps {
  readonly run: RecentRun;
  readonly place: number;
  readonly share: number;
}

function Bar({ run, place, share }: BarProps) {
  const navigate = useNavigate();
  const to = paths.run(run.runId);
  const tall = Math.max(4, Math.round(Math.sqrt(share) * height));
  const took = run.durationMs === null ? '' : `, ${durationOf(run.durationMs)}`;
  return (
    <a
      href={useHref(to)}
      tabIndex={-1}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
        event.preventDefault();
        navigate(to);
      }}
    >
      <title>{`${endOf(run)}, ${localTimeOf(run.startedAt)}${took}`}</title>
      <rect x={place * (width + gap)} y={0} width={width + gap} height={height} fill="transparent" />
      <rect x={place * (width + gap)} y={height - tall} width={width} height={tall} rx={1} fill={colorOf(run)} />
    </a>
  );
}

function colorOf({ outcome, endedAt }: RecentRun): string {
  if (endedAt === null) return colorTextStatusInfo;
  switch (outcome) {
    case 'SUCCESS':
      return colorTextStatusSuccess;
    case 'PARTIAL':
      return colorTextStatusWarning;
    case 'FAILED':
      return colorTextStatusError;
    default:
      return colorTextStatusInactive;
  }
}
