import Box, { type BoxProps } from '@cloudscape-design/components/box';
import { useHref, useNavigate } from 'react-router';
import { paths } from '../../routing/paths.ts';
import { localTimeOf } from '../../shown/moments.tsx';
import { durationOf } from '../../shown/numbers.ts';
import styles from './run-sparkline.module.css';
import { endOf, type RecentRun, summaryOf } from './runs-summary.ts';

const most = 30;
const places = Array.from({ length: most }, (_, place) => place);
/** Pixels. */
const height = 28;

/**
 * The last runs as bars, oldest first: colour for what came of them, height for how long they took. For the eye and the
 * mouse; the text below says the same.
 */
export function RunSparkline({ runs }: { readonly runs: readonly RecentRun[] }) {
  const shown = runs.slice(0, most).toReversed();
  const longest = Math.max(...shown.map(({ durationMs }) => durationMs ?? 0), 1);
  return (
    <div>
      <div aria-hidden="true" className={styles['bars']} style={{ height }}>
        {places.slice(0, most - shown.length).map((place) => (
          <span key={place} className={styles['place']} />
        ))}
        {shown.map((run) => (
          <Bar key={run.runId} run={run} share={(run.durationMs ?? longest) / longest} />
        ))}
      </div>
      <Box variant="small">{summaryOf(runs)}</Box>
    </div>
  );
}

function Bar({ run, share }: { readonly run: RecentRun; readonly share: number }) {
  const navigate = useNavigate();
  const to = paths.run(run.runId);
  const took = run.durationMs === null ? '' : `, ${durationOf(run.durationMs)}`;
  return (
    <a
      href={useHref(to)}
      tabIndex={-1}
      title={`${endOf(run)}, ${localTimeOf(run.startedAt)}${took}`}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
        event.preventDefault();
        navigate(to);
      }}
    >
      <Box color={colorOf(run)}>
        {/* The square root keeps short runs visible beside long ones. */}
        <div className={styles['bar']} style={{ height: Math.max(4, Math.round(Math.sqrt(share) * height)) }} />
      </Box>
    </a>
  );
}

function colorOf({ outcome, endedAt }: RecentRun): BoxProps.Color {
  if (endedAt === null) return 'text-status-info';
  switch (outcome) {
    case 'SUCCESS':
      return 'text-status-success';
    case 'PARTIAL':
      return 'text-status-warning';
    case 'FAILED':
      return 'text-status-error';
    default:
      return 'text-status-inactive';
  }
}
