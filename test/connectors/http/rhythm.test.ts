import { expect, test } from 'vitest';
import { checkManifest } from '../../../connectors/http/check-manifest.ts';
import { http } from '../../../connectors/http/http.ts';
import { manifestOf } from './read-world.ts';

const manifestWith = (rhythm: string) => manifestOf({ more: `x-syncline-rhythm: ${rhythm}` });
const rhythmOf = (rhythm: string) =>
  http.streams({ manifest: manifestWith(rhythm), config: { origin: 'http://h' } })[0]?.rhythm;

test.each([
  ['PT15M', { every: 15, unit: 'minutes' }],
  ['PT1H', { every: 1, unit: 'hours' }],
  ['PT90M', { every: 90, unit: 'minutes' }],
  ['P1D', { every: 1, unit: 'days' }],
  ['P1W', { every: 7, unit: 'days' }],
])('a stream with %s is synced so often unless configured otherwise', (written, expected) => {
  expect(rhythmOf(written)).toEqual({ kind: 'rate', ...expected });
});

test('a stream whose file says nothing has no rhythm', () => {
  const streams = http.streams({ manifest: manifestOf({}), config: { origin: 'http://h' } });
  expect(streams.map(({ rhythm }) => rhythm)).toEqual([undefined]);
});

test.each(['hourly', 'PT30S', 'P1M', 'PT0M', 'P400D', '[PT1H]'])('%s is refused', (written) => {
  const problems = checkManifest(manifestWith(written)).streams.flatMap((stream) => stream.problems);
  expect(problems.map(({ path }) => path)).toContain('streams[0].x-syncline-rhythm');
});
