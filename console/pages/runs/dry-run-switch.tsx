import SegmentedControl from '@cloudscape-design/components/segmented-control';
import { useNavigate, useSearchParams } from 'react-router';

/** Dry runs are a history of their own, beside the one of what was done in earnest. */
export function DryRunSwitch() {
  const [search] = useSearchParams();
  const navigate = useNavigate();
  const show = (id: string): void => {
    const changed = new URLSearchParams(search);
    changed.delete('cursor');
    if (id === 'dry') changed.set('dryRun', 'true');
    else changed.delete('dryRun');
    navigate({ search: changed.toString() });
  };
  return (
    <SegmentedControl
      label="Which runs"
      selectedId={search.get('dryRun') === 'true' ? 'dry' : 'earnest'}
      options={[
        { id: 'earnest', text: 'Runs' },
        { id: 'dry', text: 'Dry runs' },
      ]}
      onChange={({ detail }) => show(detail.selectedId)}
    />
  );
}
