import Box from '@cloudscape-design/components/box';
import Spinner from '@cloudscape-design/components/spinner';

/** Stands where something is on its way, as in `the run`. */
export function Waiting({ what }: { readonly what: string }) {
  return (
    <Box textAlign="center" padding="xl" color="text-body-secondary">
      <Spinner /> Loading {what}
    </Box>
  );
}
