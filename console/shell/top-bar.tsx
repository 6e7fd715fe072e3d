import TopNavigation from '@cloudscape-design/components/top-navigation';
import { useMe } from '../api/use-me.ts';
import { useFollow } from '../routing/use-follow.ts';
import { useSession } from '../session/use-session.ts';
import { roleWords } from '../shown/words.ts';
import { type Appearance, appearances, useAppearance } from './appearance.ts';
import { SearchBox } from './search-box.tsx';

/** The bar stays at the top while a page scrolls; AppLayout keeps clear of it. */
export const topBarId = 'top-bar';

const appearanceWords: Readonly<Record<Appearance, string>> = { system: 'As the system', light: 'Light', dark: 'Dark' };

/** Name, search over all records, and how the console looks. */
export function TopBar() {
  const [appearance, setAppearance] = useAppearance();
  const follow = useFollow();
  const { signOut } = useSession();
  const { data: me } = useMe();
  return (
    <div id={topBarId}>
      <TopNavigation
        identity={{ href: '/', title: 'Syncline', onFollow: follow }}
        search={<SearchBox />}
        utilities={[
          {
            type: 'menu-dropdown',
            iconName: 'settings',
            ariaLabel: 'Appearance',
            title: 'Appearance',
            items: appearances.map((id) => ({
              id,
              text: appearanceWords[id],
              itemType: 'checkbox',
              checked: id === appearance,
            })),
            onItemClick: ({ detail }) => setAppearance(detail.id as Appearance),
          },
          {
            type: 'menu-dropdown',
            iconName: 'user-profile',
            text: me?.user ?? 'You',
            description: me === undefined ? '' : roleWords[me.role],
            items:
              signOut === null
                ? [{ id: 'none', text: 'No sign-in here', disabled: true }]
                : [{ id: 'sign-out', text: 'Sign out' }],
            onItemClick: () => void signOut?.(),
          },
        ]}
      />
    </div>
  );
}
