import { useSyncExternalStore } from 'react';

const local = new Intl.DateTimeFormat(undefined, {
  year: 'numeric',
  month: 'short',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});

/** `27 Nov 2026, 09:35:09`, in the viewer's zone and manner. */
export const localTimeOf = (at: string): string => local.format(new Date(at));
/** `2026-11-27 08:35:09 UTC` */
export const utcTimeOf = (at: string): string => `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;

/** A moment in the viewer's time zone, with UTC on hover. Null is shown as a dash. */
export function Moment({ at }: { readonly at: string | null }) {
  if (at === null) return '–';
  return (
    <time dateTime={at} title={utcTimeOf(at)}>
      {localTimeOf(at)}
    </time>
  );
}

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
const steps = [
  ['second', 60],
  ['minute', 60],
  ['hour', 24],
  ['day', 30],
  ['month', 12],
  ['year', Number.POSITIVE_INFINITY],
] as const;

/** `4 minutes ago`, `in 2 hours`; less than ten seconds either way is `now`. */
export function agoOf(at: string, now: number): string {
  let amount = (new Date(at).getTime() - now) / 1_000;
  if (Math.abs(amount) < 10) return 'now';
  for (const [unit, next] of steps) {
    if (Math.abs(Math.round(amount)) < next) return relative.format(Math.round(amount), unit);
    amount /= next;
  }
  return at;
}

/** How long ago it is, or how far ahead, kept up to date; the moment itself on hover, in the viewer's zone and in UTC. */
export function Ago({ at }: { readonly at: string }) {
  const now = useNow();
  return (
    <time dateTime={at} title={`${localTimeOf(at)} (${utcTimeOf(at)})`}>
      {agoOf(at, now)}
    </time>
  );
}

const tickMs = 10_000;
let present = Date.now();
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function listen(listener: () => void): () => void {
  listeners.add(listener);
  if (timer === undefined) {
    present = Date.now();
    timer = setInterval(() => {
      present = Date.now();
      for (const each of listeners) each();
    }, tickMs);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** What follows from the present, to within ten seconds; whoever asks is shown anew only where it has changed. */
export const useFromNow = <Value extends string | number | undefined>(follow: (now: number) => Value): Value =>
  useSyncExternalStore(listen, () => follow(present));

/** The present to within ten seconds; one clock for the whole page. */
export const useNow = (): number => useFromNow((now) => now);
