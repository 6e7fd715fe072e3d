/** What a code means, and what to do about it. The same as docs/codes.md says, for whoever reads the console. */
export interface CodeMeaning {
  readonly meaning: string;
  readonly advice: string | null;
}

const fromSource: Readonly<Record<string, CodeMeaning>> = {
  timeout: {
    meaning: 'The source did not answer, after all retries.',
    advice: 'Look at the calls, then at the source.',
  },
  network: {
    meaning: 'The source could not be reached, after all retries.',
    advice: 'Look at the calls: the error says whether the name, the connection or the certificate is the matter.',
  },
  page_not_json: {
    meaning: 'A page is something else than JSON.',
    advice: 'The message has its beginning: often a login page.',
  },
  body_too_large: { meaning: 'A page is larger than 64 MB.', advice: 'Ask for fewer records a page.' },
  rate_limited: {
    meaning: 'The source takes no more requests for longer than is sensible to wait.',
    advice: 'Run at another time, or ask the source for a higher limit.',
  },
  request_conflict: {
    meaning: 'Two parts of the connector file set the same header or field of a request.',
    advice: 'Mend the connector file.',
  },
  bad_url: { meaning: 'An address is not one.', advice: 'Look at the address in the settings and the connector file.' },
  unsafe_redirect: {
    meaning: "An address leads to where the source's credentials must not go.",
    advice: 'Look at the address in the settings and the connector file.',
  },
  pagination_loop: {
    meaning: 'The source gives the page again that was just read.',
    advice: 'Look at the paginator of the stream.',
  },
  pagination_bad_link: {
    meaning: 'The link to the next page is no address.',
    advice: 'Look at the paginator of the stream.',
  },
  pagination_other_origin: {
    meaning: 'The link to the next page leads to another origin.',
    advice: 'Look at the paginator of the stream.',
  },
};

const ofConnectorFile: CodeMeaning = {
  meaning: 'The connector file and what the source or the settings hold do not fit.',
  advice: 'The message says where; mend the connector file or the settings.',
};

const ofTarget: CodeMeaning = {
  meaning: 'The target did not take the request for this record.',
  advice: 'Look at the calls of the record; the next run tries it again.',
};

const known: Readonly<Record<string, CodeMeaning>> = {
  ...fromSource,
  no_id: {
    meaning: 'The record has no id that can be used: none, an object, an empty text.',
    advice: 'Look at primary_key of the stream, or at the record in the source.',
  },
  duplicate_id: {
    meaning: 'A record with this id came before in the same run; the first one counts.',
    advice: 'Usually records moved between pages while they were read. If it stays, the id is not unique.',
  },
  record_too_large: {
    meaning: 'The record is larger than the record store takes (380 KB).',
    advice: 'Leave large fields out at the source.',
  },
  key_collision: {
    meaning: 'The ids of two records have the same 64-bit hash.',
    advice: 'Expected once in many millions of streams; tell us.',
  },
  chunk_failed: {
    meaning: 'No worker could apply the part of the run that held the record.',
    advice: 'The log of the function has the reason; the next run tries again.',
  },
  deletion_staged: {
    meaning: 'A deletion that waits for approval, because so many records were gone at once.',
    advice: 'Approve or reject it under Deletions.',
  },
  seen_again: {
    meaning: 'A record whose deletion was approved, and that the source gave again in between.',
    advice: 'Nothing: it stays.',
  },
  changed_since: {
    meaning: 'A record that was tried again from what was kept of it, and that a later run had brought up to date.',
    advice: 'Nothing.',
  },
  other_record: {
    meaning: 'The source was asked for one record, and answered with another one.',
    advice: 'Look at the calls; in a connector file, at x-syncline.',
  },
  not_the_record: {
    meaning: 'The source was asked for one record, and answered with something else.',
    advice: 'Look at the calls; in a connector file, at x-syncline.',
  },
  bad_id: { meaning: 'The id cannot be part of an address.', advice: 'Sync the whole stream.' },
  already_gone: { meaning: 'A deletion of a record that was not in the record store any more.', advice: 'Nothing.' },
  target_timeout: ofTarget,
  target_network: ofTarget,
  target_rate_limited: ofTarget,
  target_body_too_large: ofTarget,
  target_unsafe_redirect: ofTarget,
  target_bad_url: ofTarget,
  target_not_json: {
    meaning: 'The target answered with a page, a login perhaps.',
    advice: 'Look at the call; then at baseUrl and the credentials.',
  },
  target_no_id: {
    meaning: "The target's answer has no id where targetId says.",
    advice: 'Look at the call; then at targetId.',
  },
  outcome_unknown: {
    meaning: 'It is not known whether the target created the record.',
    advice: 'Configure find, or an idempotency header, for the stream.',
  },
  target_gone: {
    meaning: 'The target has lost a record that was to be updated.',
    advice: 'Nothing: the next run creates it.',
  },
  kept_in_target: { meaning: 'The record is gone here; the stream has no delete request.', advice: 'Nothing.' },
  bad_datetime: ofConnectorFile,
  bad_duration: ofConnectorFile,
  bad_request_input: ofConnectorFile,
  expression_failed: ofConnectorFile,
  bad_resume: {
    meaning: 'The place to go on from cannot be read, because the connector file changed during the run.',
    advice: 'Start the run again.',
  },
  settings_invalid: { meaning: 'The settings cannot work any more.', advice: 'Look at the integration.' },
  integration_gone: { meaning: 'The integration was deleted while the run was going.', advice: null },
  connector_gone: { meaning: 'The connector is no longer there.', advice: null },
  pull_crashed: {
    meaning: 'Reading the source crashed repeatedly.',
    advice: 'The log of the function has the reason.',
  },
  no_runner: {
    meaning: "No runner of the integration's pool was there for as long as its runs wait.",
    advice: 'Start a runner of the pool, or look at why it is away.',
  },
  page_too_large: {
    meaning: 'A page is larger, compressed, than what a runner can deliver.',
    advice: 'Ask for fewer records a page.',
  },
  runner_outdated: { meaning: "The runner's version does not know the connector.", advice: 'Update the runner.' },
  interrupted: { meaning: 'The run ended before this stream was done.', advice: 'Start it again.' },
  cancelled: { meaning: 'Somebody cancelled the run.', advice: null },
  payload_gone: {
    meaning: 'What was kept of a failed part of the run is no longer there: it is kept for 30 days.',
    advice: 'Sync the whole stream.',
  },
  not_by_id: {
    meaning: 'The connector, or its file, cannot be asked for single records any more.',
    advice: 'Sync the whole stream.',
  },
  test_failed: { meaning: 'The test of the connection failed.', advice: 'The message says why.' },
  workflow_stopped: { meaning: 'Somebody stopped the execution.', advice: 'Start the run again.' },
  workflow_ended: {
    meaning: 'The execution failed or timed out before the run was done.',
    advice: 'Start the run again.',
  },
  chunks_lost: {
    meaning: 'Records that had been pulled were not dealt with within a day.',
    advice: 'Start the run again; if it happens more often, look at the queue and its workers.',
  },
  never_started: { meaning: 'A fault kept the run from starting.', advice: 'Start it again.' },
  skipped_overlap: {
    meaning: 'A schedule was due while a run of the same streams was going, so none was started.',
    advice: 'Nothing, unless it happens each time: then the schedule is too tight.',
  },
};

/** What a code of an entity, a step or a run means; null where this console does not know it. */
export function meaningOf(code: string): CodeMeaning | null {
  const found = Object.hasOwn(known, code) ? known[code] : undefined;
  if (found) return found;
  const [, side, status] = /^(target_)?http_(\d{3})$/.exec(code) ?? [];
  if (status === undefined) return null;
  return side === undefined
    ? { meaning: `The source answered with HTTP ${status}, after all retries.`, advice: 'Look at the calls.' }
    : {
        meaning: `The target answered with HTTP ${status}.`,
        advice:
          'The message has what it said. Mend the record, or the request of the stream; the next run tries it again.',
      };
}
