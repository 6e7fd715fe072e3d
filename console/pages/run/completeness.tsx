import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { Proof, Step } from '../../../shared/api/run.ts';
import { Equation, type Term } from './equation.tsx';

/** R12: whether every record that was pulled is accounted for, and every one that was gone. */
export function Completeness({ steps }: { readonly steps: readonly Step[] }) {
  const closed = steps.filter((step): step is ProvenStep => step.proof !== null);
  if (closed.length === 0) return null;
  return (
    <Container
      header={
        <Header
          variant="h2"
          description="What was pulled is counted by who reads the source, the rest by who works on the records. Both must agree."
        >
          Completeness
        </Header>
      }
    >
      <SpaceBetween size="l">
        {closed.map((step) => (
          <OfStream key={step.stream} step={step} />
        ))}
      </SpaceBetween>
    </Container>
  );
}

type ProvenStep = Step & { readonly proof: Proof };

function OfStream({ step }: { readonly step: ProvenStep }) {
  const { stream, proof } = step;
  return (
    <div>
      <SpaceBetween direction="horizontal" size="xs">
        <Box variant="h3" padding="n">
          {stream}
        </Box>
        <StatusIndicator type={proof.complete ? 'success' : 'warning'}>
          {proof.complete ? 'Complete' : 'Incomplete'}
        </StatusIndicator>
      </SpaceBetween>
      <Equation total={{ count: proof.pulled, word: 'pulled' }} terms={accountedTerms(step)} />
      {proof.unseen === null ? (
        <Box color="text-body-secondary">Deletions were not looked for.</Box>
      ) : (
        <Equation total={{ count: proof.unseen, word: 'no longer in the source' }} terms={goneTerms(proof)} />
      )}
      {proof.missing.length > 0 && (
        <ul>
          {proof.missing.map((what) => (
            <li key={what}>{what}</li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** Deletions that were tried count as skipped or failed too, though nobody pulled them: they are taken off again. */
function accountedTerms({ counts, proof }: ProvenStep): Term[] {
  const { created, updated, unchanged, skipped, failed } = counts;
  const notPulled = created + updated + unchanged + skipped + failed - proof.accounted;
  return [
    { count: created, word: 'created' },
    { count: updated, word: 'updated' },
    { count: unchanged, word: 'unchanged' },
    { count: skipped, word: 'skipped' },
    { count: failed, word: 'failed' },
    ...(notPulled > 0 ? [{ count: -notPulled, word: 'deletions not carried out' }] : []),
  ];
}

function goneTerms({ unseen, deleted, staged, complete }: Proof): Term[] {
  const kept = complete && unseen !== null ? unseen - deleted - staged : 0;
  return [
    { count: deleted, word: 'deleted' },
    { count: staged, word: 'staged for approval' },
    ...(kept > 0 ? [{ count: kept, word: 'kept, as they changed meanwhile' }] : []),
  ];
}
