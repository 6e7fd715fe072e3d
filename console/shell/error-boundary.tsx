import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import { Component, type ReactNode } from 'react';

interface Props {
  readonly children: ReactNode;
  /** Another place clears the fault. */
  readonly place: string;
}

interface State {
  readonly fault: Error | null;
  readonly place: string;
}

/** A fault of the console itself, or code of it that could not be loaded: shown instead of a blank page. */
export class ErrorBoundary extends Component<Props, State> {
  override state: State = { fault: null, place: this.props.place };

  static getDerivedStateFromError(fault: Error): Partial<State> {
    return { fault };
  }

  static getDerivedStateFromProps({ place }: Props, state: State): Partial<State> | null {
    return place === state.place ? null : { fault: null, place };
  }

  override render(): ReactNode {
    const { fault } = this.state;
    if (fault === null) return this.props.children;
    return (
      <Box padding="l">
        <Alert
          type="error"
          header="The console failed to show this page"
          action={<Button onClick={() => location.reload()}>Load again</Button>}
        >
          Nothing is lost: runs go on without the console. If it fails again, report this text: {fault.message}
        </Alert>
      </Box>
    );
  }
}
