import { type UseMutationResult, useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { type Ask, request, UnreachableError } from '../api/request.ts';
import { useNotices } from './notices.tsx';

export interface Action extends Pick<Ask, 'method' | 'body'> {
  readonly path: string;
}

export interface ActOptions<Answer> {
  /** What is told when it went well; null: nothing. */
  readonly done?: (answer: Answer, action: Action) => string | null;
  readonly onDone?: (answer: Answer, action: Action) => void;
  /** Whether the caller shows by itself what went wrong. */
  readonly quietFailure?: boolean;
}

/**
 * Changes something: POST unless said otherwise. Afterwards all that is on the screen is asked again. What is sent again
 * because no answer came carries the same idempotency key, so that it is carried out once.
 */
export function useAct<Answer>(options: ActOptions<Answer> = {}): UseMutationResult<Answer, Error, Action> {
  const queries = useQueryClient();
  const notices = useNotices();
  const unanswered = useRef<{ readonly action: string; readonly key: string } | null>(null);
  return useMutation<Answer, Error, Action>({
    mutationFn: async (action) => {
      const { path, method = 'POST', body } = action;
      const same = JSON.stringify([method, path, body]);
      const key = unanswered.current?.action === same ? unanswered.current.key : crypto.randomUUID();
      unanswered.current = { action: same, key };
      try {
        const answer = await request<Answer>(path, { method, body, ...(method === 'POST' && { idempotencyKey: key }) });
        unanswered.current = null;
        return answer;
      } catch (thrown) {
        if (!(thrown instanceof UnreachableError)) unanswered.current = null;
        throw thrown;
      }
    },
    onSuccess: (answer, action) => {
      const text = options.done?.(answer, action) ?? null;
      if (text !== null) notices.success(text);
      options.onDone?.(answer, action);
    },
    onError: (error) => {
      if (options.quietFailure !== true) notices.failure(error);
    },
    onSettled: () => queries.invalidateQueries(),
  });
}
