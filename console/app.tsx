import { lazy } from 'react';
import { Navigate, Route, Routes } from 'react-router';
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
const RunInScope = lazy(() => import('./pages/log/run-in-scope.tsx'));
const Step = lazy(() => import('./pages/log/step.tsx'));
const LogPage = lazy(() => import('./pages/log/page.tsx'));
const Entity = lazy(() => import('./pages/log/entity.tsx'));
const Call = lazy(() => import('./pages/log/call-page.tsx'));
const Search = lazy(() => import('./pages/search/search.tsx'));
const History = lazy(() => import('./pages/history/history.tsx'));
const Records = lazy(() => import('./pages/records/records.tsx'));
const Clusters = lazy(() => import('./pages/clusters/clusters.tsx'));

/** Which page is at which address; each is loaded when it is first shown. */
export function App() {
  const { integrationId } = useScope();
  return (
    <Shell>
      <Routes>
        {logRoutes}
        {integrationId === null ? productRoutes : <Route path="/" element={<Navigate to="/runs" replace />} />}
        <Route path="*" element={<NotFound />} />
      </Routes>
    </Shell>
  );
}

/** The log viewer, which can also be shown inside another product. */
const logRoutes = (
  <>
    <Route path="/runs" element={<Runs />} />
    <Route path="/runs/:runId" element={<RunInScope />}>
      <Route index element={<RunPage />} />
      <Route path="steps/:stream" element={<Step />} />
      <Route path="steps/:stream/pages/:page" element={<LogPage />} />
      <Route path="entity" element={<Entity />} />
      <Route path="call" element={<Call />} />
    </Route>
    <Route path="/search" element={<Search />} />
    <Route path="/history" element={<History />} />
    <Route path="/records" element={<Records />} />
    <Route path="/clusters" element={<Clusters />} />
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
