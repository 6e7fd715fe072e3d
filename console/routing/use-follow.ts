import { useCallback } from 'react';
import { useHref, useNavigate } from 'react-router';

/** What Cloudscape's links, menus and breadcrumbs tell when they are followed; clicks with a modifier never get here. */
export interface Followed {
  readonly detail: { readonly href?: string | undefined; readonly external?: boolean | undefined };
  preventDefault(): void;
}

/** Follows links within the console without loading it anew; leaves those to elsewhere to the browser. */
export function useFollow(): (event: Followed) => void {
  const navigate = useNavigate();
  const root = useHref('/');
  return useCallback(
    (event) => {
      const { href, external } = event.detail;
      if (href === undefined || external === true || !href.startsWith(root)) return;
      event.preventDefault();
      // Hrefs have the part that an embedded console lives under, routes do not.
      navigate(`/${href.slice(root.length).replace(/^\//, '')}`);
    },
    [navigate, root],
  );
}
