import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';

/** Instead of the console, where it could not be found out who uses it, or the issuer lets them not in. */
export function NotStarted({ fault }: { readonly fault: Error }) {
  return (
    <main>
      <Box padding="xxl">
        <Alert
          type="error"
          header="The console cannot start"
          action={<Button onClick={() => location.assign('/')}>Try again</Button>}
        >
          {fault.message}
        </Alert>
      </Box>
    </main>
  );
}
