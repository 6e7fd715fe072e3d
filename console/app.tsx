import { lazy } from 'react';
import { Route, Routes } from 'react-router';
import { useScope } from './routing/scope.ts';
import { Shell } from './shell/shell.tsx';

const NotFound = lazy(() => import('./pages/not-found.tsx'));
const Runs = lazy(() => import('./pages/runs/runs.tsx'));

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
  </>
);

const productRoutes = (
  <>
    <Route path="/" element={<Runs />} />
  </>
);
