import * as z from 'zod';
import {
  type ExportedFile,
  type ExportFormat,
  type ExportList,
  exportParameters,
  exportSchema,
} from '../../shared/api/export.ts';
import type { ExportResult } from '../../shared/exports/export-run.ts';
import { downloadLinks, exportDependencies } from './bindings.ts';
import { ApiProblem } from './problem.ts';
import { type Answer, defineRoute } from './route.ts';
import { runNotFound } from './run-problems.ts';
import { problemOfPart } from './unreadable-part.ts';

/** Long enough for a slow line to get through the list; whoever needs longer asks for new addresses. */
const linkSeconds = 3600;

export const exportsRoutes = [
  defineRoute({
    method: 'GET',
    path: '/v1/runs/{id}/export',
    role: 'operator',
    summary: 'The log of a run that has ended, as files; ask again while they are being made',
    problems: ['run-not-found', 'step-not-found', 'run-not-ended', 'export-failed'],
    params: { id: z.string() },
    query: exportParameters,
    response: {
      status: 200,
      schema: exportSchema,
      description: 'The files; while they are being made, the same with status 202, none of them, and Retry-After',
    },
    handle: async ({ caller, params: { id }, query: { format, of, step } }) => {
      const { exportRun } = await import('../../shared/exports/export-run.ts');
      const result = await exportRun(await exportDependencies(), caller.org, id, { format, of, stream: step });
      if (result.kind === 'ready') {
        const problems = result.unreadable.map((part) => problemOfPart(part).toBody());
        const files = await linked(id, result, of, format);
        return { status: 200, body: { state: 'ready' as const, files, ...(problems.length > 0 && { problems }) } };
      }
      if (result.kind === 'preparing') return preparing(result.retryAfterSeconds);
      throw problemOf(result, id, step);
    },
  }),
];

const preparing = (retryAfterSeconds: number): Answer<z.infer<typeof exportSchema>> => ({
  status: 202,
  headers: { 'retry-after': String(retryAfterSeconds) },
  body: { state: 'preparing', files: [], retryAfterSeconds },
});

async function linked(
  runId: string,
  { bucket, files, streams }: Extract<ExportResult, { kind: 'ready' }>,
  of: ExportList,
  format: ExportFormat,
): Promise<ExportedFile[]> {
  const { fileNames, mediaTypes } = await import('../../shared/exports/file-names.ts');
  const nameOf = fileNames(runId, streams, of, format);
  const links = downloadLinks[bucket]();
  // Before the first is signed: none of them ends earlier than it says.
  const expiresAt = new Date(Date.now() + linkSeconds * 1000).toISOString();
  const given = new Map<string, number>();
  const named = files.map(({ key, bytes, stream }) => {
    const index = given.get(stream) ?? 0;
    given.set(stream, index + 1);
    return { key, bytes, name: nameOf(stream, index) };
  });
  return Promise.all(
    named.map(async ({ key, bytes, name }) => {
      const url = await links.linkTo(key, { name, mediaType: mediaTypes[format], seconds: linkSeconds });
      return { name, bytes, url, expiresAt };
    }),
  );
}

type Refusal = Exclude<ExportResult, { kind: 'ready' | 'preparing' }>;

function problemOf(refusal: Refusal, runId: string, step: string | undefined): ApiProblem {
  switch (refusal.kind) {
    case 'run-not-found':
      return runNotFound(runId);
    case 'run-not-ended':
      return new ApiProblem(
        'run-not-ended',
        `Run ${runId} is still going, so its log is not whole; export it once GET /v1/runs/${runId} says that it has ended.`,
        { runId },
      );
    case 'step-not-found':
      return new ApiProblem(
        'step-not-found',
        `Run ${runId} has no step "${step}". ${refusal.known.length === 0 ? 'It has none at all.' : `Its steps are: ${refusal.known.join(', ')}.`}`,
        { known: [...refusal.known] },
      );
    case 'failed':
      return new ApiProblem(
        'export-failed',
        `A part of the log could not be written: ${refusal.reason} Ask again in a few minutes to have it tried anew.`,
      );
  }
}
