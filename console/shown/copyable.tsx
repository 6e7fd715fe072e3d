import CopyToClipboard from '@cloudscape-design/components/copy-to-clipboard';

interface Props {
  readonly text: string;
  /** What it is, as in `external id`. */
  readonly what: string;
}

/** An id or a short text with a button that copies it. */
export function Copyable({ text, what }: Props) {
  return (
    <CopyToClipboard
      variant="inline"
      textToCopy={text}
      textToDisplay={text}
      copyButtonAriaLabel={`Copy ${what}`}
      copySuccessText="Copied"
      copyErrorText="The browser did not let it be copied"
    />
  );
}

/** A button alone, for texts that stand elsewhere. */
export function CopyButton({ text, what }: Props) {
  return (
    <CopyToClipboard
      variant="button"
      textToCopy={text}
      copyButtonText={`Copy ${what}`}
      copySuccessText="Copied"
      copyErrorText="The browser did not let it be copied"
    />
  );
}
