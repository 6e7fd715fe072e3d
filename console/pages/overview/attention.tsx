import ColumnLayout from '@cloudscape-design/components/column-layout';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { AttentionFigure } from './attention-figure.tsx';
import { AttentionTable } from './attention-table.tsx';
import { useAttention } from './use-attention.ts';

/** What somebody should look at now. */
export function Attention() {
  const { figures, concerns, isPending, error } = useAttention();
  return (
    <Container header={<Header variant="h2">Now</Header>}>
      <SpaceBetween size="l">
        <ColumnLayout columns={4} variant="text-grid" minColumnWidth={150}>
          {figures.map((figure) => (
            <AttentionFigure key={figure.label} figure={figure} />
          ))}
        </ColumnLayout>
        <AttentionTable concerns={concerns} isPending={isPending} error={error} />
      </SpaceBetween>
    </Container>
  );
}
