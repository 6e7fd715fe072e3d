import { paths } from '../../routing/paths.ts';
import { RouteLink } from '../../routing/route-link.tsx';
import { useScope } from '../../routing/scope.ts';

interface Props {
  readonly integrationId: string;
  readonly name: string;
}

/** To an integration's page, which the log viewer inside another product does not have. */
export function IntegrationLink({ integrationId, name }: Props) {
  const scope = useScope();
  if (scope.integrationId !== null) return name;
  return <RouteLink to={paths.integration(integrationId)}>{name}</RouteLink>;
}
