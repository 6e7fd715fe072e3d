import Modal from '@cloudscape-design/components/modal';
import { useEffect, useRef } from 'react';
import type { Integration, TestReport as Report } from '../../../shared/api/integration.ts';
import { useAct } from '../../acting/use-act.ts';
import { ProblemAlert } from '../../shown/problem-alert.tsx';
import { Waiting } from '../../shown/waiting.tsx';
import { integrationPath } from './integration-path.ts';
import { TestReport } from './test-report.tsx';

interface Props {
  readonly integration: Integration;
  readonly onClose: () => void;
}

/** Tests the stored settings as soon as it is opened. */
export function TestDialog({ integration: { integrationId, name }, onClose }: Props) {
  const test = useAct<Report>({ quietFailure: true });
  const isAsked = useRef(false);
  useEffect(() => {
    if (isAsked.current) return;
    isAsked.current = true;
    test.mutate({ path: `${integrationPath(integrationId)}/test` });
  }, [test.mutate, integrationId]);
  return (
    <Modal visible size="large" header={`Connection of ${name}`} closeAriaLabel="Close" onDismiss={onClose}>
      {test.data !== undefined ? (
        <TestReport report={test.data} />
      ) : test.error !== null ? (
        <ProblemAlert error={test.error} />
      ) : (
        <Waiting what="the answer of the external system" />
      )}
    </Modal>
  );
}
