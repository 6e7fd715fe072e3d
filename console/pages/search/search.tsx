import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import { useSearchParams } from 'react-router';
import { paths } from '../../routing/paths.ts';
import { RouteLink } from '../../routing/route-link.tsx';
import { useScope } from '../../routing/scope.ts';
import { Page } from '../../shell/page.tsx';
import { briefOf } from '../../shown/brief.ts';
import { HitList } from './hit-list.tsx';
import { SearchField } from './search-field.tsx';

/** Every run that touched a record, newest first, from its id or the beginning of its name. */
export default function Search() {
  const [search] = useSearchParams();
  const q = search.get('q');
  const externalId = search.get('externalId');
  const text = q ?? externalId;
  return (
    <Page title={text === null ? 'Search' : `Search: ${briefOf(text)}`}>
      <SearchField text={text ?? ''} />
      <RunOnly />
      {text === null ? <Hint /> : <HitList key={text} {...(q === null ? { externalId: text } : { q })} />}
    </Page>
  );
}

function Hint() {
  return (
    <Box color="text-body-secondary">
      Type the id that the source gave a record, our own id of it, or how its name begins. What is found is every run
      that touched the record in the last 30 days, with what it did and why.
    </Box>
  );
}

/** Where the search came from within a run: what it is narrowed to, and the way out. */
function RunOnly() {
  const [search] = useSearchParams();
  const { integrationId } = useScope();
  const runId = search.get('runId');
  if (runId === null) return null;
  const all = paths.search(search.get('q') ?? undefined, integrationId === null ? undefined : integrationId);
  return (
    <Alert type="info" header="In one run only">
      What run <RouteLink to={paths.run(runId)}>{runId}</RouteLink> did.{' '}
      <RouteLink to={all}>Search all runs instead</RouteLink>
    </Alert>
  );
}
