import '@cloudscape-design/global-styles/index.css';
import './console.css';
import I18nProvider from '@cloudscape-design/components/i18n';
import messages from '@cloudscape-design/components/i18n/messages/all.en';
import { QueryClientProvider } from '@tanstack/react-query';
import { type ReactNode, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { BrowserRouter } from 'react-router';
import { NoticesProvider } from './acting/notices.tsx';
import { queryClient } from './api/query-client.ts';
import { authorizeBy } from './api/request.ts';
import { App } from './app.tsx';
import { ScopeProvider, scopeOf } from './routing/scope.ts';
import { startSession } from './session/session.ts';
import { SessionProvider } from './session/use-session.ts';
import { NotStarted } from './shell/not-started.tsx';

const root = document.getElementById('console');
if (root === null) throw new Error('index.html has no element #console.');
createRoot(root).render(
  <StrictMode>
    <I18nProvider locale="en" messages={[messages]}>
      {await start()}
    </I18nProvider>
  </StrictMode>,
);

/** The console once it is known who uses it, or why that cannot be known. */
async function start(): Promise<ReactNode> {
  try {
    const session = await startSession();
    authorizeBy(session.authorization);
    const scope = scopeOf(location.pathname);
    return (
      <SessionProvider value={session}>
        <QueryClientProvider client={queryClient}>
          <ScopeProvider value={scope}>
            <BrowserRouter basename={scope.basename}>
              <NoticesProvider>
                <App />
              </NoticesProvider>
            </BrowserRouter>
          </ScopeProvider>
        </QueryClientProvider>
      </SessionProvider>
    );
  } catch (thrown) {
    return <NotStarted fault={thrown instanceof Error ? thrown : new Error(String(thrown))} />;
  }
}
