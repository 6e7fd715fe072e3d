import SideNavigation, { type SideNavigationProps } from '@cloudscape-design/components/side-navigation';
import { useLocation } from 'react-router';
import { paths } from '../routing/paths.ts';
import { useFollow } from '../routing/use-follow.ts';

const items: SideNavigationProps.Item[] = [
  { type: 'link', text: 'Overview', href: paths.overview() },
  { type: 'link', text: 'Integrations', href: paths.integrations() },
  { type: 'link', text: 'Runs', href: paths.runs() },
  { type: 'divider' },
  {
    type: 'section-group',
    title: 'Records',
    items: [
      { type: 'link', text: 'Search', href: paths.search() },
      { type: 'link', text: 'History of a record', href: paths.history() },
      { type: 'link', text: 'Updated records', href: paths.records() },
    ],
  },
  {
    type: 'section-group',
    title: 'Attention',
    items: [
      { type: 'link', text: 'Failures', href: paths.clusters() },
      { type: 'link', text: 'Alerts', href: paths.alerts() },
      { type: 'link', text: 'Deletions', href: paths.deletions() },
    ],
  },
  { type: 'divider' },
  { type: 'link', text: 'Runners', href: paths.runners() },
  { type: 'link', text: 'Settings', href: paths.settings() },
];

export function Navigation() {
  const follow = useFollow();
  const { pathname } = useLocation();
  const section = `/${pathname.split('/')[1] ?? ''}`;
  return <SideNavigation items={items} activeHref={section} onFollow={follow} />;
}
