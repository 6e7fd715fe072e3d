import type { ComponentRegistry } from '../manifest/component.ts';
import { apiKeyAuthenticator } from './api-key-authenticator.ts';
import { basicHttpAuthenticator } from './basic-http-authenticator.ts';
import { bearerAuthenticator } from './bearer-authenticator.ts';
import { checkStream } from './check-stream.ts';
import { cursorPagination } from './cursor-pagination.ts';
import { datetimeBasedCursor } from './datetime-based-cursor.ts';
import { declarativeStream } from './declarative-stream.ts';
import { defaultPaginator } from './default-paginator.ts';
import { dpathExtractor } from './dpath-extractor.ts';
import { httpRequester } from './http-requester.ts';
import { jsonDecoder } from './json-decoder.ts';
import { minMaxDatetime } from './min-max-datetime.ts';
import { noAuth } from './no-auth.ts';
import { noPagination } from './no-pagination.ts';
import { offsetIncrement } from './offset-increment.ts';
import { pageIncrement } from './page-increment.ts';
import { recordById } from './record-by-id.ts';
import { recordSelector } from './record-selector.ts';
import { pageTokenRequestOption, requestOption } from './request-option.ts';
import { requestPath } from './request-path.ts';
import { inlineSchemaLoader, jsonFileSchemaLoader } from './schema-loaders.ts';
import { simpleRetriever } from './simple-retriever.ts';
import { spec } from './spec.ts';

/** Every component type that is supported. A new one is a file of its own and a line here. */
export const components: ComponentRegistry = [
  apiKeyAuthenticator,
  basicHttpAuthenticator,
  bearerAuthenticator,
  checkStream,
  cursorPagination,
  datetimeBasedCursor,
  declarativeStream,
  defaultPaginator,
  dpathExtractor,
  httpRequester,
  inlineSchemaLoader,
  jsonDecoder,
  jsonFileSchemaLoader,
  minMaxDatetime,
  noAuth,
  noPagination,
  offsetIncrement,
  pageIncrement,
  pageTokenRequestOption,
  recordById,
  recordSelector,
  requestOption,
  requestPath,
  simpleRetriever,
  spec,
];
