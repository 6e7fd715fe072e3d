export interface SecurityPolicyProps {
  /** Origins beside its own that the console asks: those of the sign-in. */
  readonly connectTo: readonly string[];
  /** Origins beside its own whose pages may show it in a frame. */
  readonly framedBy: readonly string[];
}

/**
 * The Content-Security-Policy of the console: everything comes from its own origin, nothing runs or styles inline.
 * Cloudscape needs no more: React sets styles through the object model, which no policy restricts.
 */
export function securityPolicy({ connectTo, framedBy }: SecurityPolicyProps): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    ["connect-src 'self'", ...connectTo].join(' '),
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    ["frame-ancestors 'self'", ...framedBy].join(' '),
  ].join('; ');
}
