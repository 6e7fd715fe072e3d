/** What is wrong with the connection, for a person, and whether another attempt may help. */
export interface NetworkProblem {
  readonly message: string;
  readonly retry: boolean;
}

const certificate = /^(CERT_|ERR_TLS_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|HOSTNAME_MISMATCH|EPROTO|ERR_SSL)/;

/** Explains what a connection failed with. */
export function explainNetworkError(error: unknown, host: string): NetworkProblem {
  const code = codeOf(error);
  if (error instanceof TypeError && error.cause === undefined) {
    return { retry: false, message: `The request to ${host} cannot be sent: ${error.message}` };
  }
  if (certificate.test(code)) {
    return {
      retry: false,
      message: `No secure connection to ${host} (${code}). Check its certificate, and http against https.`,
    };
  }
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return { retry: true, message: `The name ${host} cannot be found. Check the URL.` };
    case 'ECONNREFUSED':
      return {
        retry: true,
        message: `${host} refuses connections. Check the URL and its port, and that the source is running.`,
      };
    case 'ECONNRESET':
    case 'UND_ERR_SOCKET':
    case 'EPIPE':
      return { retry: true, message: `${host} closed the connection before its answer was complete.` };
    case 'UND_ERR_CONNECT_TIMEOUT':
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return {
        retry: true,
        message: `${host} cannot be reached (${code}). Check the URL and that a firewall lets us in.`,
      };
    default:
      return { retry: true, message: `The connection to ${host} failed (${code === '' ? String(error) : code}).` };
  }
}

const beforeSending = new Set([
  'ENOTFOUND',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'UND_ERR_CONNECT_TIMEOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

/** Whether a connection failed before anything of the request was sent, by what it failed with. */
export function isBeforeSending(error: unknown): boolean {
  const code = codeOf(error);
  return beforeSending.has(code) || certificate.test(code);
}

function codeOf(error: unknown): string {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ('code' in cause && typeof cause.code === 'string') return cause.code;
    const first = cause instanceof AggregateError ? cause.errors[0] : undefined;
    if (first instanceof Error && 'code' in first && typeof first.code === 'string') return first.code;
  }
  return '';
}
