import { QueryClient } from '@tanstack/react-query';
import { RefusedError } from './request.ts';

/** Refusals are final; what is merely out of reach is tried again, first after a second, at last every ten. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      retry: (failures, error) => !(error instanceof RefusedError && error.problem.status < 500) && failures < 3,
      retryDelay: (failures) => Math.min(1_000 * 2 ** failures, 10_000),
      staleTime: 2_000,
      // Shown while the network is away; the shell says that it is.
      networkMode: 'always',
    },
    mutations: { retry: false, networkMode: 'always' },
  },
});
