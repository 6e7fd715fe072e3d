import AppLayout from '@cloudscape-design/components/app-layout';
import { type ReactNode, Suspense, useState } from 'react';
import { useLocation } from 'react-router';
import { NoticesBar } from '../acting/notices.tsx';
import { useKept } from '../kept/use-kept.ts';
import { useScope } from '../routing/scope.ts';
import { Waiting } from '../shown/waiting.tsx';
import { useAppearance } from './appearance.ts';
import { BreadcrumbsPlaceProvider } from './breadcrumbs-place.ts';
import { ConnectionBar } from './connection.tsx';
import { EmbeddedBar } from './embedded-bar.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import { Navigation } from './navigation.tsx';
import { SignInGate } from './sign-in-gate.tsx';
import { TopBar, topBarId } from './top-bar.tsx';

/** What stands around every page. Inside another product only the page and its breadcrumbs do. */
export function Shell({ children }: { readonly children: ReactNode }) {
  const { integrationId } = useScope();
  const isEmbedded = integrationId !== null;
  const [isOpen, setOpen] = useKept('navigation', true);
  const { pathname } = useLocation();
  const [breadcrumbs, setBreadcrumbs] = useState<HTMLElement | null>(null);
  return (
    <>
      {isEmbedded ? <EmbeddedAppearance /> : <TopBar />}
      <AppLayout
        headerSelector={`#${topBarId}`}
        navigation={<Navigation />}
        navigationHide={isEmbedded}
        navigationOpen={isOpen}
        onNavigationChange={({ detail }) => setOpen(detail.open)}
        toolsHide
        breadcrumbs={<div ref={setBreadcrumbs} />}
        notifications={
          <>
            <ConnectionBar />
            <NoticesBar />
          </>
        }
        stickyNotifications
        maxContentWidth={Number.MAX_VALUE}
        ariaLabels={{
          navigation: 'Pages',
          navigationClose: 'Close navigation',
          navigationToggle: 'Open navigation',
          notifications: 'Notices',
        }}
        content={
          <ErrorBoundary place={pathname}>
            {isEmbedded && <EmbeddedBar />}
            <BreadcrumbsPlaceProvider value={breadcrumbs}>
              <Suspense fallback={<Waiting what="the page" />}>
                <SignInGate>{children}</SignInGate>
              </Suspense>
            </BreadcrumbsPlaceProvider>
          </ErrorBoundary>
        }
      />
    </>
  );
}

function EmbeddedAppearance() {
  useAppearance();
  return null;
}
