import Box from '@cloudscape-design/components/box';
import { paths } from '../routing/paths.ts';
import { RouteLink } from '../routing/route-link.tsx';
import { Page } from '../shell/page.tsx';

export default function NotFound() {
  return (
    <Page title="There is nothing here">
      <Box>
        The address may be mistyped, or be one of a newer console.{' '}
        <RouteLink to={paths.runs()}>Show the runs</RouteLink>
      </Box>
    </Page>
  );
}
