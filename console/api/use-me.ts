import type { UseQueryResult } from '@tanstack/react-query';
import type { Me } from '../../shared/api/me.ts';
import { useRead } from './use-read.ts';

/** Roles change seldom, and the API looks at them anew with each request anyway. */
const refreshMs = 300_000;

/** The person who looks, as the API knows them. */
export const useMe = (): UseQueryResult<Me, Error> => useRead<Me>('/v1/me', { refreshMs });
