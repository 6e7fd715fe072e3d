import { Navigate, useParams } from 'react-router';
import { paths } from '../../routing/paths.ts';

/** Editing is a tab of the integration itself. */
export default function EditIntegration() {
  const { id = '' } = useParams();
  return <Navigate to={paths.integration(id, 'settings')} replace />;
}
