import { constantTemplate } from '../expressions/template.ts';
import { defineComponent } from '../manifest/component.ts';
import { type Fields, requestVariables } from '../manifest/fields.ts';
import { nextUrl, pageUrl } from '../reading/page-url.ts';
import { bodyDataIn, bodyJsonIn, namedValuesIn } from './request-inputs.ts';

export const httpRequester = defineComponent({
  type: 'HttpRequester',
  role: 'requester',
  reads: [
    'url',
    'url_base',
    'path',
    'http_method',
    'authenticator',
    'request_parameters',
    'request_headers',
    'request_body_json',
    'request_body_data',
    'request_body',
  ],
  // `use_cache` saves requests between streams there; the result is the same without.
  describes: ['name', 'use_cache'],
  build(fields) {
    const [url, base, path] = ['url', 'url_base', 'path'].map((name) => fields.template(name, requestVariables));
    if (url === undefined && base === undefined) fields.problem(null, '"url" is missing (or "url_base" with "path")');
    const authenticator = fields.component('authenticator', 'authenticator') ?? null;
    const parameters = namedValuesIn(fields, 'request_parameters');
    const headers = namedValuesIn(fields, 'request_headers');
    const bodies = [bodyJsonIn(fields), bodyDataIn(fields)].filter((body) => body !== null);
    const method = methodIn(fields);
    if (method === 'GET' && bodies.length > 0) fields.problem(null, 'a GET request cannot carry a body here: use POST');
    if (bodies.length > 1) fields.problem('request_body_data', 'cannot stand beside request_body_json');
    return {
      method,
      authenticator,
      url(scope, page) {
        const [whole, start, end] = [url, base, path].map((part) => (part ?? constantTemplate('')).text(scope));
        const first = pageUrl({ url: whole ?? '', base: start ?? '', path: end ?? '' });
        return page.next === null
          ? first
          : nextUrl(page.next, start === '' ? '' : (start ?? ''), page.current ?? first);
      },
      fill(draft, scope) {
        for (const [name, value] of parameters(scope)) draft.add('request_parameter', [name], value);
        for (const [name, value] of headers(scope)) draft.add('header', [name], value);
        for (const body of bodies) body(draft, scope);
      },
    };
  },
});

function methodIn(fields: Fields): 'GET' | 'POST' {
  const written = fields.text('http_method') ?? 'GET';
  if (written === 'GET' || written === 'POST') return written;
  fields.problem('http_method', 'must be GET or POST');
  return 'GET';
}
