import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { type ReactNode, useState } from 'react';
import { useSession } from '../session/use-session.ts';
import { ProblemAlert } from '../shown/problem-alert.tsx';

/** In a frame of another page, where nobody is signed in yet, a click has to open the window for it. */
export function SignInGate({ children }: { readonly children: ReactNode }) {
  const { signIn } = useSession();
  const [isOpen, setOpen] = useState(signIn === null);
  const [error, setError] = useState<Error | null>(null);
  if (isOpen || signIn === null) return children;
  return (
    <Box textAlign="center" padding="xxl">
      <SpaceBetween size="m">
        <Box>Sign in to see the log.</Box>
        {error && <ProblemAlert error={error} />}
        <Button variant="primary" onClick={() => signIn().then(() => setOpen(true), setError)}>
          Sign in
        </Button>
      </SpaceBetween>
    </Box>
  );
}
