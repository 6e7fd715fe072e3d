import type { HttpResponse } from '../../../shared/connector/http-client.ts';
import type { Json } from '../../../shared/connector/json.ts';

const headers = ['x-total-count', 'x-total', 'x-wp-total', 'total-count', 'x-pagination-total-count'];
const fields = [
  'totalResults',
  'totalCount',
  'total_count',
  'total_results',
  'totalRecords',
  'total_records',
  'totalSize',
  'total',
];
const containers = ['meta', 'pagination', 'paging', '_meta', 'metadata', 'page', 'page_info', 'pageInfo'];

/** How many records the source says there are, from a header or a field that is commonly used for it. */
export function reportedTotalOf(response: Pick<HttpResponse, 'headers'>, body: Json): number | null {
  for (const name of headers) {
    const total = countOf(response.headers[name]);
    if (total !== null) return total;
  }
  // Content-Range: items 0-24/319
  const range = countOf(/\/(\d+)\s*$/.exec(response.headers['content-range'] ?? '')?.[1]);
  if (range !== null) return range;
  const top = totalIn(body);
  if (top !== null || !isObject(body)) return top;
  for (const name of containers) {
    const total = totalIn(body[name]);
    if (total !== null) return total;
    const pagination = isObject(body[name]) ? totalIn(body[name]['pagination']) : null;
    if (pagination !== null) return pagination;
  }
  return null;
}

function totalIn(value: Json | undefined): number | null {
  if (!isObject(value)) return null;
  for (const field of fields) {
    const total = countOf(value[field]);
    if (total !== null) return total;
  }
  return null;
}

function countOf(value: Json | undefined): number | null {
  const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0 ? number : null;
}

const isObject = (value: Json | undefined): value is { [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
