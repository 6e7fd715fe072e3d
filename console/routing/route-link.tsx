import Link, { type LinkProps } from '@cloudscape-design/components/link';
import type { ReactNode } from 'react';
import { useHref } from 'react-router';
import { useFollow } from './use-follow.ts';

interface Props extends Pick<LinkProps, 'variant' | 'fontSize' | 'ariaLabel'> {
  /** A path of the console, with its query. */
  readonly to: string;
  readonly children: ReactNode;
}

/** A link to another page of the console, which is shown without loading anew. */
export function RouteLink({ to, children, ...look }: Props) {
  const follow = useFollow();
  return (
    <Link {...look} href={useHref(to)} onFollow={follow}>
      {children}
    </Link>
  );
}
