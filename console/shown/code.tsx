import Box from '@cloudscape-design/components/box';
import Popover from '@cloudscape-design/components/popover';
import { meaningOf } from './codes.ts';

/** A stable reason; what it means and what to do is one click away. */
export function Code({ code }: { readonly code: string | null }) {
  if (code === null) return '–';
  const known = meaningOf(code);
  if (known === null) return <Box variant="code">{code}</Box>;
  return (
    <Popover
      header={code}
      triggerType="text"
      size="medium"
      wrapTriggerText={false}
      renderWithPortal
      dismissAriaLabel="Close"
      content={
        <>
          {known.meaning}
          {known.advice !== null && <Box padding={{ top: 'xs' }}>What to do: {known.advice}</Box>}
        </>
      }
    >
      {code}
    </Popover>
  );
}
