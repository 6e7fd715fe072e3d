import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useLocation } from 'react-router';
import { paths } from '../routing/paths.ts';
import { RouteLink } from '../routing/route-link.tsx';
import { SearchBox } from './search-box.tsx';

const places = [
  { text: 'Runs', to: paths.runs() },
  { text: 'Search', to: paths.search() },
  { text: 'History of a record', to: paths.history() },
  { text: 'Updated records', to: paths.records() },
  { text: 'Failures', to: paths.clusters() },
] as const;

/** Inside another product: the few places that the log of one integration has, and the search. */
export function EmbeddedBar() {
  const { pathname } = useLocation();
  return (
    <Box padding={{ bottom: 's' }}>
      <SpaceBetween size="s">
        <nav aria-label="Pages">
          <SpaceBetween direction="horizontal" size="l">
            {places.map(({ text, to }) =>
              to === pathname ? (
                <Box key={to} variant="strong">
                  <span aria-current="page">{text}</span>
                </Box>
              ) : (
                <RouteLink key={to} to={to} variant="primary">
                  {text}
                </RouteLink>
              ),
            )}
          </SpaceBetween>
        </nav>
        {pathname !== paths.search() && <SearchBox />}
      </SpaceBetween>
    </Box>
  );
}
