import Autosuggest from '@cloudscape-design/components/autosuggest';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import RadioGroup from '@cloudscape-design/components/radio-group';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { List } from '../../../shared/api/list.ts';
import type { Runner } from '../../../shared/api/runner.ts';
import { useRead } from '../../api/use-read.ts';
import { paths } from '../../routing/paths.ts';
import { RouteLink } from '../../routing/route-link.tsx';
import { countOf } from '../../shown/numbers.ts';

export interface Place {
  /** `cloud`, or the name of a pool of runners; empty while none is named. */
  readonly runsOn: string;
  readonly runnerWaitHours: number;
}

interface Props {
  readonly place: Place;
  readonly onChange: (place: Place) => void;
  readonly problems: ReadonlyMap<string, string>;
}

/** H8: where the source is read. */
export function RunsOnField({ place, onChange, problems }: Props) {
  const { runsOn, runnerWaitHours } = place;
  const { data } = useRead<List<Runner>>('/v1/runners');
  const runners = (data?.items ?? []).filter(({ state }) => state !== 'revoked');
  const pools = [...Map.groupBy(runners, ({ pool }) => pool)];
  const isRunner = runsOn !== 'cloud';
  return (
    <SpaceBetween size="l">
      <FormField label="The source is read">
        <RadioGroup
          value={isRunner ? 'runner' : 'cloud'}
          onChange={({ detail }) =>
            onChange({ ...place, runsOn: detail.value === 'cloud' ? 'cloud' : (pools[0]?.[0] ?? 'runner') })
          }
          items={[
            { value: 'cloud', label: 'By Syncline', description: 'From the cloud, for sources that it can reach' },
            {
              value: 'runner',
              label: 'By a runner',
              description: 'From inside the network that the source is in',
            },
          ]}
        />
      </FormField>
      {isRunner && (
        <SpaceBetween size="l">
          <FormField
            label="Pool of runners"
            description="Whichever runner of the pool has time reads it."
            constraintText={
              <>
                Up to 40 lower-case letters, digits and hyphens.{' '}
                <RouteLink to={paths.runners()} fontSize="body-s">
                  Runners
                </RouteLink>
              </>
            }
            errorText={problems.get('/runsOn')}
          >
            <Autosuggest
              value={runsOn}
              onChange={({ detail }) => onChange({ ...place, runsOn: detail.value })}
              options={pools.map(([value, of]) => ({
                value,
                description: `${countOf(of.filter(({ state }) => state === 'online').length)} of ${countOf(of.length)} online`,
              }))}
              enteredTextLabel={(text) => `Pool “${text}”`}
              empty="There are no runners yet"
            />
          </FormField>
          <FormField
            label="Hours to wait"
            description="How long a run waits while no runner of the pool is there, before it fails."
            constraintText="1 to 168."
            errorText={problems.get('/runnerWaitHours')}
          >
            <Input
              type="number"
              inputMode="numeric"
              value={String(runnerWaitHours)}
              onChange={({ detail }) => onChange({ ...place, runnerWaitHours: Number(detail.value) })}
            />
          </FormField>
        </SpaceBetween>
      )}
    </SpaceBetween>
  );
}
