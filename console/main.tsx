import '@cloudscape-design/global-styles/index.css';
import './console.css';
import I18nProvider from '@cloudscape-design/components/i18n';
import messages from '@cloudscape-design/components/i18n/messages/all.en';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { BrowserRouter } from 'react-router';
import { NoticesProvider } from './acting/notices.tsx';
import { queryClient } from './api/query-client.ts';
import { App } from './app.tsx';
import { ScopeProvider, scopeOf } from './routing/scope.ts';

const root = document.getElementById('console');
if (root === null) throw new Error('index.html has no element #console.');
const scope = scopeOf(location.pathname);

createRoot(root).render(
  <StrictMode>
    <I18nProvider locale="en" messages={[messages]}>
      <QueryClientProvider client={queryClient}>
        <ScopeProvider value={scope}>
          <BrowserRouter basename={scope.basename}>
            <NoticesProvider>
              <App />
            </NoticesProvider>
          </BrowserRouter>
        </ScopeProvider>
      </QueryClientProvider>
    </I18nProvider>
  </StrictMode>,
);
