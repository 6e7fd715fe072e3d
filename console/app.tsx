import { lazy } from 'react';
import { Route, Routes } from 'react-router';
import { useScope } from './routing/scope.ts';
import { Shell } from './shell/shell.tsx';

const EditIntegration = lazy(() => import('./pages/integrations/edit-integration.tsx'));
const Integration = lazy(() => import('./pages/integrations/integration.tsx'));
const Integrations = lazy(() => import('./pages/integrations/integrations.tsx'));
const NewIntegration = lazy(() => import('./pages/integrations/new-integration.tsx'));
const NotFound = lazy(() => import('./pages/not-found.tsx'));
const Alerts = lazy(() => import('./pages/alerts/alerts.tsx'));
const Deletions = lazy(() => import('./pages/deletions/deletions.tsx'));
const Overview = lazy(() => import('./pages/overview/overview.tsx'));
const RunPage = lazy(() => import('./pages/run/run.tsx'));
const Runs = lazy(() => import('./pages/runs/runs.tsx'));
const Runners = lazy(() => import('./pages/runners/runners.tsx'));
const Settings = lazy(() => import('./pages/settings/settings.tsx'));

/** Which page is at which address; each is loaded when it is first shown. */
export function App() {
  const { integrationId } = useScope();
  return (
    <Shell>
      <Routes>
        {logRoutes}
        {integrationId === null && productRoutes}
        <Route path="*" element={<NotFound />} />
      </Routes>
    </Shell>
  );
}

/** The log viewer, which can also be shown inside another product. */
const logRoutes = (
  <>
    <Route path="/runs" element={<Runs />} />
    <Route path="/runs/:runId" element={<RunPage />} />
  </>
);

const productRoutes = (
  <>
    <Route path="/" element={<Overview />} />
    <Route path="/integrations" element={<Integrations />} />
    <Route path="/integrations/new" element={<NewIntegration />} />
    <Route path="/integrations/:id" element={<Integration />} />
    <Route path="/integrations/:id/edit" element={<EditIntegration />} />
    <Route path="/alerts" element={<Alerts />} />
    <Route path="/deletions" element={<Deletions />} />
    <Route path="/runners" element={<Runners />} />
    <Route path="/settings" element={<Settings />} />
  </>
);
