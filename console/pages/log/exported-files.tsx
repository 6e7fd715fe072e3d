import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useEffect, useRef } from 'react';
import type { Export, ExportedFile, ExportFormat, ExportList } from '../../../shared/api/export.ts';
import { useRead } from '../../api/use-read.ts';
import { bytesOf, countedOf } from '../../shown/numbers.ts';
import { ProblemAlert } from '../../shown/problem-alert.tsx';

interface Props {
  readonly runId: string;
  readonly format: ExportFormat;
  readonly of: ExportList;
  readonly step?: string;
}

/** A browser asks before it takes more files at once; that many a person can still follow. */
const mostAtOnce = 10;

/** Waits until the files are made, and downloads them. */
export function ExportedFiles({ runId, format, of, step }: Props) {
  const read = useRead<Export>(`/v1/runs/${runId}/export`, {
    query: { format, of, step },
    refreshMs: (body) => (body?.state === 'preparing' ? (body.retryAfterSeconds ?? 2) * 1_000 : false),
  });
  const files = read.data?.state === 'ready' ? read.data.files : null;
  const started = useRef(false);
  useEffect(() => {
    if (files === null || started.current || files.length > mostAtOnce) return;
    started.current = true;
    downloadAll(files);
  }, [files]);
  if (read.error !== null) return <ProblemAlert error={read.error} onRetry={() => read.refetch()} />;
  if (files === null) {
    return (
      <SpaceBetween size="xs">
        <StatusIndicator type="loading">The files are being made</StatusIndicator>
        <Box color="text-body-secondary">
          Large logs take a minute or more. Files that were made are kept for a day, so you may close this and come
          back.
        </Box>
      </SpaceBetween>
    );
  }
  return (
    <SpaceBetween size="s">
      <StatusIndicator type="success">
        {countedOf(files.length, 'file')}, {bytesOf(files.reduce((sum, { bytes }) => sum + bytes, 0))}
      </StatusIndicator>
      <ul>
        {files.map((file) => (
          <li key={file.name}>
            <Link href={file.url} target="_self" external={false}>
              {file.name}
            </Link>{' '}
            ({bytesOf(file.bytes)})
          </li>
        ))}
      </ul>
      {files.length > 1 && (
        <Button iconName="download" onClick={() => downloadAll(files)}>
          Download all
        </Button>
      )}
    </SpaceBetween>
  );
}

/** One after the other: of downloads that begin at the same moment, browsers drop all but the last. */
function downloadAll(files: readonly ExportedFile[]): void {
  const [file, ...rest] = files;
  if (file === undefined) return;
  const anchor = document.createElement('a');
  anchor.href = file.url;
  anchor.download = file.name;
  document.body.append(anchor);
  anchor.click();
  anchor.remove();
  if (rest.length > 0) setTimeout(() => downloadAll(rest), 500);
}
